"""A cycle's dates for the Office: in order, how far apart, and what was changed when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.dateparse import parse_date, parse_datetime

from microinternships import phrases, workingdays
from microinternships.templatetags.words import moment, words
from placements import dates, planning
from placements.models import Cycle

FRIDAY = timedelta(days=4)


@dataclass(frozen=True, slots=True)
class Row:
    """One date: its words, and the time that has passed since the one before."""

    name: str
    label: str
    when: date | datetime
    said: str
    since: str


def rows(values: Mapping[str, Any]) -> list[Row]:
    """What of flat ``values`` is dated, in the programme's order; weeks from Monday to Friday."""
    found: list[Row] = []
    before = None
    for name, label in planning.labels(values):
        when = values.get(name)
        if not when:
            continue
        day = _day(when)
        since = _apart(before, day) if before else ""
        found.append(Row(name, label, when, say(when), since))
        before = day
    return found


def _day(when: date | datetime) -> date:
    return dates.oxford_day(when) if isinstance(when, datetime) else when


def _apart(before: date, day: date) -> str:
    """As in "19 days later, 13 working days"; nothing while the order is wrong."""
    apart = (day - before).days
    if apart <= 0:
        return "the same day" if apart == 0 else ""
    working = workingdays.working_days_between(before, day)
    return f"{words(apart, 'day')} later, {words(working, 'working day')}"


def say(value: Any) -> str:
    """A value of a cycle as the Office reads it, times in Oxford's."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return phrases.day_words(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value) if value not in (None, "") else "none"


def told(changed: Mapping[str, tuple[Any, Any]]) -> list[dict]:
    """Each change as its label, what was and what will be: rules first, then dates as they come."""
    labels = dict(planning.labels({dates.field_of(n, "opens_at"): True for n in planning.ROUNDS}))
    of_rounds = {
        dates.field_of(number, name): f"{label}, round {number}"
        for number in planning.ROUNDS
        for name, label in planning.ROUND_RULES.items()
    }
    labels = {**_of_settings(), **of_rounds, **labels}
    place = {name: number for number, name in enumerate(labels)}
    return [
        {
            "label": labels[name],
            "old": _said(name, old),
            "new": _said(name, new),
        }
        for name, (old, new) in sorted(changed.items(), key=lambda pair: place[pair[0]])
    ]


def _said(name: str, value: Any) -> str:
    choices = Cycle._meta.get_field(name).choices if name in planning.SETTINGS else None
    return str(dict(choices or ()).get(value) or say(value))


def _of_settings() -> dict[str, str]:
    said = {name: str(Cycle._meta.get_field(name).verbose_name) for name in planning.SETTINGS}
    return {name: label[:1].upper() + label[1:] for name, label in said.items()}


def history(cycle: Cycle, *, since: int | None = 0) -> list[dict]:
    """Who changed what, when and why, the latest first: all, or what came after the CycleChange
    ``since``; nothing since None."""
    found: list[dict] = []
    if since is None:
        return found
    for change in cycle.changes.filter(pk__gt=since).select_related("by").order_by("-pk"):
        pairs = {name: tuple(_parsed(one) for one in pair) for name, pair in change.changed.items()}
        found.append({"change": change, "rows": told(pairs)})
    return found


def _parsed(stored: Any) -> Any:
    """A stored value as it was: times are kept in ISO 8601."""
    if not isinstance(stored, str):
        return stored
    try:
        return parse_datetime(stored) or parse_date(stored) or stored
    except ValueError:
        return stored
