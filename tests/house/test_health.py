"""/health/ says which part of the site is unwell, to anybody, and nothing about how."""

from datetime import timedelta

import pytest
import time_machine
from django.core.files.storage import default_storage
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from alerts.models import Alert
from microinternships import clock, health
from microinternships.celery import app as celery
from tests.processes import free_port

WELL = {"database": "ok", "migrations": "ok", "broker": "ok", "storage": "ok", "alerts": "ok"}

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def asked_before():
    """The list of migrations is read once in a process; no test counts that."""
    health._known_migrations()


def waiting_since(moment, **fields):
    known = {"kind": "any", "subject_type": "alerts.alert", "subject_id": 1, "step": "T"}
    return Alert.objects.create(**{**known, "due_at": moment, "next_try_at": moment, **fields})


def unwell(client):
    """What is not well, by name."""
    answer = client.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["well"] is False
    return {name: said for name, said in answer.json()["checks"].items() if said != "ok"}


def test_all_is_well_without_signing_in(client, django_assert_num_queries):
    with django_assert_num_queries(4):
        answer = client.get("/health/")
    assert answer.status_code == 200
    assert answer.json() == {"well": True, "checks": WELL}
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.cookies == {}


def test_it_is_only_looked_at(client):
    assert client.post("/health/").status_code == 405


def test_looking_leaves_no_file(client):
    client.get("/health/")
    assert default_storage.listdir("health") == ([], [])


def test_a_migration_that_is_not_applied(client):
    MigrationRecorder(connection).record_unapplied("accounts", "0001_initial")
    assert unwell(client) == {"migrations": "1 not applied"}


def test_a_database_with_later_migrations_serves_the_code_before_them(client):
    MigrationRecorder(connection).record_applied("alerts", "9999_of_the_next_version")
    assert client.get("/health/").status_code == 200


def test_a_broker_that_is_away_is_named_without_its_address(client, monkeypatch, caplog):
    port = free_port()
    monkeypatch.setattr(celery.conf, "broker_write_url", f"redis://:hush@127.0.0.1:{port}/0")
    assert unwell(client) == {"broker": "fails"}
    assert f"127.0.0.1:{port}" in caplog.text
    assert "hush" not in caplog.text


def test_a_folder_that_cannot_be_written_to(client, settings, tmp_path):
    in_the_way = tmp_path / "media"
    in_the_way.write_text("a file where the folder should be")
    settings.MEDIA_ROOT = in_the_way
    assert unwell(client) == {"storage": "fails"}


def test_an_alert_may_wait_for_a_quarter_of_an_hour_and_no_longer(client):
    late = clock.real_now() - health.LONGEST_WAIT
    waiting_since(late + timedelta(minutes=1))
    assert client.get("/health/").status_code == 200
    waiting_since(late - timedelta(minutes=2), subject_id=2)
    assert unwell(client) == {"alerts": "one has waited for 17 minutes"}


def test_what_is_not_waiting_does_not_count(client):
    long_ago = clock.real_now() - timedelta(days=3)
    waiting_since(long_ago, state="failed")
    waiting_since(long_ago, subject_id=2, state="skipped")
    waiting_since(clock.real_now() + timedelta(days=1), subject_id=3)
    assert client.get("/health/").status_code == 200


@pytest.mark.parametrize("apart", [timedelta(seconds=40), timedelta(seconds=-40)])
def test_clocks_that_disagree(client, apart):
    with time_machine.travel(clock.real_now() + apart):
        assert unwell(client) == {"database": "its clock and ours are 40 seconds apart"}


def test_a_database_that_is_away_is_told_without_its_address(client, monkeypatch):
    def away():
        raise OperationalError("connection to server at 10.1.2.3 failed")

    monkeypatch.setattr(connection, "cursor", away)
    assert unwell(client) == {"database": "fails", "migrations": "fails", "alerts": "fails"}
