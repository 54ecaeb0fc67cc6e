"""The pattern of a cycle's dates: proposed from week A's Monday, and what stands in wrong order.

The programme publishes little more than its candidate weeks; the rest follows
the pattern of earlier years. Every date is a proposal that the Office may
change. Deadlines are 12:00 noon in Oxford.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from microinternships import clock, phrases, workingdays

ANSWER_WORKING_DAYS = 4


def days(count: int) -> timedelta:
    return timedelta(days=count)


ADVERTS_DUE = days(-77)
OPENS = days(-61)
CLOSES = days(-42)
CHOOSE_AFTER_CLOSE = days(11)
RESERVE_ENDS = days(-7)
WEEK = days(7)
SECOND_ROUND_OPEN = days(7)
FRIDAY = days(4)
CLAIMS_CLOSE_AFTER_FRIDAY = days(28)
ARCHIVE_AFTER_FRIDAY = days(90)


@dataclass(frozen=True, slots=True)
class RoundDates:
    opens_at: datetime
    closes_at: datetime
    choose_by: datetime
    release_at: datetime | None
    answer_by: datetime


@dataclass(frozen=True, slots=True)
class WeekDates:
    label: str
    starts_on: date


@dataclass(frozen=True, slots=True)
class Milestones:
    """A cycle's dates, named as the models name them."""

    adverts_due_at: datetime
    round: RoundDates
    reserve_ends_at: datetime
    weeks: tuple[WeekDates, WeekDates]
    claims_close_at: datetime
    archive_at: datetime

    def of_cycle(self) -> dict[str, datetime]:
        """The fields of a Cycle."""
        names = ("adverts_due_at", "reserve_ends_at", "claims_close_at", "archive_at")
        return {name: getattr(self, name) for name in names}

    def of_round(self) -> dict[str, datetime | None]:
        """The fields of its first Round."""
        return {one.name: getattr(self.round, one.name) for one in fields(self.round)}

    def problems(self) -> list[str]:
        return problems(self, rounds=[self.round], weeks=self.weeks)


def oxford_day(moment: datetime) -> date:
    return moment.astimezone(clock.OXFORD).date()


def propose(
    week_a: date,
    *,
    week_b: date | None = None,
    opens: date | None = None,
    closes: date | None = None,
) -> Milestones:
    """Every milestone of a cycle whose first candidate week starts on Monday ``week_a``.

    Dates that are already published are given and kept; those that hang on
    them follow. Raises ValueError when ``week_a`` is not a Monday.
    """
    if week_a.isoweekday() != 1:
        raise ValueError(f"{phrases.day_words(week_a)}: a candidate week starts on a Monday.")
    week_b = week_b or week_a + WEEK
    closes = closes or week_a + CLOSES
    choose_by = closes + CHOOSE_AFTER_CLOSE
    release = _monday_after(choose_by)
    answer_by = workingdays.add_working_days(release, ANSWER_WORKING_DAYS)
    return Milestones(
        adverts_due_at=clock.noon(week_a + ADVERTS_DUE),
        round=RoundDates(
            opens_at=clock.noon(opens or week_a + OPENS),
            closes_at=clock.noon(closes),
            choose_by=clock.noon(choose_by),
            release_at=clock.noon(release),
            answer_by=clock.noon(answer_by),
        ),
        reserve_ends_at=clock.noon(week_a + RESERVE_ENDS),
        weeks=(WeekDates("A", week_a), WeekDates("B", week_b)),
        claims_close_at=clock.noon(week_b + FRIDAY + CLAIMS_CLOSE_AFTER_FRIDAY),
        archive_at=clock.noon(week_b + FRIDAY + ARCHIVE_AFTER_FRIDAY),
    )


def propose_second_round(answers: datetime, reserve_ends_at: datetime) -> RoundDates:
    """A round for places left, squeezed between the first one's ``answers`` and the reserves' end.

    Outcomes are told as they are made: there is no time to hold them. A week is for applying, and
    what is left is for choosing and answering.
    """
    opens, ends = oxford_day(answers), oxford_day(reserve_ends_at)
    closes = opens + SECOND_ROUND_OPEN
    choose_by = closes + (ends - closes) / 2
    return RoundDates(
        opens_at=clock.noon(opens),
        closes_at=clock.noon(closes),
        choose_by=clock.noon(choose_by),
        release_at=None,
        answer_by=clock.noon(ends),
    )


def _monday_after(day: date) -> date:
    return day + days(7 - day.weekday())


@dataclass(frozen=True, slots=True)
class Problem:
    """Two dates in the wrong order: the sentence, and the field to change (:func:`field_of`)."""

    sentence: str
    field: str


