"""What the settings refuse, and that the files for production name what the settings read."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "SECRET_KEY": "not-a-secret-but-long-enough-for-a-test-of-the-settings",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
    "ALLOWED_HOSTS": "micro-internships.example.org",
}


def last_line(**environment):
    """What loading the settings says last, with these values and no others."""
    done = subprocess.run(
        [sys.executable, "-c", "import microinternships.settings"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DEBUG": "0", "DEMO": "0", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return (done.stderr.strip().splitlines() or [""])[-1]


def test_production_values_will_do():
    assert last_line(**PRODUCTION) == ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"DEMO": "1"}, "DEMO signs people in without a password; it needs DEBUG as well."),
        ({"DATABASE_URL": ""}, "DATABASE_URL is not set."),
    ],
)
def test_what_must_not_be_is_refused_with_a_sentence(change, sentence):
    assert last_line(**{**PRODUCTION, **change}) == (
        f"django.core.exceptions.ImproperlyConfigured: {sentence}"
    )


def test_every_setting_of_the_example_is_one_that_something_reads():
    example = (settings.BASE_DIR / ".env.example").read_text()
    offered = set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE))
    readers = ("microinternships/settings.py", "docker-compose.yml")
    text = "".join((settings.BASE_DIR / reader).read_text() for reader in readers)
    assert {name for name in offered if name not in text} == set()
