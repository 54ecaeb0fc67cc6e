"""Until when an offer has to be answered, and that nobody gets less than 24 hours for it."""

from datetime import timedelta

import pytest

from applications import places
from applications.models import Offer
from applications.workflow import application_machine
from microinternships import clock
from microinternships.engine import Refused
from microinternships.phrases import when
from tests.applications.test_workflow import five_days
from tests.factories import AdvertFactory, ApplicationFactory, CycleFactory, OfficeFactory

pytestmark = pytest.mark.django_db

SECOND, DAY = timedelta(seconds=1), timedelta(hours=24)


@pytest.fixture
def round_one():
    return CycleFactory(phase="choosing").first_round


@pytest.mark.parametrize(("seconds", "kept"), [(-1, True), (0, True), (1, False)])
def test_the_rounds_date_holds_while_a_day_is_left(round_one, seconds, kept):
    made = round_one.answer_by - DAY + seconds * SECOND
    answer = places.respond_by(round_one, made)
    assert (answer == round_one.answer_by) == kept
    assert answer >= made + DAY


def test_an_offer_made_seconds_before_that_date_is_answered_days_later(round_one):
    made = round_one.answer_by - SECOND
    assert places.respond_by(round_one, made) == places.respond_by(round_one, round_one.answer_by)


@pytest.mark.parametrize(("seconds", "possible"), [(-1, True), (0, True), (1, False)])
def test_no_offer_once_the_reserve_list_leaves_less_than_a_day(round_one, seconds, possible):
    ends = round_one.cycle.reserve_ends_at
    answer = places.respond_by(round_one, ends - DAY + seconds * SECOND)
    assert answer == (ends if possible else None)


def test_held_offers_are_counted_from_the_release():
    held = CycleFactory(phase="choosing", rounds_and_weeks__held=True).first_round
    held.answer_by = held.release_at + DAY - SECOND
    assert places.respond_by(held, held.closes_at) >= held.release_at + DAY
    held.answer_by = held.release_at + DAY
    assert places.respond_by(held, held.closes_at) == held.answer_by


def test_an_evening_offer_in_a_round_of_one_working_day_gets_the_next_noon_but_one(round_one):
    round_one.answer_working_days = 1
    monday = clock.noon(round_one.closes_at.date())
    assert monday.weekday() == 0
    assert places.respond_by(round_one, monday) == monday + DAY
    assert places.respond_by(round_one, monday + SECOND) == monday + 2 * DAY


def test_the_refusal_says_when_the_reserve_list_ends():
    advert = AdvertFactory(cycle=CycleFactory(phase="released"))
    reserve = ApplicationFactory(advert=advert, state="reserve")
    week, ends = advert.cycle.ordered_weeks[0], advert.cycle.reserve_ends_at
    with clock.standing_at(ends - DAY + SECOND), pytest.raises(Refused) as refused:
        application_machine.fire(
            "offer", reserve, by=OfficeFactory(), week=week, days=five_days(week)
        )
    assert [one.message for one in refused.value.refusals] == [
        "An offer has to leave its student at least 24 hours to answer, and the reserve list "
        f"ends on {when(ends)}."
    ]
    assert not Offer.objects.exists()
