"""A cycle laid out flat: every date and rule of it under one name, as one form shows them.

``adverts_due_at`` and its kin are the Cycle's own; ``round_1_closes_at`` is its first Round's;
``week_a`` is a Monday. So proposals, stored cycles and what the Office typed compare key by key.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from types import MappingProxyType, SimpleNamespace
from typing import Any

from django.db import transaction

from microinternships import clock
from placements import dates
from placements.models import CandidateWeek, Cycle, Round

RULES = ("max_placements", "remote_only", "admits_leavers", "expense_rules")
SETTINGS = ("name", "academic_year", "season", *RULES)
CYCLE_DATES = ("adverts_due_at", "reserve_ends_at", "claims_close_at", "archive_at")
ROUND_DATES = ("opens_at", "closes_at", "choose_by", "release_at", "answer_by")
ROUND_RULES = {
    "max_applications": "Applications a student may send",
    "answer_working_days": "Working days to answer an offer",
}
ROUNDS = (1, 2)
# Week A follows full term, whose weeks move back a day or two each year, and on by seven after five
# or six: the earliest month and day on which week A has begun.
EARLIEST = {
    Cycle.Season.WINTER: (12, 3),
    Cycle.Season.SPRING: (3, 11),
    Cycle.Season.SUMMER: (6, 17),
}
A_TERM = timedelta(weeks=14)
NEXT = {
    Cycle.Season.WINTER: Cycle.Season.SPRING,
    Cycle.Season.SPRING: Cycle.Season.SUMMER,
    Cycle.Season.SUMMER: Cycle.Season.WINTER,
}
MOST_APPLICATIONS = {1: 2, 2: 1}


def flat(cycle: Cycle) -> dict[str, Any]:
    """``cycle`` as it is stored."""
    found = {name: getattr(cycle, name) for name in (*SETTINGS, *CYCLE_DATES)}
    for one in cycle.ordered_rounds:
        for name in (*ROUND_DATES, *ROUND_RULES):
            found[dates.field_of(one.number, name)] = getattr(one, name)
    return found | {dates.week_field(week.label): week.starts_on for week in cycle.ordered_weeks}


def flat_of(milestones: dates.Milestones) -> dict[str, Any]:
    """A proposal's dates, flat."""
    of_round = {dates.field_of(1, name): at for name, at in milestones.of_round().items()}
    weeks = {dates.week_field(week.label): week.starts_on for week in milestones.weeks}
    return {**milestones.of_cycle(), **of_round, **weeks}


def rounds_in(values: Mapping[str, Any]) -> list[int]:
    """The numbers of the rounds that ``values`` have."""
    return [number for number in ROUNDS if values.get(dates.field_of(number, "opens_at"))]


