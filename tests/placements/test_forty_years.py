"""Forty years of dates: working days, the phases of a cycle, and the order of what is shown."""

import csv
from datetime import date, datetime, time, timedelta

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from microinternships import clock
from microinternships.workingdays import (
    add_working_days,
    bank_holiday,
    is_working_day,
    working_days_between,
)
from placements import dates, timetable
from placements.models import CandidateWeek, Cycle, Round

A_SECOND, A_DAY = timedelta(seconds=1), timedelta(days=1)
FIRST_MONDAY = date(2010, 1, 4)
YEARS = range(2010, 2051)
DAYS = st.dates(date(2010, 1, 1), date(2050, 12, 31))
COUNTS = st.integers(1, 70)
MONDAYS = st.integers(0, 40 * 52).map(lambda n: FIRST_MONDAY + timedelta(weeks=n))

OVER_LEAP_DAY = date(2028, 2, 28)  # week A holds 29 February
SPRING_FORWARD = date(2027, 3, 22)  # clocks change between the weeks, on Easter Sunday
FALL_BACK = date(2026, 12, 7)  # clocks change on the eve of the close
OVER_CHRISTMAS = date(2027, 1, 25)  # offers are answered over Christmas and New Year


def cycle_of(week_a: date) -> Cycle:
    """As proposed, and not in any database."""
    found = dates.propose(week_a)
    cycle = Cycle(pk=1, name="Some cycle", **found.of_cycle())
    cycle.ordered_rounds = [Round(cycle=cycle, number=1, **found.of_round())]
    cycle.ordered_weeks = [
        CandidateWeek(cycle=cycle, label=week.label, starts_on=week.starts_on)
        for week in found.weeks
    ]
    return cycle


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.OXFORD)


def turns(cycle: Cycle) -> list[datetime]:
    """Every moment at which the cycle stands elsewhere."""
    one = cycle.first_round
    weeks = [
        midnight(day)
        for week in cycle.ordered_weeks
        for day in (week.starts_on, week.ends_on + A_DAY)
    ]
    before = [cycle.adverts_due_at, one.opens_at, one.closes_at, one.choose_by, one.release_at]
    return [*before, cycle.reserve_ends_at, *weeks, cycle.claims_close_at]


def hard_cases(test):
    for week_a in (OVER_LEAP_DAY, SPRING_FORWARD, FALL_BACK, OVER_CHRISTMAS):
        test = example(week_a)(test)
    return given(MONDAYS)(test)


@hard_cases
def test_the_sentence_changes_exactly_at_each_milestone(week_a):
    cycle = cycle_of(week_a)
    for moment in turns(cycle):
        before, at, after = (
            timetable.phase(cycle, moment + away) for away in (-A_SECOND, timedelta(0), A_SECOND)
        )
        assert (before != at, at == after) == (True, True), moment


@hard_cases
def test_no_two_phases_share_their_sentence_and_none_is_empty(week_a):
    cycle = cycle_of(week_a)
    start = cycle.adverts_due_at - A_DAY
    said = [timetable.phase(cycle, moment) for moment in (start, *turns(cycle))]
    assert len(set(said)) == len(said) == 12
    assert {sentence[-1] for sentence in said} == {"."}


@given(MONDAYS, st.integers(-100 * 86400, 150 * 86400))
def test_between_two_milestones_nothing_changes(week_a, seconds):
    cycle = cycle_of(week_a)
    moment = cycle.opens_at + timedelta(seconds=seconds)
    known = [turn for turn in turns(cycle) if turn <= moment]
    since = known[-1] if known else cycle.adverts_due_at - timedelta(days=365)
    assert timetable.phase(cycle, moment) == timetable.phase(cycle, since)


@hard_cases
def test_what_is_shown_stands_in_order_and_each_has_its_key(week_a):
    rows = timetable.key_dates(cycle_of(week_a))
    moments = [
        row["when"] if isinstance(row["when"], datetime) else midnight(row["when"]) for row in rows
    ]
    assert moments == sorted(moments)
    assert len({row["key"] for row in rows}) == len(rows) == 10


def test_the_hard_cases_are_what_they_are_called():
    assert date(2028, 2, 29) in cycle_of(OVER_LEAP_DAY).ordered_weeks[0].dates
    week_a, week_b = (midnight(week.starts_on) for week in cycle_of(SPRING_FORWARD).ordered_weeks)
    assert week_b.utcoffset() - week_a.utcoffset() == timedelta(hours=1)
    assert bank_holiday(date(2027, 3, 29)) == "Easter Monday"
    one = cycle_of(FALL_BACK).first_round
    assert one.opens_at.utcoffset() - one.closes_at.utcoffset() == timedelta(hours=1)
    one = cycle_of(OVER_CHRISTMAS).first_round
    assert (one.release_at.date(), one.answer_by.date()) == (date(2026, 12, 28), date(2027, 1, 4))


@given(DAYS, COUNTS)
def test_the_working_days_that_are_added_lie_between(day, count):
    later = add_working_days(day, count)
    assert working_days_between(day, later) == count
    assert working_days_between(day, later - A_DAY) == count - 1


