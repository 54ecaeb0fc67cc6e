"""Real workers with beat, over both brokers, on the test database: each alert once."""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from alerts.models import Alert
from microinternships import clock
from tests.alerts.conftest import person_with
from tests.processes import address_of_database, free_port, redis, running, wait_for


@contextmanager
def over_files(folder: Path):
    for name in ("queue", "control"):
        (folder / name).mkdir()
    options = {
        "data_folder_in": str(folder / "queue"),
        "data_folder_out": str(folder / "queue"),
        "control_folder": str(folder / "control"),
    }
    yield {"CELERY_BROKER_URL": "filesystem:///", "BROKER_OPTIONS": json.dumps(options)}


@contextmanager
def over_redis(folder: Path):
    with redis(folder) as address:
        yield {"CELERY_BROKER_URL": address}


def environment(folder: Path, broker: dict[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        **broker,
        "DJANGO_SETTINGS_MODULE": "tests.alerts.worker_settings",
        "DATABASE_URL": address_of_database(),
        "EMAIL_URL": f"filemail:///{folder / 'mail'}",
        "PYTHONWARNINGS": "ignore",
    }


def worker(name: str, *more: str) -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "-A", "microinternships", "worker"),
        *("--hostname", f"{name}@localhost", "--concurrency", "2", "--loglevel", "INFO", *more),
    ]


def recipients(mail: Path) -> list[str]:
    lines = [line for file in mail.glob("*.log") for line in file.read_text().splitlines()]
    return sorted(line.removeprefix("To: ") for line in lines if line.startswith("To: "))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("broker", [over_files, over_redis])
def test_two_workers_with_beat_plan_and_send_each_alert_once(broker, tmp_path):
    now = clock.real_now()
    dates = {"last_login": now + timedelta(days=1), "date_joined": now - timedelta(days=60)}
    people = [person_with(email=f"p{n:02}@example.org", **dates) for n in range(12)]
    logs = [tmp_path / "one.log", tmp_path / "two.log"]

    def what_they_said() -> str:
        return "\n".join(log.read_text()[-4000:] for log in logs)

    def runs_of_send() -> int:
        return sum(log.read_text().count("Task alerts.tasks.send[") for log in logs)

    with broker(tmp_path) as address:
        options = {"env": environment(tmp_path, address), "cwd": settings.BASE_DIR}
        beat = ("--beat", "--schedule", str(tmp_path / "beat"))
        with (
            running(worker("one", *beat), logs[0], **options),
            running(worker("two"), logs[1], **options),
        ):
            wait_for(
                lambda: Alert.objects.filter(state="sent").count() == len(people), what_they_said
            )
            seen = runs_of_send()
            wait_for(lambda: runs_of_send() > seen, what_they_said)
    assert recipients(tmp_path / "mail") == sorted(person.email for person in people)
    assert (
        sorted(Alert.objects.values_list("step", "state"))
        == [("T-2d", "sent")] * 12 + [("T-7d", "skipped")] * 12
    )


def test_a_broker_that_is_away_costs_a_warning_and_no_time(tmp_path):
    away = {
        **os.environ,
        "CELERY_BROKER_URL": f"redis://127.0.0.1:{free_port()}/0",
        "DJANGO_SETTINGS_MODULE": "microinternships.settings",
        "PYTHONWARNINGS": "ignore",
    }
    program = "import django; django.setup(); from alerts import tasks; tasks.send_soon()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env=away,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "No worker could be asked to send alerts" in done.stderr
