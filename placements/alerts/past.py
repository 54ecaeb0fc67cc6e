"""What an alert has to know of its subject's history."""

from django.db.models import F, Model

from microinternships.models import Transition

NEW_TERMS = ("amend_terms", "move_week")  # what an advert offers became something else
OVERTAKEN = "overtaken by what happened since"


def last(subject: Model, *events: str) -> Transition | None:
    """The latest of ``events`` that happened to ``subject``; of all when none is named."""
    history = Transition.objects.of(subject)
    return (history.filter(event__in=events) if events else history).last()


def what_was_said(row: Transition | None) -> str:
    """The comment written with an event, or an empty string."""
    return row.note.text if row and hasattr(row, "note") else ""


def still_the_latest(subject: Model, alert) -> str:
    """Moot once another event has changed the state: its own alert tells what is true now."""
    moved = Transition.objects.of(subject).exclude(source=F("target"))
    return OVERTAKEN if moved.filter(pk__gt=alert.transition_id).exists() else ""