def problems(cycle: Any, *, rounds: Iterable[Any], weeks: Iterable[Any]) -> list[str]:
    """The sentences of :func:`wrong_pairs`."""
    return [one.sentence for one in wrong_pairs(cycle, rounds=rounds, weeks=weeks)]


def wrong_pairs(cycle: Any, *, rounds: Iterable[Any], weeks: Iterable[Any]) -> list[Problem]:
    """One problem for each pair of dates in the wrong order; the database refuses the same.

    ``cycle``, ``rounds`` (in order) and ``weeks`` need only the models' date
    attributes. A date that is None is not judged.
    """
    rounds, weeks = list(rounds), list(weeks)
    return [
        *_of_cycle(cycle),
        *(problem for number, one in enumerate(rounds, 1) for problem in _of_round(number, one)),
        *_of_cycle_with_rounds(cycle, rounds),
        *_of_weeks(weeks),
        *_of_cycle_with_weeks(cycle, weeks),
    ]


def field_of(number: int, name: str) -> str:
    """How a form calls the date ``name`` of round ``number``."""
    return f"round_{number}_{name}"


def week_field(label: str) -> str:
    return f"week_{label.lower()}"


def _in_order(
    earlier, later, sentence: str, field: str, *, same_is_fine: bool = False
) -> Iterator[Problem]:
    if earlier is None or later is None or earlier < later:
        return
    if not (same_is_fine and earlier == later):
        yield Problem(sentence, field)


def _of_cycle(cycle) -> Iterator[Problem]:
    yield from _in_order(
        cycle.adverts_due_at,
        cycle.reserve_ends_at,
        "The reserve list has to end after adverts are due.",
        "reserve_ends_at",
    )
    yield from _in_order(
        cycle.reserve_ends_at,
        cycle.claims_close_at,
        "Claims have to close after the reserve list ends.",
        "claims_close_at",
    )
    yield from _in_order(
        cycle.claims_close_at,
        cycle.archive_at,
        "The archive date cannot come before claims close.",
        "archive_at",
        same_is_fine=True,
    )


def _of_round(number: int, one) -> Iterator[Problem]:
    def pair(earlier, later: str, sentence: str, **more) -> Iterator[Problem]:
        at = getattr(one, later)
        return _in_order(earlier, at, sentence, field_of(number, later), **more)

    yield from pair(one.opens_at, "closes_at", "Applications have to close after they open.")
    yield from pair(one.closes_at, "choose_by", "Hosts have to choose after applications close.")
    yield from pair(
        one.choose_by,
        "release_at",
        "Outcomes cannot be released before hosts have chosen.",
        same_is_fine=True,
    )
    known = max((at for at in (one.choose_by, one.release_at) if at), default=None)
    yield from pair(known, "answer_by", "Offers have to be answered after they are made known.")


def _of_cycle_with_rounds(cycle, rounds) -> Iterator[Problem]:
    opens = min((one.opens_at for one in rounds if one.opens_at), default=None)
    answers = max((one.answer_by for one in rounds if one.answer_by), default=None)
    due = "Adverts are due before applications open."
    yield from _in_order(cycle.adverts_due_at, opens, due, "adverts_due_at")
    for number, (before, after) in enumerate(pairwise(rounds), 2):
        yield from _in_order(
            before.answer_by,
            after.opens_at,
            "A round opens after the one before it has been answered.",
            field_of(number, "opens_at"),
            same_is_fine=True,
        )
    yield from _in_order(
        answers,
        cycle.reserve_ends_at,
        "The reserve list ends after offers are answered.",
        "reserve_ends_at",
        same_is_fine=True,
    )


def _of_weeks(weeks) -> Iterator[Problem]:
    for week in weeks:
        if week.starts_on and week.starts_on.isoweekday() != 1:
            yield Problem("A candidate week starts on a Monday.", week_field(week.label))
    mondays = {week.label: week.starts_on for week in weeks if week.starts_on}
    if {"A", "B"} <= mondays.keys():
        sentence = "Week B comes after week A."
        first = mondays["A"] + WEEK
        yield from _in_order(first, mondays["B"], sentence, "week_b", same_is_fine=True)


def _of_cycle_with_weeks(cycle, weeks) -> Iterator[Problem]:
    mondays = sorted(week.starts_on for week in weeks if week.starts_on)
    if not mondays:
        return
    if cycle.reserve_ends_at:
        ends = oxford_day(cycle.reserve_ends_at)
        sentence = "The reserve list ends before week A."
        yield from _in_order(ends, mondays[0], sentence, "reserve_ends_at")
    if cycle.claims_close_at:
        closes = oxford_day(cycle.claims_close_at)
        sentence = "Claims close after the last candidate week."
        yield from _in_order(mondays[-1] + FRIDAY, closes, sentence, "claims_close_at")
