"""The documented pattern of a cycle's dates, over forty years."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from microinternships import clock, workingdays
from placements import dates, foresight, planning

MONDAYS = st.integers(0, 40 * 52).map(lambda n: date(2010, 1, 4) + timedelta(weeks=n))


def bank_holidays(milestones: dates.Milestones) -> list[str]:
    return list(foresight.bank_holidays(planning.flat_of(milestones)))


def moments(milestones: dates.Milestones) -> list[datetime]:
    return [*milestones.of_cycle().values(), *milestones.of_round().values()]


def test_the_pattern_of_winter_2022():
    """The published row: adverts on 5 October, close on 24 October, weeks of 5 and 12 December."""
    found = dates.propose(date(2022, 12, 5))
    assert found == dates.Milestones(
        adverts_due_at=clock.noon(date(2022, 9, 19)),
        round=dates.RoundDates(
            opens_at=clock.noon(date(2022, 10, 5)),
            closes_at=clock.noon(date(2022, 10, 24)),
            choose_by=clock.noon(date(2022, 11, 4)),
            release_at=clock.noon(date(2022, 11, 7)),
            answer_by=clock.noon(date(2022, 11, 11)),
        ),
        reserve_ends_at=clock.noon(date(2022, 11, 28)),
        weeks=(dates.WeekDates("A", date(2022, 12, 5)), dates.WeekDates("B", date(2022, 12, 12))),
        claims_close_at=clock.noon(date(2023, 1, 13)),
        archive_at=clock.noon(date(2023, 3, 16)),
    )


@given(MONDAYS)
def test_a_proposal_is_always_in_order(week_a):
    assert dates.propose(week_a).problems() == []


@given(MONDAYS)
def test_every_deadline_is_noon_in_oxford_on_either_side_of_a_clock_change(week_a):
    in_oxford = [at.astimezone(clock.OXFORD) for at in moments(dates.propose(week_a))]
    assert {(at.hour, at.minute, at.fold) for at in in_oxford} == {(12, 0, 0)}


@given(MONDAYS)
def test_weekdays_and_distances_of_the_pattern(week_a):
    found = dates.propose(week_a)
    days = {name: dates.oxford_day(at) for name, at in found.of_round().items()}
    assert {name: day.strftime("%A") for name, day in days.items() if name != "answer_by"} == {
        "opens_at": "Wednesday",
        "closes_at": "Monday",
        "choose_by": "Friday",
        "release_at": "Monday",
    }
    away = {name: (week_a - day).days for name, day in days.items() if name != "answer_by"}
    assert away == {"opens_at": 61, "closes_at": 42, "choose_by": 31, "release_at": 28}


@given(MONDAYS)
def test_an_answer_has_four_working_days_whatever_the_holidays(week_a):
    found = dates.propose(week_a).round
    release, answer = dates.oxford_day(found.release_at), dates.oxford_day(found.answer_by)
    assert workingdays.working_days_between(release, answer) == 4
    assert workingdays.is_working_day(answer)


def test_forty_years_reach_over_both_clock_changes_and_bank_holidays():
    """So that the properties above cannot pass for want of a hard case."""
    found = [dates.propose(date(2010, 1, 4) + timedelta(weeks=n)) for n in range(40 * 52)]
    turns = {(one.round.opens_at.utcoffset(), one.round.closes_at.utcoffset()) for one in found}
    assert turns == {(timedelta(hours=a), timedelta(hours=b)) for a in (0, 1) for b in (0, 1)}
    assert any(bank_holidays(one) for one in found)


@pytest.mark.parametrize(
    ("closes", "sentences"),
    [
        (
            date(2023, 5, 8),
            [
                "Applications close: Monday 8 May 2023 is a bank holiday "
                "(Coronation of Charles III)."
            ],
        ),
        (
            date(2024, 5, 6),
            [
                "Hosts’ adverts due: Monday 1 April 2024 is a bank holiday (Easter Monday).",
                "Applications close: Monday 6 May 2024 is a bank holiday (May Day).",
            ],
        ),
    ],
)
def test_deadlines_on_bank_holidays_are_pointed_out(closes, sentences):
    found = dates.propose(closes + timedelta(days=42))
    assert found.round.closes_at == clock.noon(closes)
    assert bank_holidays(found) == sentences


def test_published_dates_are_kept_and_the_rest_follows_them():
    found = dates.propose(
        date(2022, 12, 5),
        week_b=date(2022, 12, 19),
        opens=date(2022, 10, 6),
        closes=date(2022, 10, 31),
    )
    assert found.of_round() == {
        "opens_at": clock.noon(date(2022, 10, 6)),
        "closes_at": clock.noon(date(2022, 10, 31)),
        "choose_by": clock.noon(date(2022, 11, 11)),
        "release_at": clock.noon(date(2022, 11, 14)),
        "answer_by": clock.noon(date(2022, 11, 18)),
    }
    assert found.claims_close_at == clock.noon(date(2023, 1, 20))


def test_week_a_is_a_monday():
    with pytest.raises(ValueError, match="Tuesday 6 December 2022"):
        dates.propose(date(2022, 12, 6))


GOOD = dates.propose(date(2022, 12, 5))
DAY = timedelta(days=1)
WRONG = {
    "The reserve list has to end after adverts are due.": {"adverts_due_at": GOOD.reserve_ends_at},
    "Claims have to close after the reserve list ends.": {"claims_close_at": GOOD.reserve_ends_at},
    "The archive date cannot come before claims close.": {
        "archive_at": GOOD.claims_close_at - timedelta(seconds=1)
    },
    "Applications have to close after they open.": {"round.closes_at": GOOD.round.opens_at},
    "Hosts have to choose after applications close.": {"round.choose_by": GOOD.round.closes_at},
    "Outcomes cannot be released before hosts have chosen.": {
        "round.release_at": GOOD.round.choose_by - timedelta(seconds=1)
    },
    "Offers have to be answered after they are made known.": {
        "round.answer_by": GOOD.round.release_at
    },
    "Adverts are due before applications open.": {"adverts_due_at": GOOD.round.opens_at},
    "The reserve list ends after offers are answered.": {
        "round.answer_by": GOOD.reserve_ends_at + timedelta(seconds=1)
    },
    "A candidate week starts on a Monday.": {
        "weeks": (GOOD.weeks[0], dates.WeekDates("B", date(2022, 12, 13)))
    },
    "Week B comes after week A.": {
        "weeks": (GOOD.weeks[0], dates.WeekDates("B", GOOD.weeks[0].starts_on))
    },
    "The reserve list ends before week A.": {"reserve_ends_at": clock.noon(date(2022, 12, 5))},
    "Claims close after the last candidate week.": {
        "claims_close_at": clock.noon(date(2022, 12, 16))
    },
}


def changed(milestones: dates.Milestones, changes: dict) -> dates.Milestones:
    of_round = {name[6:]: at for name, at in changes.items() if name.startswith("round.")}
    of_cycle = {name: at for name, at in changes.items() if not name.startswith("round.")}
    return replace(milestones, round=replace(milestones.round, **of_round), **of_cycle)


@pytest.mark.parametrize("sentence", WRONG)
def test_a_wrongly_ordered_pair_has_its_sentence(sentence):
    assert sentence in changed(GOOD, WRONG[sentence]).problems()


def test_a_second_round_opens_after_the_first_is_answered():
    first = GOOD.round
    second = replace(
        first,
        opens_at=first.answer_by,
        closes_at=first.answer_by + DAY,
        choose_by=first.answer_by + 2 * DAY,
        release_at=None,
        answer_by=first.answer_by + 3 * DAY,
    )
    assert dates.problems(GOOD, rounds=[first, second], weeks=GOOD.weeks) == []
    early = replace(second, opens_at=first.answer_by - timedelta(seconds=1))
    assert dates.problems(GOOD, rounds=[first, early], weeks=GOOD.weeks) == [
        "A round opens after the one before it has been answered."
    ]


@given(MONDAYS)
def test_a_second_round_fits_between_the_first_and_the_end_of_the_reserve_list(week_a):
    found = dates.propose(week_a)
    second = dates.propose_second_round(found.round.answer_by, found.reserve_ends_at)
    assert dates.problems(found, rounds=[found.round, second], weeks=found.weeks) == []


def test_dates_that_are_not_there_yet_are_not_judged():
    nothing = {name: None for name in GOOD.of_cycle()}
    empty = replace(GOOD, round=dates.RoundDates(None, None, None, None, None), weeks=(), **nothing)
    assert empty.problems() == []
