"""What the applications say on a student's home page."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from applications.models import Application
from applications.timeline import CONFIRM, Status, most_urgent_first

State = Application.State
SHOWN = 6


@dataclass(frozen=True, slots=True)
class StudentTasks:
    """``tasks`` for components/task_list.html by deadline, the other ``applications`` for
    _line.html, and the next date that concerns the student when there is nothing to do."""

    tasks: list[dict] = field(default_factory=list)
    applications: list[dict] = field(default_factory=list)
    next_date: dict | None = None


def student_tasks(user, now: datetime) -> StudentTasks:
    """What ``user`` has to do next as a student, most urgent first. A fixed number of queries."""
    mine = Application.objects.of(user).ready_to_list()
    lines = most_urgent_first(mine, now)
    waiting = [one["application"] for one in lines if one["status"].word in ("Sent", CONFIRM)]
    return StudentTasks(
        tasks=[_task(**line) for line in lines if _needs_the_student(line["status"])],
        applications=[line for line in lines if not _needs_the_student(line["status"])][:SHOWN],
        next_date=_next_date(waiting, now),
    )


def _needs_the_student(status: Status) -> bool:
    return status.due is not None or status.word == CONFIRM


def _task(application: Application, status) -> dict:
    if status.word == "Draft":
        label, url = f"Finish your application for “{application.advert}”", "applications:edit"
        target = application.pk
    elif status.word == CONFIRM:
        label, url = (
            f"Confirm that you can still come: “{application.advert}”",
            "applications:again",
        )
        target = application.pk
    else:
        label, url = f"Answer your offer: “{application.advert}”", "applications:offer"
        target = application.open_offer.pk
    return {
        "label": label,
        "url": reverse(url, args=[target]),
        "note": application.advert.organisation.name,
        "due": status.due,
        "verb": status.verb,
        "state": status.word,
        "kind": status.kind,
    }


def _next_date(waiting: list[Application], now: datetime) -> dict | None:
    """When the earliest outcome is known, told the same whatever hosts have decided."""
    dates = [(one.round.release_at or one.round.choose_by) for one in waiting]
    coming = sorted(moment for moment in dates if moment > now)
    return {"label": "you hear the outcome by", "when": coming[0]} if coming else None
