"""Each invariant is broken behind the workflow's back, and is seen to be reported."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from applications import invariants
from applications.models import Application, Offer
from microinternships import clock
from microinternships.invariants import broken
from placements.models import Advert
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    OfferFactory,
    PlacementFactory,
)

pytestmark = pytest.mark.django_db


def placed(**fields):
    """A placed application with its accepted offer and its placement."""
    offer = OfferFactory(**fields)
    placement = PlacementFactory(student=offer.application.student, advert=offer.application.advert)
    Offer.objects.filter(pk=offer.pk).update(state="accepted", placement=placement)
    Application.objects.filter(pk=offer.application_id).update(state="placed")
    return Application.objects.get(pk=offer.application_id)


@pytest.fixture
def world():
    """One of everything, and everything in order."""
    advert = AdvertFactory(places=2)
    OfferFactory(application__advert=advert)
    placed(application__advert=advert)
    for state in ("draft", "submitted", "shortlisted", "reserve", "unsuccessful", "withdrawn"):
        ApplicationFactory(advert=advert, state=state)
    return advert


def test_all_hold_in_order(world):
    assert broken() == []


def test_1_more_promised_than_places(world):
    Advert.objects.filter(pk=world.pk).update(places=1)
    assert invariants.more_promised_than_places() == [world]


def test_1_cancelled_placements_do_not_count(world):
    Advert.objects.filter(pk=world.pk).update(places=1)
    world.placements.update(state="cancelled")
    assert invariants.more_promised_than_places() == []


def test_2_placed_twice_in_a_cycle(world):
    first = Application.objects.get(state="placed")
    second = ApplicationFactory(
        student=first.student, advert=AdvertFactory(cycle=world.cycle), state="placed"
    )
    ApplicationFactory(student=first.student, state="placed")  # in another cycle: allowed
    assert set(invariants.placed_too_often()) == {first, second}


def test_2_two_placements_of_one_application(world):
    application = Application.objects.get(state="placed")
    other = PlacementFactory(advert=AdvertFactory(cycle=world.cycle))
    OfferFactory(application=application, state="accepted", placement=other)
    assert invariants.promised_twice() == [application]


def test_2_a_cancelled_placement_leaves_room_for_another(world):
    application = Application.objects.get(state="placed")
    application.offers.get().placement.days.update(active=False)
    type(application.offers.get().placement).objects.update(state="cancelled")
    other = PlacementFactory(advert=AdvertFactory(cycle=world.cycle))
    OfferFactory(application=application, state="accepted", placement=other)
    assert invariants.promised_twice() == []


def test_2_the_database_refuses_a_second_open_offer(world):
    offer = Offer.objects.made().get()
    with (
        pytest.raises(IntegrityError, match="one_open_offer_per_application"),
        transaction.atomic(),
    ):
        OfferFactory(application=offer.application)


def test_2_the_database_refuses_a_second_application(world):
    first = Application.objects.get(state="submitted")
    with (
        pytest.raises(IntegrityError, match="one_application_per_advert_and_round"),
        transaction.atomic(),
    ):
        ApplicationFactory(student=first.student, advert=first.advert)


@pytest.mark.parametrize(("was", "becomes"), [("offered", "submitted"), ("submitted", "offered")])
def test_4_offered_if_and_only_if_an_open_offer(world, was, becomes):
    application = Application.objects.get(state=was)
    Application.objects.filter(pk=application.pk).update(state=becomes)
    assert invariants.offered_without_offer() == [application]


@pytest.mark.parametrize(("was", "becomes"), [("placed", "declined"), ("submitted", "placed")])
def test_4_placed_if_and_only_if_a_placement(world, was, becomes):
    application = Application.objects.get(state=was)
    Application.objects.filter(pk=application.pk).update(state=becomes)
    assert list(invariants.placed_without_placement()) == [application]


def test_4_a_missed_placement_keeps_its_application_placed(world):
    world.placements.update(state="no_show")
    assert list(invariants.placed_without_placement()) == []


@pytest.mark.parametrize("verdict", [{"eligible": False, "verdicts": []}, {}, {"eligible": None}])
def test_5_sent_without_a_passed_verdict(world, verdict):
    application = Application.objects.get(state="submitted")
    Application.objects.filter(pk=application.pk).update(eligibility=verdict)
    assert invariants.sent_without_verdict() == [application]


def test_5_the_database_refuses_a_sent_application_without_any_verdict(world):
    sent = Application.objects.filter(state="submitted")
    name = "sent_application_has_an_eligibility_snapshot"
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        sent.update(eligibility=None)


def test_6_undecided_past_the_hosts_deadline():
    advert = AdvertFactory(cycle=CycleFactory(phase="choosing"))
    applications = {
        state: ApplicationFactory(advert=advert, state=state)
        for state in ("submitted", "shortlisted", "reserve", "unsuccessful")
    }
    choose_by = applications["submitted"].round.choose_by
    with clock.standing_at(choose_by + timedelta(minutes=15)):
        assert invariants.undecided_too_long() == []
    with clock.standing_at(choose_by + timedelta(minutes=15, seconds=1)):
        late = {applications["submitted"], applications["shortlisted"]}
        assert set(invariants.undecided_too_long()) == late
    with clock.standing_at(advert.cycle.reserve_ends_at + timedelta(minutes=16)):
        late = late | {applications["reserve"]}
        assert set(invariants.undecided_too_long()) == late


def test_6_open_offer_past_its_time():
    offer = OfferFactory()
    with clock.standing_at(offer.respond_by + timedelta(minutes=15)):
        assert invariants.unanswered_too_long() == []
    with clock.standing_at(offer.respond_by + timedelta(minutes=15, seconds=1)):
        assert invariants.unanswered_too_long() == [offer]


def test_the_command_prints_every_invariant(world):
    out = StringIO()
    call_command("check_invariants", stdout=out, no_color=True)
    lines = out.getvalue().splitlines()
    assert " 1  ok  Open offers and placements of an advert never outnumber its places." in lines
    assert all("  ok  " in line for line in lines)


def test_the_command_names_what_is_broken_by_id_and_fails(world):
    Advert.objects.filter(pk=world.pk).update(places=1)
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("check_invariants", stdout=out, no_color=True)
    lines = out.getvalue().splitlines()
    at = next(number for number, line in enumerate(lines) if "BROKEN" in line)
    assert lines[at].startswith(" 1  BROKEN  Open offers")
    assert lines[at + 1] == f"      placements.advert {world.pk}"
    assert world.title not in out.getvalue()