def labels(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every date's name with its label, in the order in which they come."""
    several = len(rounds_in(values)) > 1
    found = [("adverts_due_at", "Hosts’ adverts due")]
    for number in rounds_in(values):
        suffix = f", round {number}" if several else ""
        opens = "Applications open" if number > 1 else "Adverts appear, applications open"
        told = (opens, "Applications close", "Hosts choose by", "Outcomes released")
        for name, label in zip(ROUND_DATES, (*told, "Offers answered by"), strict=True):
            found.append((dates.field_of(number, name), f"{label}{suffix}"))
    return [
        *found,
        ("reserve_ends_at", "Reserve list ends"),
        ("week_a", "Week A"),
        ("week_b", "Week B"),
        ("claims_close_at", "Claims close"),
        ("archive_at", "Archive"),
    ]


def wrong_pairs(values: Mapping[str, Any]) -> list[dates.Problem]:
    """:func:`placements.dates.wrong_pairs` of flat values; what is not there is not judged."""
    rounds = [
        SimpleNamespace(**{name: values.get(dates.field_of(n, name)) for name in ROUND_DATES})
        for n in rounds_in(values)
    ]
    weeks = [dates.WeekDates(label, values.get(dates.week_field(label))) for label in "AB"]
    cycle = SimpleNamespace(**{name: values.get(name) for name in CYCLE_DATES})
    return dates.wrong_pairs(cycle, rounds=rounds, weeks=weeks)


# Proposals


def next_start(cycles: list[Cycle]) -> tuple[Cycle | None, str, date]:
    """What the next cycle would follow: its model, its season and the Monday of its week A.

    The model is the latest cycle of that season, a year before; without one, the latest of all.
    """
    dated = sorted((one for one in cycles if one.ordered_weeks), key=_week_a)
    if not dated:
        today = clock.today()
        return None, Cycle.Season.WINTER, today + timedelta(weeks=12, days=-today.weekday())
    last = dated[-1]
    season = NEXT[last.season]
    like = next((one for one in reversed(dated) if one.season == season), None)
    if like and (later := _a_year_on(like)) > _week_a(last):
        return like, season, later
    return last, season, _week_a(last) + A_TERM


def _a_year_on(cycle: Cycle) -> date:
    """The same week of term: 52 weeks later, 53 where full term has moved on."""
    later = _week_a(cycle) + timedelta(weeks=52)
    month, first = EARLIEST[cycle.season]
    early = later.month == month and later.day < first
    return later + timedelta(weeks=1) if early else later


def _week_a(cycle: Cycle) -> date:
    return cycle.ordered_weeks[0].starts_on


def proposal(week_a: date, *, season: str, like: Cycle | None) -> dict[str, Any]:
    """Every value of a cycle whose week A starts on Monday ``week_a``.

    Dates follow the documented pattern; rules, the number of rounds and whether outcomes are told
    together are those of the cycle ``like``. Raises ValueError when ``week_a`` is not a Monday.
    """
    year = academic_year(week_a)
    old = flat(like) if like else {}
    values = {
        "season": season,
        "academic_year": year,
        "name": f"{Cycle.Season(season).label} {year}",
        **{name: old.get(name, _usual(name)) for name in RULES},
        **flat_of(dates.propose(week_a)),
        **rules_of_round(1, old),
    }
    if old and old[dates.field_of(1, "release_at")] is None:
        values[dates.field_of(1, "release_at")] = None
    return values | second_round(values, old) if 2 in rounds_in(old) else values


def second_round(values: Mapping[str, Any], old: Mapping[str, Any] = MappingProxyType({})) -> dict:
    """Dates and rules of a round for places left, after the first one of ``values``."""
    answers = values[dates.field_of(1, "answer_by")]
    later = dates.propose_second_round(answers, values["reserve_ends_at"])
    found = {dates.field_of(2, name): getattr(later, name) for name in ROUND_DATES}
    return found | rules_of_round(2, old)


def rules_of_round(number: int, old: Mapping[str, Any]) -> dict[str, int]:
    usual = {
        "max_applications": MOST_APPLICATIONS[number],
        "answer_working_days": dates.ANSWER_WORKING_DAYS,
    }
    named = {dates.field_of(number, name): value for name, value in usual.items()}
    return {name: old.get(name, value) for name, value in named.items()}


def _usual(name: str) -> Any:
    return Cycle._meta.get_field(name).get_default()


def academic_year(day: date) -> str:
    """As in "2026/27"; it begins in October."""
    first = day.year if day.month >= 10 else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


# Storing


@transaction.atomic
def store(cycle: Cycle, values: Mapping[str, Any]) -> Cycle:
    """Write ``values`` to ``cycle``, its rounds and its weeks. A round that is not in them goes.

    Raises django.db.models.ProtectedError when students have applied in a round that goes.
    """
    for name in (*SETTINGS, *CYCLE_DATES):
        setattr(cycle, name, values[name])
    cycle.save()
    for number in rounds_in(values):
        fields = {name: values[dates.field_of(number, name)] for name in _of_round()}
        Round.objects.update_or_create(cycle=cycle, number=number, defaults=fields)
    for gone in cycle.rounds.exclude(number__in=rounds_in(values)):
        gone.delete()
    for label in "AB":
        monday = {"starts_on": values[dates.week_field(label)]}
        CandidateWeek.objects.update_or_create(cycle=cycle, label=label, defaults=monday)
    return Cycle.objects.get(pk=cycle.pk)


def _of_round() -> tuple[str, ...]:
    return (*ROUND_DATES, *ROUND_RULES)


def differences(cycle: Cycle, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The (old, new) value of everything in which ``values`` differ from what is stored."""
    old = flat(cycle)
    names = [*old, *(name for name in values if name not in old)]
    pairs = {name: (old.get(name), values.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def is_date(value: Any) -> bool:
    return isinstance(value, date | datetime)
