"""Every rule about adverts, with the sentence a host reads."""

from datetime import date, datetime, time, timedelta

import pytest

from microinternships import clock
from placements import policy
from placements.models import Advert, Cycle, Mode
from tests.factories import AdvertFactory, CycleFactory

BOTH = ["in_person", "remote"]


@pytest.mark.parametrize(
    ("starts", "ends", "rest", "days", "sentence"),
    [
        ("9:00", "17:30", 60, 5, None),
        ("9:00", "18:30", 60, 4, None),
        ("9:00", "17:00", 30, 5, None),
        (
            "9:00",
            "17:31",
            60,
            5,
            "9:00 to 17:31 with a 60-minute break for 5 days is 37.58 hours; "
            "the most allowed is 37.5. Shorten the day.",
        ),
        (
            "9:00",
            "17:30",
            30,
            5,
            "9:00 to 17:30 with a 30-minute break for 5 days is 40 hours; "
            "the most allowed is 37.5. Shorten the day.",
        ),
        (
            "8:00",
            "18:00",
            0,
            4,
            "8:00 to 18:00 without a break for 4 days is 40 hours; "
            "the most allowed is 37.5. Shorten the day.",
        ),
        ("9:00", "9:00", 0, 5, "The day has to end after it starts."),
        ("22:00", "6:00", 0, 5, "The day has to end after it starts."),
        ("9:00", "10:00", 60, 5, "The break has to be shorter than the day."),
    ],
)
def test_working_hours(starts, ends, rest, days, sentence):
    refusal = policy.working_hours(_time(starts), _time(ends), rest, days)
    assert (refusal.message if refusal else None) == sentence


def _time(text: str) -> time:
    return time(*(int(part) for part in text.split(":")))


@pytest.mark.parametrize(
    ("days", "fine"), [(1, False), (2, True), (3, True), (4, True), (5, True), (6, False)]
)
def test_length(days, fine):
    refusal = policy.length(days)
    assert (refusal is None) == fine
    if refusal:
        assert (refusal.field, refusal.message) == ("days", "A micro-internship lasts 2 to 5 days.")


@pytest.mark.parametrize(
    ("mode", "day_modes", "days", "sentence"),
    [
        (Mode.IN_PERSON, [], 5, None),
        (Mode.REMOTE, [], 5, None),
        (Mode.HYBRID, [*BOTH], 2, None),
        (Mode.HYBRID, [*BOTH, "remote"], 3, None),
        (Mode.HYBRID, [], 2, "Say for each of the 2 days whether it is in person or remote."),
        (Mode.HYBRID, BOTH, 3, "Say for each of the 3 days whether it is in person or remote."),
        (
            Mode.HYBRID,
            [*BOTH, ""],
            3,
            "Say for each of the 3 days whether it is in person or remote.",
        ),
        (
            Mode.HYBRID,
            ["remote"] * 2,
            2,
            "Every day is remote. Choose remote above, or change a day.",
        ),
        (
            Mode.HYBRID,
            ["in_person"] * 2,
            2,
            "Every day is in person. Choose in person above, or change a day.",
        ),
    ],
)
def test_mode_of_each_day(mode, day_modes, days, sentence):
    refusal = policy.mode_of_each_day(mode, day_modes, days)
    assert (refusal.message if refusal else None) == sentence


@pytest.mark.parametrize(
    ("mode", "place", "field"),
    [
        (Mode.IN_PERSON, "London", None),
        (Mode.HYBRID, "London", None),
        (Mode.REMOTE, "", None),
        (Mode.IN_PERSON, "", "place"),
        (Mode.HYBRID, "  ", "place"),
    ],
)
def test_place(mode, place, field):
    refusal = policy.place_is_known(mode, place)
    assert (refusal.field if refusal else None) == field


@pytest.mark.parametrize(
    ("zone", "known"),
    [("Europe/London", True), ("Asia/Tokyo", True), ("", False), ("Europe", False), ("BST", False)],
)
def test_zone(zone, known):
    assert (policy.zone_is_known(zone) is None) == known


@pytest.mark.parametrize(
    ("mode", "accepted", "fine"),
    [
        (Mode.IN_PERSON, True, True),
        (Mode.HYBRID, True, True),
        (Mode.IN_PERSON, False, False),
        (Mode.HYBRID, False, False),
        (Mode.REMOTE, False, True),
        (Mode.REMOTE, True, True),
    ],
)
def test_expenses_duty(mode, accepted, fine):
    assert (policy.expenses_duty(mode, accepted) is None) == fine


@pytest.mark.parametrize(
    ("mode", "remote_only", "fine"),
    [
        (Mode.IN_PERSON, False, True),
        (Mode.IN_PERSON, True, False),
        (Mode.HYBRID, True, False),
        (Mode.REMOTE, True, True),
        ("", True, True),
    ],
)
def test_a_remote_only_cycle(mode, remote_only, fine):
    cycle = Cycle(name="Winter 2020/21", remote_only=remote_only)
    refusal = policy.cycle_allows(mode, cycle)
    assert (refusal is None) == fine
    if refusal:
        assert refusal.message == "Every placement of Winter 2020/21 is remote. Choose remote."


@pytest.mark.django_db
def test_candidate_weeks_are_of_the_cycle():
    cycle, other = CycleFactory(), CycleFactory()
    assert policy.candidate_weeks(cycle.weeks.all(), cycle) is None
    assert policy.candidate_weeks([], cycle).message == "Choose at least one candidate week."
    foreign = policy.candidate_weeks([*cycle.weeks.all(), other.weeks.first()], cycle)
    assert foreign.message == f"Choose from the candidate weeks of {cycle}."


@pytest.mark.parametrize(("seconds", "fine"), [(-1, True), (0, False), (1, False)])
def test_the_deadline_itself_is_too_late(seconds, fine):
    due = clock.noon(date(2026, 9, 21))
    advert = Advert(cycle=Cycle(name="Winter 2026/27", adverts_due_at=due))
    refusal = policy.not_too_late(advert, due + timedelta(seconds=seconds))
    assert (refusal is None) == fine
    if refusal:
        assert refusal.message == (
            "Adverts for Winter 2026/27 were due on Monday 21 September 2026, 12:00 noon "
            "(Oxford time). Write to the Internship Office if you still want to offer a place."
        )


@pytest.mark.django_db
def test_missing_names_every_gap():
    advert = AdvertFactory.build(cycle=None, organisation=None)
    assert policy.missing(advert) == []
    gaps = ("summary", "description", "tasks", "supervision", "sector", "mode")
    for name in gaps:
        setattr(advert, name, " ")
    assert [refusal.field for refusal in policy.missing(advert)] == list(gaps)


@pytest.mark.parametrize(
    ("last_day", "counts_at"),
    [
        (date(2026, 12, 11), "2026-12-18T12:00:00+00:00"),
        (date(2026, 12, 18), "2026-12-29T12:00:00+00:00"),
        (date(2023, 6, 23), "2023-06-30T12:00:00+01:00"),
        (date(2023, 5, 5), "2023-05-15T12:00:00+01:00"),
    ],
)
def test_silence_counts_after_five_working_days(last_day, counts_at):
    """Christmas, and 8 May 2023, are not working days."""
    assert policy.attendance_counts_at(last_day) == datetime.fromisoformat(counts_at)
