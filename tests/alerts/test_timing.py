from datetime import UTC, datetime, timedelta

import pytest

from alerts.timing import (
    Step,
    brought_forward,
    is_quiet,
    latest_digest,
    moments,
    put_off,
)
from microinternships.clock import OXFORD


def oxford(text: str) -> datetime:
    """A wall-clock time in Oxford, as "2026-10-19 12:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=OXFORD)


@pytest.mark.parametrize(
    ("step", "deadline", "expected"),
    [
        ("T", "2026-10-19 12:00", "2026-10-19 12:00"),
        ("T-7d", "2026-10-19 12:00", "2026-10-12 12:00"),
        ("T-6h", "2026-10-19 12:00", "2026-10-19 06:00"),
        ("T-2wd", "2026-10-19 12:00", "2026-10-15 12:00"),
        ("T+5wd", "2026-10-19 12:00", "2026-10-26 12:00"),
        ("T+1d", "2026-10-19 12:00", "2026-10-20 12:00"),
        # the clocks go back on 25 October 2026 at 02:00
        ("T-2d", "2026-10-26 12:00", "2026-10-24 12:00"),
        ("T-36h", "2026-10-26 12:00", "2026-10-25 01:00+01:00"),
        # and forward on 28 March 2027 at 01:00
        ("T-2d", "2027-03-29 12:00", "2027-03-27 12:00"),
        ("T-36h", "2027-03-29 12:00", "2027-03-27 23:00"),
        # a working day count passes over the early May bank holiday, 3 May 2027
        ("T-1wd", "2027-05-04 12:00", "2027-04-30 12:00"),
        # Good Friday and Easter Monday 2027
        ("T-2wd", "2027-03-30 12:00", "2027-03-24 12:00"),
    ],
)
def test_a_step_is_a_distance_from_its_deadline(step, deadline, expected):
    wanted = datetime.fromisoformat(expected)
    wanted = wanted if wanted.tzinfo else wanted.replace(tzinfo=OXFORD)
    assert Step.parse(step).moment(oxford(deadline)) == wanted.astimezone(UTC)


@pytest.mark.parametrize("name", ["", "T-", "7d", "T-7", "T-7w", "T 7d", "t-7d", "T-7d ", "T--7d"])
def test_a_step_that_cannot_be_read_is_refused(name):
    with pytest.raises(ValueError, match="is not a step"):
        Step.parse(name)


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        ("2026-10-19 07:59:59", True),
        ("2026-10-19 08:00", False),
        ("2026-10-19 20:59:59", False),
        ("2026-10-19 21:00", True),
        ("2026-10-17 12:00", True),  # Saturday
        ("2026-10-18 12:00", True),  # Sunday
        ("2026-12-25 12:00", True),
        ("2026-12-28 12:00", True),  # Boxing Day is kept on the Monday
        ("2026-12-29 12:00", False),
        ("2027-05-03 12:00", True),
        ("2026-11-30 12:00", False),  # St Andrew's Day is no bank holiday in England
    ],
)
def test_quiet_hours(moment, quiet):
    assert is_quiet(oxford(moment)) is quiet


@pytest.mark.parametrize(
    ("moment", "forward", "off"),
    [
        ("2026-10-19 12:00", "2026-10-19 12:00", "2026-10-19 12:00"),
        ("2026-10-19 08:00", "2026-10-19 08:00", "2026-10-19 08:00"),
        ("2026-10-19 20:59", "2026-10-19 20:59", "2026-10-19 20:59"),
        ("2026-10-20 21:00", "2026-10-20 20:00", "2026-10-21 09:00"),
        ("2026-10-20 06:00", "2026-10-19 20:00", "2026-10-20 09:00"),
        ("2026-10-19 06:00", "2026-10-16 20:00", "2026-10-19 09:00"),
        ("2026-10-17 12:00", "2026-10-16 20:00", "2026-10-19 09:00"),
        ("2026-10-25 01:30", "2026-10-23 20:00", "2026-10-26 09:00"),  # the hour that comes twice
        ("2027-03-28 12:00", "2027-03-25 20:00", "2027-03-30 09:00"),  # Easter Day
        ("2026-12-25 12:00", "2026-12-24 20:00", "2026-12-29 09:00"),
    ],
)
def test_what_falls_into_quiet_hours_moves_to_a_working_day(moment, forward, off):
    assert brought_forward(oxford(moment)) == oxford(forward)
    assert put_off(oxford(moment)) == oxford(off)


STEPS = tuple(Step.parse(name) for name in ("T-7d", "T-2d", "T-6h"))


def named(planned) -> list[tuple[str, str]]:
    return [(step.name, f"{at.astimezone(OXFORD):%a %d %b %H:%M}") for step, at in planned]


def test_a_mandatory_chaser_keeps_its_hours():
    assert named(moments(STEPS, oxford("2026-10-19 12:00"))) == [
        ("T-7d", "Mon 12 Oct 12:00"),
        ("T-2d", "Sat 17 Oct 12:00"),
        ("T-6h", "Mon 19 Oct 06:00"),
    ]


def test_two_considerate_steps_within_twelve_hours_become_the_first():
    assert named(moments(STEPS, oxford("2026-10-19 12:00"), considerate=True)) == [
        ("T-7d", "Mon 12 Oct 12:00"),
        ("T-2d", "Fri 16 Oct 20:00"),
    ]


def test_considerate_steps_twelve_hours_apart_both_stay():
    steps = tuple(Step.parse(name) for name in ("T-24h", "T-12h"))
    assert named(moments(steps, oxford("2026-10-21 20:00"), considerate=True)) == [
        ("T-24h", "Tue 20 Oct 20:00"),
        ("T-12h", "Wed 21 Oct 08:00"),
    ]


def test_a_considerate_step_after_the_deadline_is_put_off():
    steps = (Step.parse("T+1d"),)
    planned = moments(steps, oxford("2026-10-16 17:30"), considerate=True)
    assert named(planned) == [("T+1d", "Mon 19 Oct 09:00")]


def test_a_step_from_before_its_subject_came_to_be_is_left_out():
    five_hours_before = oxford("2026-10-19 07:00")
    two_days_before = oxford("2026-10-17 12:00")
    deadline = oxford("2026-10-19 12:00")
    assert moments(STEPS, deadline, since=five_hours_before) == []
    assert named(moments(STEPS, deadline, since=two_days_before)) == [
        ("T-2d", "Sat 17 Oct 12:00"),
        ("T-6h", "Mon 19 Oct 06:00"),
    ]


@pytest.mark.parametrize(
    ("begun", "reminded"),
    [
        ("2026-10-16 20:00", [("T-2d", "Fri 16 Oct 20:00")]),
        ("2026-10-16 20:00:01", [("T-2d", "Mon 19 Oct 09:00")]),
        ("2026-10-17 12:00", [("T-2d", "Mon 19 Oct 09:00")]),
        ("2026-10-17 12:00:01", [("T-6h", "Mon 19 Oct 09:00")]),
        ("2026-10-19 06:00", [("T-6h", "Mon 19 Oct 09:00")]),
        ("2026-10-19 06:00:01", []),
    ],
)
def test_a_step_that_cannot_be_brought_forward_any_more_is_put_off(begun, reminded):
    """Applications close on a Monday at noon: who begins over the weekend is reminded as well."""
    deadline = oxford("2026-10-19 12:00")
    planned = moments(STEPS, deadline, since=oxford(begun), considerate=True)
    assert named(planned) == reminded


def test_a_step_is_not_put_off_to_the_deadline_or_past_it():
    begun, deadline = oxford("2026-10-17 10:00"), oxford("2026-10-19 09:00")
    assert moments(STEPS, deadline, since=begun, considerate=True) == []


@pytest.mark.parametrize(
    ("now", "before", "latest"),
    [
        ("2026-10-21 09:00", "2026-10-20 09:00", "2026-10-21 09:00"),
        ("2026-10-21 08:59:59", "2026-10-19 09:00", "2026-10-20 09:00"),
        ("2026-10-20 00:00", "2026-10-16 09:00", "2026-10-19 09:00"),
        # a weekend in which the clocks change
        ("2026-10-24 12:00", "2026-10-22 09:00", "2026-10-23 09:00"),
        ("2026-10-26 08:59", "2026-10-22 09:00", "2026-10-23 09:00"),
        ("2026-10-26 09:00", "2026-10-23 09:00", "2026-10-26 09:00"),
        # Christmas Day is a Friday, Boxing Day is kept on the Monday
        ("2026-12-29 09:00", "2026-12-24 09:00", "2026-12-29 09:00"),
    ],
)
def test_digests_are_of_working_days_at_nine(now, before, latest):
    assert latest_digest(oxford(now)) == oxford(latest)
    assert latest_digest(oxford(latest) - timedelta(seconds=1)) == oxford(before)
