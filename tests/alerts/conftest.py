import copy
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.test import override_settings

from accounts.models import User
from alerts import kinds
from alerts.models import Alert
from microinternships import engine

NOON = datetime(2026, 10, 19, 11, tzinfo=UTC)
"""A Monday, 12:00 in Oxford: the deadline of most tests here."""


@pytest.fixture(autouse=True)
def sample_templates():
    templates = copy.deepcopy(django_settings.TEMPLATES)
    templates[0]["DIRS"].append(django_settings.BASE_DIR / "tests/alerts/sample/templates")
    with override_settings(TEMPLATES=templates):
        yield


@pytest.fixture
def declare(monkeypatch):
    """Let exactly these kinds be declared, so that no app's own chaser joins in."""

    def only(*declared):
        monkeypatch.setattr(kinds, "_kinds", {})
        kinds.register(*declared)

    return only


@pytest.fixture
def machine(monkeypatch):
    """A machine over the ledger's own rows, alone in the engine."""
    monkeypatch.setattr(engine, "machines", {})

    def build(*names, effects=()):
        event = engine.Event(
            "give_up", "Give up", ("queued",), "failed", ("office",), effects=effects, alerts=names
        )
        return engine.Machine(Alert, [event], roles=lambda user, subject: {"office"})

    return build


@pytest.fixture
def person(db):
    return person_with(email="ada@example.org")


def person_with(**fields) -> User:
    """Somebody nameless who joined two months before the deadline."""
    known = {"last_login": NOON, "date_joined": NOON - timedelta(days=60), "name": ""}
    return User.objects.create(**{**known, **fields})


def alert_for(person, **fields) -> Alert:
    """A row as the planner would have written it: T-2d of the deadline."""
    due_at = NOON - timedelta(days=2)
    known = {
        "kind": "name_missing",
        "subject_type": "accounts.user",
        "subject_id": person.pk,
        "recipient": person,
        "deadline": NOON,
        "step": "T-2d",
        "due_at": due_at,
        "next_try_at": due_at,
    }
    return Alert.objects.create(**{**known, **fields})


def rows(*names) -> list[tuple]:
    """The ledger as plain values, in the order in which things fall due."""
    return list(Alert.objects.order_by("due_at", "pk").values_list(*names))
