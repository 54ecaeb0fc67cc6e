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

    def on_bank_holidays(self) -> list[str]:
        """One sentence for each deadline at which the Office is shut."""
        deadlines = (
            ("Adverts are due", self.adverts_due_at),
            ("Applications open", self.round.opens_at),
            ("Applications close", self.round.closes_at),
            ("Hosts choose by", self.round.choose_by),
            ("Outcomes are released", self.round.release_at),
            ("The reserve list ends", self.reserve_ends_at),
            ("Claims close", self.claims_close_at),
        )
        return [
            f"{what} on {phrases.day_words(day)}, a bank holiday ({holiday})."
            for what, at in deadlines
            if at and (holiday := workingdays.bank_holiday(day := oxford_day(at)))
        ]


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


def _monday_after(day: date) -> date:
    return day + days(7 - day.weekday())


def problems(cycle: Any, *, rounds: Iterable[Any], weeks: Iterable[Any]) -> list[str]:
    """One sentence for each pair of dates in the wrong order; the database refuses the same.

    ``cycle``, ``rounds`` (in order) and ``weeks`` need only the models' date
    attributes. A date that is None is not judged.
    """
    rounds, weeks = list(rounds), list(weeks)
    return [
        *_of_cycle(cycle),
        *(sentence for one in rounds for sentence in _of_round(one)),
        *_of_cycle_with_rounds(cycle, rounds),
        *_of_weeks(weeks),
        *_of_cycle_with_weeks(cycle, weeks),
    ]


def _in_order(earlier, later, sentence: str, *, same_is_fine: bool = False) -> Iterator[str]:
    if earlier is None or later is None or earlier < later:
        return
    if not (same_is_fine and earlier == later):
        yield sentence


def _of_cycle(cycle) -> Iterator[str]:
    yield from _in_order(
        cycle.adverts_due_at,
        cycle.reserve_ends_at,
        "The reserve list has to end after adverts are due.",
    )
    yield from _in_order(
        cycle.reserve_ends_at,
        cycle.claims_close_at,
        "Claims have to close after the reserve list ends.",
    )
    yield from _in_order(
        cycle.claims_close_at,
        cycle.archive_at,
        "The archive date cannot come before claims close.",
        same_is_fine=True,
    )


def _of_round(one) -> Iterator[str]:
    yield from _in_order(one.opens_at, one.closes_at, "Applications have to close after they open.")
    yield from _in_order(
        one.closes_at, one.choose_by, "Hosts have to choose after applications close."
    )
    yield from _in_order(
        one.choose_by,
        one.release_at,
        "Outcomes cannot be released before hosts have chosen.",
        same_is_fine=True,
    )
    known = max((at for at in (one.choose_by, one.release_at) if at), default=None)
    yield from _in_order(
        known, one.answer_by, "Offers have to be answered after they are made known."
    )


def _of_cycle_with_rounds(cycle, rounds) -> Iterator[str]:
    opens = min((one.opens_at for one in rounds if one.opens_at), default=None)
    answers = max((one.answer_by for one in rounds if one.answer_by), default=None)
    yield from _in_order(cycle.adverts_due_at, opens, "Adverts are due before applications open.")
    for before, after in pairwise(rounds):
        yield from _in_order(
            before.answer_by,
            after.opens_at,
            "A round opens after the one before it has been answered.",
            same_is_fine=True,
        )
    yield from _in_order(
        answers,
        cycle.reserve_ends_at,
        "The reserve list ends after offers are answered.",
        same_is_fine=True,
    )


def _of_weeks(weeks) -> Iterator[str]:
    for week in weeks:
        if week.starts_on and week.starts_on.isoweekday() != 1:
            yield "A candidate week starts on a Monday."
    mondays = {week.label: week.starts_on for week in weeks if week.starts_on}
    if {"A", "B"} <= mondays.keys():
        yield from _in_order(
            mondays["A"] + WEEK, mondays["B"], "Week B comes after week A.", same_is_fine=True
        )


def _of_cycle_with_weeks(cycle, weeks) -> Iterator[str]:
    mondays = sorted(week.starts_on for week in weeks if week.starts_on)
    if not mondays:
        return
    if cycle.reserve_ends_at:
        ends = oxford_day(cycle.reserve_ends_at)
        yield from _in_order(ends, mondays[0], "The reserve list ends before week A.")
    if cycle.claims_close_at:
        closes = oxford_day(cycle.claims_close_at)
        sentence = "Claims close after the last candidate week."
        yield from _in_order(mondays[-1] + FRIDAY, closes, sentence)
