"""What every test stands on: its own database, its own folder for uploads, Debian's browser."""

import os
import shutil

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import override_settings
from hypothesis import settings as properties

from tests.alert_letters import Post, strict

# How long one example takes says how busy the machine is, and nothing about the code.
properties.register_profile("unhurried", deadline=None)
properties.load_profile("unhurried")

INSTALL_CHROMIUM = "Chromium is missing. Install it with: sudo apt-get install chromium"
CHROMIUM_ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(request):
    """Name the test database after TEST_DB, so that two runs beside each other do not meet.

    pytest-django then adds the name of the worker when tests run in parallel.
    """
    name = os.environ.get("TEST_DB", "test_microinternships")
    django_settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = name
    request.getfixturevalue("django_db_modify_db_settings_parallel_suffix")


@pytest.fixture(scope="session", autouse=True)
def quick_and_separate(tmp_path_factory):
    """Uploads go to a folder of this run, and signing in costs no second of hashing."""
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def no_tries_yet():
    """Limits on tries are counted in the cache, which outlives a test: wrong passwords typed in one
    would keep the next from signing in."""
    cache.clear()


@pytest.fixture
def reading(settings) -> None:
    """Letters are read critically: what a template names and nobody gives leaves its mark."""
    strict(settings)


@pytest.fixture
def post(db) -> Post:
    return Post()


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """Drive the Chromium of the Linux distribution; a journey without one fails."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail(INSTALL_CHROMIUM, pytrace=False)
    arguments = [*browser_type_launch_args.get("args", []), *CHROMIUM_ARGUMENTS]
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}