@given(DAYS, COUNTS)
def test_to_go_back_is_to_undo(day, count):
    first = add_working_days(day, 1)
    assert add_working_days(add_working_days(first, count), -count) == first
    assert add_working_days(add_working_days(first, -count), count) == first


@given(DAYS, st.integers(-70, 70).filter(bool))
def test_it_never_comes_to_a_weekend_or_a_bank_holiday(day, count):
    found = add_working_days(day, count)
    assert (found.isoweekday() <= 5, bank_holiday(found)) == (True, "")
    assert (found > day) == (count > 0)


@given(DAYS)
def test_a_day_of_no_working_days_is_itself(day):
    assert add_working_days(day, 0) == day
    assert working_days_between(day, day) == working_days_between(day, day - A_DAY) == 0


@given(st.lists(DAYS, min_size=3, max_size=3).map(sorted))
def test_two_stretches_are_as_long_as_both(three):
    first, middle, last = three
    both = working_days_between(first, middle) + working_days_between(middle, last)
    assert working_days_between(first, last) == both


def on_weekdays(year: int) -> dict[date, str]:
    days = (date(year, 1, 1) + timedelta(days=n) for n in range(366))
    return {
        day: bank_holiday(day)
        for day in days
        if day.year == year and day.isoweekday() <= 5 and not is_working_day(day)
    }


@pytest.mark.parametrize("year", YEARS)
def test_every_year_has_its_eight_bank_holidays_and_easter(year):
    found = on_weekdays(year)
    assert len(found) >= 8
    named = {name: day for day, name in found.items()}
    easter = named["Easter Monday"] - A_DAY
    assert named["Good Friday"] == easter - 2 * A_DAY
    assert date(year, 3, 22) <= easter <= date(year, 4, 25)
    assert not is_working_day(date(year, 12, 25))
    assert not is_working_day(date(year, 12, 26))


# Moved, added and taken away by proclamation.
PROCLAIMED = {
    2011: {date(2011, 4, 29)},
    2012: {date(2012, 5, 28), date(2012, 6, 4), date(2012, 6, 5)},
    2020: {date(2020, 5, 4), date(2020, 5, 8)},
    2022: {date(2022, 5, 30), date(2022, 6, 2), date(2022, 6, 3), date(2022, 9, 19)},
    2023: {date(2023, 5, 8)},
}


def first_on(day: date, *weekdays: int) -> date:
    """``day``, or the first after it that is one of ``weekdays`` (1 is Monday)."""
    return next(one for n in range(7) if (one := day + n * A_DAY).isoweekday() in weekdays)


def by_the_rule(year: int, good_friday: date) -> set[date]:
    """A holiday on a weekend has its substitute on the next day that is no holiday itself."""
    weekdays = range(1, 6)
    christmas = first_on(date(year, 12, 25), *weekdays)
    return {
        first_on(date(year, 1, 1), *weekdays),
        good_friday,
        good_friday + 3 * A_DAY,
        first_on(date(year, 5, 1), 1),
        first_on(date(year, 5, 25), 1),
        first_on(date(year, 8, 25), 1),
        christmas,
        first_on(christmas + A_DAY, *weekdays),
    }


@pytest.mark.parametrize("year", YEARS)
def test_bank_holidays_and_their_substitutes_keep_to_the_rule(year):
    found = on_weekdays(year)
    good_friday = next(day for day, name in found.items() if name == "Good Friday")
    assert set(found) == by_the_rule(year, good_friday) ^ PROCLAIMED.get(year, set())


@pytest.mark.parametrize(
    "easter",
    [
        # The earliest and the latest of these years, and those beside a change of clocks.
        *(date(2035, 3, 25), date(2046, 3, 25), date(2038, 4, 25), date(2011, 4, 24)),
        *(date(2016, 3, 27), date(2027, 3, 28), date(2032, 3, 28)),
    ],
)
def test_easter_at_its_extremes(easter):
    names = [bank_holiday(easter + days * A_DAY) for days in (-2, 1)]
    assert names == ["Good Friday", "Easter Monday"]
    around = [working_days_between(easter - n * A_DAY, easter + n * A_DAY) for n in (3, 2, 1)]
    assert around == [2, 1, 0]


@pytest.mark.parametrize(
    ("year", "days"),
    [
        # One moved for VE Day; one moved and two added for the Queen's jubilee and funeral.
        (2020, "01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28"),
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
    ],
)
def test_years_that_are_known(year, days):
    assert [f"{day:%m-%d}" for day in on_weekdays(year)] == days.split()


def test_published_cycles_keep_to_the_pattern():
    """Adverts appear 61 days before week A and applications close 42 days before it."""
    with (settings.BASE_DIR / "placements/data/cycles.csv").open() as file:
        rows = list(csv.DictReader(file))
    published = [row for row in rows if row["source"] == "published"]
    assert len(published) >= 6
    for row in published:
        found = dates.propose(date.fromisoformat(row["week_a_start"]))
        days = {
            "adverts_appear": dates.oxford_day(found.round.opens_at),
            "applications_close": dates.oxford_day(found.round.closes_at),
            "week_b_start": found.weeks[1].starts_on,
        }
        assert {name: date.fromisoformat(row[name]) for name in days} == days, row
