"""Which alerts a cycle's new dates overtake, before anybody stores them.

Deadlines are at noon, so the same moment may be one of another cycle or of a claim. Each kind is
therefore asked for its deadline as it would be, with the new dates stored and then taken back.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import Count, ProtectedError

from alerts import kinds
from alerts.models import Alert, AlertState
from placements import planning
from placements.models import Cycle

Planned = tuple[str, int, datetime]  # a kind, whom or what it is about, and for which deadline


def rearmed(cycle: Cycle, values: Mapping[str, Any]) -> list[dict]:
    """The alerts that were planned for times which ``values`` move: how many were sent, how many
    wait.

    Those that wait are not sent any more; what is due before the new time is planned anew.
    """
    changed = planning.differences(cycle, values).values()
    planned = _planned([old for old, _ in changed if isinstance(old, datetime)])
    found: dict[str, dict] = {}
    for name, subject, deadline in _overtaken(cycle, values, planned):
        said = kinds.in_words(name)
        row = found.setdefault(name, {"kind": said, "sent": 0, "waiting": 0})
        for state, count in planned[name, subject, deadline].items():
            row["sent" if state == AlertState.SENT else "waiting"] += count
    return list(found.values())


def _planned(deadlines: list[datetime]) -> dict[Planned, dict[str, int]]:
    """How many alerts of each kind are there for these ``deadlines``, by their state."""
    rows = (
        Alert.objects.filter(deadline__in=deadlines)
        .exclude(state=AlertState.SKIPPED)
        .order_by("kind", "subject_id")
        .values_list("kind", "subject_id", "deadline", "state")
        .annotate(n=Count("pk"))
    )
    found: dict[Planned, dict[str, int]] = {}
    for name, subject, deadline, state, count in rows:
        found.setdefault((name, subject, deadline), {})[state] = count
    return found


def _overtaken(
    cycle: Cycle, values: Mapping[str, Any], planned: Collection[Planned]
) -> list[Planned]:
    """Those of ``planned`` whose deadline stands now, and would not with ``values``."""
    deadlines = _deadlines(planned)
    standing = [one for one in planned if deadlines.get(one) == one[2]]
    with transaction.atomic():
        try:
            with transaction.atomic():
                planning.store(Cycle.objects.get(pk=cycle.pk), values)
        except ProtectedError:  # a round that students applied in stays, so nothing will change
            return []
        deadlines = _deadlines(standing)
        transaction.set_rollback(True)
    return [one for one in standing if deadlines.get(one) != one[2]]


def _deadlines(planned: Collection[Planned]) -> dict[Planned, datetime | None]:
    """What each kind says now of the deadline of what its alerts are about, where that is left."""
    asked: dict[str, set[int]] = {}
    for name, subject, _ in planned:
        asked.setdefault(name, set()).add(subject)
    said: dict[tuple[str, int], datetime | None] = {}
    for name, keys in asked.items():
        kind = kinds.find(name)
        if isinstance(kind, kinds.Chaser):
            found = apps.get_model(kind.subject)._default_manager.in_bulk(keys)
            said |= {(name, key): kind.deadline(subject) for key, subject in found.items()}
    return {one: said.get(one[:2]) for one in planned}
