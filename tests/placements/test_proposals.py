"""What the Office is offered for the next cycle, from the last one or from a Monday."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from microinternships import clock
from placements import dates, planning
from placements.models import Cycle
from tests.placements.test_forty_years import MONDAYS, cycle_of

WEEK = timedelta(weeks=1)
FIRST = {  # the weeks of 2026/27 that are proposed after those of 2025/26
    Cycle.Season.WINTER: date(2025, 12, 8),
    Cycle.Season.SPRING: date(2026, 3, 16),
    Cycle.Season.SUMMER: date(2026, 6, 22),
}


def of_season(season: str, week_a: date) -> Cycle:
    cycle = cycle_of(week_a)
    cycle.season = season
    return cycle


@given(MONDAYS, MONDAYS, some.sampled_from(Cycle.Season.values), some.booleans())
def test_the_last_cycle_and_a_monday_propose_the_same_dates(week_a, earlier, season, held):
    like = of_season(season, earlier)
    if not held:
        like.first_round.release_at = None
    from_last = planning.proposal(week_a, season=season, like=like)
    from_monday = planning.proposal(week_a, season=season, like=None)
    if not held:
        from_monday["round_1_release_at"] = None
    rules = {name: getattr(like, name) for name in planning.RULES}
    assert from_last == from_monday | rules


@given(MONDAYS, MONDAYS)
def test_a_second_round_is_proposed_where_the_last_cycle_had_one(week_a, earlier):
    like = of_season("winter", earlier)
    values = planning.second_round(planning.flat(like))
    second = {name: values[f"round_2_{name}"] for name in planning.ROUND_DATES}
    rules = {"max_applications": 3, "answer_working_days": 2}
    one = type(like.first_round)(cycle=like, number=2, **second, **rules)
    like.ordered_rounds = [like.first_round, one]
    found = planning.proposal(week_a, season="winter", like=like)
    asked = planning.proposal(week_a, season="winter", like=None)
    expected = planning.second_round(asked) | {f"round_2_{name}": n for name, n in rules.items()}
    assert found == asked | expected
    assert planning.wrong_pairs(found) == []


def test_forty_years_follow_from_three_cycles():
    """Winter, spring, summer and again, each in the week of the year that follows full term."""
    cycles = [of_season(season, week_a) for season, week_a in FIRST.items()]
    for _ in range(40 * 3):
        like, season, week_a = planning.next_start(list(reversed(cycles)))
        assert (like, season) == (cycles[-3], cycles[-3].season)
        assert week_a - like.ordered_weeks[0].starts_on in (52 * WEEK, 53 * WEEK)
        begins = date(week_a.year, *planning.EARLIEST[season])
        assert begins <= week_a < begins + WEEK
        assert planning.wrong_pairs(planning.proposal(week_a, season=season, like=like)) == []
        cycles.append(of_season(season, week_a))
    weeks = [week.starts_on for cycle in cycles for week in cycle.ordered_weeks]
    assert all(earlier < later for earlier, later in pairwise(weeks))


@pytest.mark.parametrize(
    ("season", "week_a", "a_year_on"),
    [
        ("winter", date(2022, 12, 5), date(2023, 12, 4)),
        ("winter", date(2023, 12, 4), date(2024, 12, 9)),  # full term from 13 October
        ("spring", date(2023, 3, 13), date(2024, 3, 11)),
        ("spring", date(2024, 3, 11), date(2025, 3, 17)),  # full term from 19 January
        ("summer", date(2024, 6, 17), date(2025, 6, 23)),  # full term from 27 April
        ("winter", date(2025, 1, 6), date(2026, 1, 5)),  # a week of the Office's own
    ],
)
def test_a_year_on_is_the_same_week_of_term(season, week_a, a_year_on):
    before = next(one for one, then in planning.NEXT.items() if then == season)
    cycles = [of_season(season, week_a), of_season(before, week_a + 36 * WEEK)]
    assert planning.next_start(cycles) == (cycles[0], season, a_year_on)


def test_without_a_model_of_its_season_the_next_comes_a_term_later():
    winter = of_season("winter", FIRST["winter"])
    assert planning.next_start([winter]) == (winter, "spring", date(2026, 3, 16))


def test_a_model_whose_anniversary_has_passed_is_none():
    """The spring of a year before would come no later than the winter that is there."""
    for weeks, expected in ((51, True), (52, False), (53, False)):
        winter = of_season("winter", FIRST["spring"] + weeks * WEEK)
        spring = of_season("spring", FIRST["spring"])
        like, season, _ = planning.next_start([spring, winter])
        assert (like is spring, season) == (expected, "spring")


@pytest.mark.parametrize("days", range(7))
def test_the_first_cycle_of_all_begins_on_a_monday_in_less_than_twelve_weeks(days):
    today = date(2026, 10, 5) + timedelta(days=days)
    with clock.standing_at(clock.noon(today)):
        assert planning.next_start([]) == (None, "winter", date(2026, 12, 28))


@pytest.mark.parametrize(
    ("week_a", "year"),
    [
        (date(2026, 9, 28), "2025/26"),
        (date(2026, 10, 5), "2026/27"),
        (date(2027, 6, 21), "2026/27"),
        (date(2099, 12, 7), "2099/00"),
        (date(2009, 3, 16), "2008/09"),
    ],
)
def test_an_academic_year_begins_in_october(week_a, year):
    values = planning.proposal(week_a, season="winter", like=None)
    assert (values["academic_year"], values["name"]) == (year, f"Winter {year}")


def test_dates_that_are_no_monday_are_no_proposal():
    with pytest.raises(ValueError, match="Tuesday"):
        dates.propose(date(2026, 12, 8))
