"""Which dates of a cycle come after which: to the second, and the database says the same."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from microinternships import clock
from placements import planning
from placements.models import Cycle

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
# In summer a day in Oxford begins an hour before it does in UTC.
SUMMER, WINTER = date(2027, 6, 21), date(2026, 12, 7)

# A date, one that has to come after it, whether the same moment will do, and what is told.
OPEN, CHOOSE, KNOWN = (
    "Applications have to close after they open.",
    "Hosts have to choose after applications close.",
    "Offers have to be answered after they are made known.",
)
PAIRS = [
    (
        *("adverts_due_at", "reserve_ends_at", False),
        "The reserve list has to end after adverts are due.",
    ),
    (
        *("reserve_ends_at", "claims_close_at", False),
        "Claims have to close after the reserve list ends.",
    ),
    ("claims_close_at", "archive_at", True, "The archive date cannot come before claims close."),
    ("adverts_due_at", "round_1_opens_at", False, "Adverts are due before applications open."),
    ("round_1_opens_at", "round_1_closes_at", False, OPEN),
    ("round_1_closes_at", "round_1_choose_by", False, CHOOSE),
    (
        *("round_1_choose_by", "round_1_release_at", True),
        "Outcomes cannot be released before hosts have chosen.",
    ),
    ("round_1_release_at", "round_1_answer_by", False, KNOWN),
    (
        *("round_1_answer_by", "round_2_opens_at", True),
        "A round opens after the one before it has been answered.",
    ),
    ("round_2_opens_at", "round_2_closes_at", False, OPEN),
    ("round_2_closes_at", "round_2_choose_by", False, CHOOSE),
    ("round_2_choose_by", "round_2_answer_by", False, KNOWN),  # told as they are made
    (
        *("round_2_answer_by", "reserve_ends_at", True),
        "The reserve list ends after offers are answered.",
    ),
]


def proposed(week_a: date) -> dict:
    """A cycle of two rounds, the first of which is released to everybody at once."""
    values = planning.proposal(week_a, season="winter", like=None)
    return values | planning.second_round(values)


def told(values: dict) -> list[str]:
    return [one.sentence for one in planning.wrong_pairs(values)]


def stored(values: dict) -> bool:
    """Whether the database takes ``values``; nothing of them is kept."""
    try:
        with transaction.atomic():
            planning.store(Cycle(), values)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except IntegrityError:
        return False
    return True


@pytest.mark.parametrize(("before", "after", "same_is_fine", "sentence"), PAIRS)
def test_a_pair_is_told_to_the_second(before, after, same_is_fine, sentence):
    values = proposed(WINTER)
    found = [
        sentence in told(values | {after: values[before] + away})
        for away in (-SECOND, timedelta(0), SECOND)
    ]
    assert found == [True, not same_is_fine, False]


def midnight(day: date) -> datetime:
    """As the database answers it."""
    return datetime.combine(day, time(), clock.OXFORD).astimezone(UTC)


@pytest.mark.parametrize("week_a", [SUMMER, WINTER])
def test_weeks_are_told_to_the_second_of_a_day_in_oxford(week_a):
    values = proposed(week_a)
    late = "The reserve list ends before week A."
    ends = [midnight(week_a) + away for away in (-SECOND, timedelta(0), SECOND)]
    found = [late in told(values | {"reserve_ends_at": at}) for at in ends]
    assert found == [False, True, True]
    early, over = "Claims close after the last candidate week.", midnight(week_a + 12 * DAY)
    closes = [over + away for away in (-SECOND, timedelta(0), SECOND)]
    found = [early in told(values | {"claims_close_at": at}) for at in closes]
    assert found == [True, False, False]


@pytest.mark.parametrize(("days", "fine"), [(-7, False), (0, False), (7, True), (14, True)])
def test_week_b_comes_at_least_a_week_after_week_a(days, fine):
    values = proposed(WINTER) | {"week_b": WINTER + timedelta(days=days)}
    assert ("Week B comes after week A." not in told(values)) is fine


@pytest.mark.parametrize("day", range(7))
@pytest.mark.parametrize("week", ["week_a", "week_b"])
def test_a_week_starts_on_a_monday_alone(week, day):
    values = proposed(WINTER)
    values[week] += timedelta(days=day)
    assert ("A candidate week starts on a Monday." in told(values)) is (day > 0)


MONDAYS = some.integers(0, 40 * 52).map(lambda n: date(2010, 1, 4) + timedelta(weeks=n))
MOMENTS = [name for name, value in proposed(WINTER).items() if isinstance(value, datetime)]
MOVES = some.one_of(
    some.sampled_from([pair[:2] for pair in PAIRS]),
    some.tuples(some.sampled_from(MOMENTS), some.sampled_from(MOMENTS)),
)
AWAY = some.sampled_from((-SECOND, timedelta(0), SECOND, -DAY, DAY))


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MONDAYS, some.lists(some.tuples(MOVES, AWAY), max_size=2))
def test_the_database_takes_what_the_form_takes_and_nothing_else(week_a, moves):
    values = proposed(week_a)
    for (before, after), away in moves:
        values[after] = values[before] + away
    assert stored(values) is (told(values) == [])


@pytest.mark.django_db
@pytest.mark.parametrize(("before", "after"), [pair[:2] for pair in PAIRS])
@pytest.mark.parametrize("away", [-SECOND, timedelta(0), SECOND])
def test_of_each_pair_the_database_says_what_the_form_says(before, after, away):
    values = proposed(SUMMER)
    values[after] = values[before] + away
    assert stored(values) is (told(values) == [])


@pytest.mark.django_db
@pytest.mark.parametrize("week_a", [SUMMER, WINTER])
@pytest.mark.parametrize("away", [-SECOND, timedelta(0), SECOND])
def test_of_weeks_the_database_says_what_the_form_says(week_a, away):
    for changed in (
        {"reserve_ends_at": midnight(week_a) + away},
        {"claims_close_at": midnight(week_a + 12 * DAY) + away},
        {"week_b": week_a + DAY},
        {"week_b": week_a},
        {"week_b": week_a - 7 * DAY},
    ):
        values = proposed(week_a) | changed
        assert stored(values) is (told(values) == []), changed
