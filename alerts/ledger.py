"""Writes alerts into the ledger: those of a transition, and the chasers that are due."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Model

from alerts import kinds
from alerts.models import Alert, AlertState, Subscription
from microinternships import clock

logger = logging.getLogger(__name__)

NOBODY = "nobody to tell"
OVERTAKEN = "overtaken by a later reminder"


def queue_for_transition(names: Iterable[str], act, record) -> None:
    """Queue what ``record``, a history row just written, has to tell, in its own transaction.

    A kind with nobody to tell leaves one skipped row, so that invariant 9 can be
    proved. Raises KeyError for an undeclared kind and ValueError for one that is
    about another model; either undoes the transition.
    """
    rows = [row for name in names for row in _transition_rows(kinds.get(name), act.subject, record)]
    if rows:
        Alert.objects.bulk_create(rows)
        transaction.on_commit(_send_soon)


def _transition_rows(kind: kinds.Kind, subject: Model, record) -> list[Alert]:
    if not kind.about(subject):
        raise ValueError(f"The alert {kind.name} is about {kind.subject}, not {subject!r}.")
    now = clock.now()
    due_at = max(now, kind.when(subject) or now)
    about = {"step": f"t{record.pk}", "due_at": due_at, "transition_id": record.pk}
    people = _people(kind, subject)
    if not people:
        return [_row(kind, subject, None, skipped=NOBODY, **about)]
    return [_row(kind, subject, person, **about) for person in people]


def queue(name: str, subject: Model, *, step: str) -> None:
    """Queue what no machine's event tells, in the caller's transaction; once for each ``step``."""
    kind, now = kinds.get(name), clock.now()
    rows = [_row(kind, subject, one, step=step, due_at=now) for one in _people(kind, subject)]
    Alert.objects.bulk_create(rows, ignore_conflicts=True)
    transaction.on_commit(_send_soon)


def _send_soon() -> None:
    from alerts import tasks

    tasks.send_soon()


def plan(now: datetime) -> int:
    """Insert the chasers that are due at ``now``; returns how many rows were looked at.

    May run any number of times, at any time, beside itself: the unique key lets
    each alert in once, and a run catches up whatever earlier ones missed. One
    kind's fault is logged and does not keep the others from being planned.
    """
    looked_at = 0
    with clock.standing_at(now):
        for chaser in kinds.chasers():
            try:
                with transaction.atomic():
                    rows = list(_chaser_rows(chaser, now))
                    Alert.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
                    looked_at += len(rows)
            except Exception:
                logger.exception("The alert %s could not be planned.", chaser.name)
    return looked_at


def _chaser_rows(chaser: kinds.Chaser, now: datetime) -> Iterator[Alert]:
    for subject in chaser.due(now):
        deadline = chaser.deadline(subject)
        reached = chaser.reached(subject, deadline, now) if deadline else []
        for person in _people(chaser, subject) if reached else []:
            for step, moment in reached:
                if _joined_since(person, moment):
                    continue
                last = step == reached[-1][0]
                yield _row(
                    chaser,
                    subject,
                    person,
                    skipped="" if last else OVERTAKEN,
                    step=step.name,
                    due_at=moment,
                    deadline=deadline,
                )


def _people(kind: kinds.Kind, subject: Model) -> list:
    """Each recipient once: accounts, subscriptions, or the subject for the address it carries."""
    return list(dict.fromkeys(kind.recipients(subject)))


def _joined_since(person, moment: datetime) -> bool:
    """Whether ``person`` joined the mailing list after ``moment``: what was due then is no news."""
    joined = person.confirmed_at if isinstance(person, Subscription) else None
    return joined is not None and moment < joined


def _row(kind: kinds.Kind, subject: Model, person, *, skipped: str = "", **fields) -> Alert:
    return Alert(
        kind=kind.name,
        subject_type=kind.subject_type,
        subject_id=subject.pk,
        **_addressed(person, subject),
        next_try_at=fields["due_at"],
        state=AlertState.SKIPPED if skipped else AlertState.QUEUED,
        reason=skipped,
        **fields,
    )


def _addressed(person, subject: Model) -> dict:
    if person is None or isinstance(person, get_user_model()):
        return {"recipient": person}
    if isinstance(person, Subscription):
        return {"subscription": person}
    if person != subject:
        raise ValueError(f"{person!r} is no account, no subscription and not the alert's subject.")
    return {"to_subject": True}


def ask_again(model: type[Model], ids: Iterable[int]) -> int:
    """Let the sender look at what waits about these rows now; returns how many alerts.

    For whoever moves a date that a kind's ``when`` reads: an alert whose moment has
    come goes out, any other gets its new moment.
    """
    waiting = Alert.objects.filter(
        subject_type=model._meta.label_lower,
        subject_id__in=ids,
        state=AlertState.QUEUED,
        attempts=0,
    )
    return waiting.update(next_try_at=clock.now())


def queue_again(alerts) -> int:
    """Give failed ``alerts`` (a queryset) a fresh set of tries; returns how many."""
    return alerts.filter(state=AlertState.FAILED).update(
        state=AlertState.QUEUED, attempts=0, reason="", next_try_at=clock.now()
    )
