"""Nothing of the demonstration exists where it is not asked for."""

import pytest
from django.apps import apps
from django.conf import settings


def test_it_is_not_installed():
    assert not apps.is_installed("demo")
    assert [name for name in settings.MIDDLEWARE if name.startswith("demo.")] == []
    processors = settings.TEMPLATES[0]["OPTIONS"]["context_processors"]
    assert [name for name in processors if name.startswith("demo.")] == []
    assert "ENVIRONMENT" not in settings.UNFOLD


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "/demo/",
        "/demo/sign-in/sam/",
        "/demo/view/day/",
        "/demo/view/milestone/",
        "/demo/view/today/",
        "/demo/mail/",
    ],
)
def test_its_addresses_do_not_exist(client, address):
    assert client.get(address).status_code == 404
    assert client.post(address).status_code == 404


@pytest.mark.django_db
def test_a_day_in_the_session_changes_nothing(client):
    session = client.session
    session["demo_viewed_at"] = "1999-12-31T12:00:00+00:00"
    session.save()
    page = client.get("/").content.decode()
    assert "1999" not in page
    assert "demo-banner" not in page
