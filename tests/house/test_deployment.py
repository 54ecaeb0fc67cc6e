"""What Dockerfile and docker-compose.yml promise; test_production runs what they name."""

import re

import pytest
from django.conf import settings

from microinternships import health
from tests.house.deployment import command, compose, image, instructions

APPLICATION = {"migrate", "web", "worker", "beat"}
SECRET = re.compile(r"password|secret|token|key", re.IGNORECASE)


@pytest.fixture(scope="module")
def services():
    return compose()["services"]


def test_the_image_is_what_the_last_lines_say():
    assert image()[0] == ("FROM", "python:3.12-slim")
    assert [name for name, _ in image()][-4:] == ["USER", "ENV", "EXPOSE", "CMD"]
    assert instructions("USER") == ["microinternships"]


def test_the_web_server_listens_where_the_image_says():
    assert instructions("EXPOSE") == ["8000"]
    assert command("web")[:4] == ["gunicorn", "microinternships.wsgi", "--bind", "0.0.0.0:8000"]


def test_the_image_holds_the_locked_packages_and_the_static_files():
    runs = " ".join(instructions("RUN"))
    assert "uv sync --frozen --no-dev" in runs
    assert "manage.py collectstatic --noinput" in runs
    makefile = (settings.BASE_DIR / "Makefile").read_text()
    assert re.findall(r"uv==(\S+)", runs) == re.findall(r"UV_VERSION := (\S+)", makefile)


def test_no_secret_stays_in_the_image():
    kept = [rest for name, rest in image() if name in ("ENV", "ARG", "LABEL")]
    assert [rest for rest in kept if SECRET.search(rest)] == []
    ignored = (settings.BASE_DIR / ".dockerignore").read_text().split()
    assert {".env", ".git", "var", ".venv"} <= set(ignored)


def test_uploads_live_on_the_volume_that_the_image_gives_to_its_user(services):
    [folder] = re.findall(r"MEDIA_ROOT=(\S+)", " ".join(instructions("ENV")))
    assert f"chown microinternships {folder}" in " ".join(instructions("RUN"))
    for name in APPLICATION:
        assert services[name]["volumes"] == [f"media:{folder}"]


def test_the_services(services):
    assert set(services) == {*APPLICATION, "postgres", "redis"}
    commands = {name: " ".join(one.get("command", [])) for name, one in services.items()}
    assert commands == {
        "migrate": "python manage.py migrate --noinput",
        "web": "",
        "worker": "celery --app microinternships worker --loglevel INFO --concurrency 2",
        "beat": "celery --app microinternships beat --loglevel INFO --schedule /tmp/beat-schedule",
        "postgres": "",
        "redis": "redis-server --appendonly yes",
    }


def test_everything_that_stays_is_looked_after(services):
    staying = {name: one for name, one in services.items() if name != "migrate"}
    assert {name for name, one in staying.items() if not one["healthcheck"]["test"]} == set()
    assert {one["restart"] for one in staying.values()} == {"unless-stopped"}
    assert services["migrate"]["restart"] == "no"


def test_nothing_starts_before_what_it_needs(services):
    needs = {
        name: {other: how["condition"] for other, how in services[name]["depends_on"].items()}
        for name in APPLICATION
    }
    ready = {"migrate": "service_completed_successfully", "redis": "service_healthy"}
    assert needs.pop("migrate") == {"postgres": "service_healthy"}
    assert needs == {"web": ready, "worker": ready, "beat": ready}


def test_the_programme_can_become_nobody_else(services):
    for name in APPLICATION:
        assert services[name]["cap_drop"] == ["ALL"]
        assert services[name]["security_opt"] == ["no-new-privileges:true"]
        assert "privileged" not in services[name]


def test_only_this_machine_reaches_the_site_and_nobody_the_data(services):
    ports = {name: one["ports"] for name, one in services.items() if "ports" in one}
    assert ports == {"web": ["127.0.0.1:${PORT:-8000}:8000"]}


def test_what_must_last_is_on_a_volume(services):
    mounted = {one["volumes"][0].split(":")[0] for one in services.values()}
    assert mounted == set(compose()["volumes"]) == {"media", "postgres", "redis"}


def test_every_secret_comes_from_outside(services):
    """A value that is kept in the file is one of these; a secret is asked for by name."""
    for name in APPLICATION:
        assert services[name]["env_file"] == ".env"
        assert services[name]["environment"]["DEBUG"] == "0"
        assert "SECRET_KEY" not in services[name]["environment"]
    asked = "${POSTGRES_PASSWORD:?set it in .env}"
    assert services["postgres"]["environment"]["POSTGRES_PASSWORD"] == asked
    assert asked in services["web"]["environment"]["DATABASE_URL"]
    example = (settings.BASE_DIR / ".env.example").read_text()
    assert re.findall(r"^(?:SECRET_KEY|POSTGRES_PASSWORD)=(.*)$", example, re.MULTILINE) == ["", ""]


@pytest.fixture(scope="module")
def tables():
    """The rows of the tables in docs/operations.md, by what their first column is headed."""
    page = (settings.BASE_DIR / "docs/operations.md").read_text()
    found = {}
    for table in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
        head, _line, *rows = [
            [cell.strip("` ") for cell in row.split("|")[1:-1]] for row in table.splitlines()
        ]
        found[head[0]] = rows
    return found


def test_the_manual_knows_every_job(tables):
    jobs = settings.CELERY_BEAT_SCHEDULE.values()
    assert {row[0]: row[1] for row in tables["job"]} == {
        job["task"]: f"{job['schedule'] // 60} minute{'s' * (job['schedule'] > 60)}" for job in jobs
    }


def test_the_manual_knows_every_health_check(tables):
    assert [row[0] for row in tables["check"]] == list(health.CHECKS)


def test_the_manual_names_settings_that_are_read(tables):
    read = (settings.BASE_DIR / "microinternships/settings.py").read_text()
    assert [row[0] for row in tables["name"] if f'"{row[0]}"' not in read] == []
