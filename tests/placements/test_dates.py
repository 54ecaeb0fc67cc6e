"""The documented pattern of a cycle's dates, over forty years."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest

from microinternships import clock, workingdays
from placements import dates, foresight, planning


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


@cache
def proposals() -> dict[date, dates.Milestones]:
    """What is proposed for each Monday of forty years."""
    mondays = (date(2010, 1, 4) + timedelta(weeks=n) for n in range(40 * 52))
    return {week_a: dates.propose(week_a) for week_a in mondays}


def test_a_proposal_is_always_in_order():
    assert [week_a for week_a, found in proposals().items() if found.problems()] == []


def test_every_deadline_is_noon_in_oxford_on_either_side_of_a_clock_change():
    in_oxford = {
        at.astimezone(clock.OXFORD).timetz().replace(tzinfo=None)
        for found in proposals().values()
        for at in moments(found)
    }
    assert in_oxford == {clock.NOON}
    offsets = {at.utcoffset() for found in proposals().values() for at in moments(found)}
    assert offsets == {timedelta(0), timedelta(hours=1)}


def test_weekdays_and_distances_of_the_pattern():
    """In days before week A's Monday."""
    expected = {
        "adverts_due_at": (77, "Monday"),
        "opens_at": (61, "Wednesday"),
        "closes_at": (42, "Monday"),
        "choose_by": (31, "Friday"),
        "release_at": (28, "Monday"),
        "reserve_ends_at": (7, "Monday"),
        "claims_close_at": (-39, "Friday"),
        "archive_at": (-101, "Thursday"),
    }
    for week_a, found in proposals().items():
        at = {**found.of_cycle(), **found.of_round()}
        days = {name: dates.oxford_day(at[name]) for name in expected}
        away = {name: ((week_a - day).days, day.strftime("%A")) for name, day in days.items()}
        assert away == expected
        assert [week.starts_on - week_a for week in found.weeks] == [timedelta(0), dates.WEEK]


def test_an_answer_has_four_working_days_whatever_the_holidays():
    for found in proposals().values():
        release, answer = (
            dates.oxford_day(at) for at in (found.round.release_at, found.round.answer_by)
        )
        assert workingdays.working_days_between(release, answer) == 4
        assert workingdays.is_working_day(answer)


def periods(found: dates.Milestones) -> Iterator[tuple[str, datetime, datetime]]:
    """The stretches between one date and the next, named by the one they begin with."""
    of_week = {f"week {one.label}": clock.noon(one.starts_on) for one in found.weeks}
    known = {**found.of_cycle(), **found.of_round(), **of_week}
    in_order = sorted(known.items(), key=lambda pair: pair[1])
    return ((name, start, end) for (name, start), (_, end) in pairwise(in_order))


def test_clocks_go_forward_and_back_and_bank_holidays_fall_within_every_period():
    """So that the properties above cannot pass for want of a hard case."""
    forward, back, holiday = set(), set(), set()
    for found in proposals().values():
        for name, start, end in periods(found):
            turn = end.utcoffset() - start.utcoffset()
            forward |= {name} if turn > timedelta(0) else set()
            back |= {name} if turn < timedelta(0) else set()
            free = workingdays.bank_holiday(dates.oxford_day(end))
            holiday |= {name} if free else set()
    every = {name for name, _, _ in periods(dates.propose(date(2022, 12, 5)))}
    assert len(every) == 10
    # Offers are answered from Monday to Friday, unless a bank holiday lies between: none is in
    # October, and none is ever the last day.
    assert (every - forward, every - back) == (set(), {"release_at"})
    assert every - holiday == {"release_at"}


def changes_of_clocks(first: date, last: date) -> list[str]:
    """Clocks change on the last Sundays of March and October, before noon."""
    found = []
    for year in range(first.year, last.year + 1):
        for way, month in (("forward", 3), ("back", 10)):
            end = date(year, month, 31)
            sunday = end - timedelta(days=end.isoweekday() % 7)
            if first < sunday <= last:
                words = f"{sunday:%A %-d %B %Y}"
                found.append(f"Clocks in the United Kingdom go {way} an hour on {words}.")
    return found


def test_each_change_of_clocks_is_pointed_out_on_its_sunday():
    for found in proposals().values():
        first, last = dates.oxford_day(found.adverts_due_at), dates.oxford_day(found.archive_at)
        told = list(foresight.clock_changes(planning.flat_of(found)))
        assert told == changes_of_clocks(first, last)


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2026, 10, 24), date(2026, 10, 25), True),
        (date(2026, 10, 25), date(2026, 10, 26), False),
        (date(2027, 3, 27), date(2027, 3, 28), True),
        (date(2027, 3, 28), date(2027, 3, 29), False),
    ],
)
def test_a_change_of_clocks_is_pointed_out_between_the_noons_that_it_parts(first, last, told):
    flat = {"adverts_due_at": clock.noon(first), "archive_at": clock.noon(last)}
    assert bool(list(foresight.clock_changes(flat))) is told


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


def test_a_second_round_fits_between_the_first_and_the_end_of_the_reserve_list():
    for found in proposals().values():
        second = dates.propose_second_round(found.round.answer_by, found.reserve_ends_at)
        assert dates.problems(found, rounds=[found.round, second], weeks=found.weeks) == []


def test_a_second_round_has_a_week_to_apply_and_half_of_the_rest_to_choose():
    second = dates.propose_second_round(GOOD.round.answer_by, GOOD.reserve_ends_at)
    assert second == dates.RoundDates(
        opens_at=clock.noon(date(2022, 11, 11)),
        closes_at=clock.noon(date(2022, 11, 18)),
        choose_by=clock.noon(date(2022, 11, 23)),
        release_at=None,
        answer_by=clock.noon(date(2022, 11, 28)),
    )


def test_dates_that_are_not_there_yet_are_not_judged():
    nothing = {name: None for name in GOOD.of_cycle()}
    empty = replace(GOOD, round=dates.RoundDates(None, None, None, None, None), weeks=(), **nothing)
    assert empty.problems() == []
