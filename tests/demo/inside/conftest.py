"""One demonstration for all of these tests, laid out over what an earlier one had left."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.test import override_settings

from demo.models import Layout
from microinternships import clock


@pytest.fixture(scope="session", autouse=True)
def mail_folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("mail")
    with override_settings(EMAIL_FILE_PATH=str(folder)):
        yield folder


@pytest.fixture(scope="session")
def said(django_db_setup, django_db_blocker, mail_folder):
    """What load_demo said. It found another scenario, and a letter about it."""
    (mail_folder / "old.log").write_text("A letter about days that are not laid out any more.")
    out = StringIO()
    with django_db_blocker.unblock():
        tomorrow = clock.now() + timedelta(days=1)
        Layout.objects.create(scenario="deadline-day", laid_at=clock.now(), holds_until=tomorrow)
        call_command("load_demo", stdout=out)
    return out.getvalue()


@pytest.fixture
def demo(said, db):
    """The laid-out demonstration; what a test changes in it is undone."""


@pytest.fixture
def letters_in(mail_folder):
    """Write files into the mail folder; they are gone after the test."""
    written = []

    def write(name: str, content: str):
        (mail_folder / name).write_text(content)
        written.append(mail_folder / name)

    yield write
    for path in written:
        path.unlink()
