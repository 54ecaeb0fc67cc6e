"""A freed place is passed on to the next reserve, where the advert says so."""

from datetime import timedelta

import pytest

from alerts import sender
from alerts.models import Message
from applications.jobs import apply_defaults
from applications.models import Application, Offer
from applications.promotion import promote
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from microinternships.deadlines import GRACE
from microinternships.engine import DEADLINE
from microinternships.models import Transition
from placements.models import Placement
from placements.workflow import placement_machine
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfferFactory,
    OfficeFactory,
    PlacementFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def advert():
    return AdvertFactory(cycle=CycleFactory(phase="released"), promotes_reserves=True)


@pytest.fixture
def offer(advert):
    return OfferFactory(application__advert=advert, message="For you alone", place="9 Example Lane")


@pytest.fixture
def reserves(advert):
    """The second in rank is the older application."""
    later = ApplicationFactory(advert=advert, state="reserve", reserve_rank=2)
    return [ApplicationFactory(advert=advert, state="reserve", reserve_rank=1), later]


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """Run what waits for the commit, as it would outside a test's transaction."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def decline(offer) -> None:
    offer_machine.fire("decline", offer, by=offer.application.student.user)


def lapse(offer) -> None:
    with clock.standing_at(offer.respond_by):
        offer_machine.fire("lapse", offer, role=DEADLINE)


def withdraw(offer) -> None:
    application = Application.objects.get(pk=offer.application_id)
    application_machine.fire("withdraw", application, by=application.student.user)


def states(applications) -> list[str]:
    return [Application.objects.get(pk=one.pk).state for one in applications]


def cancelled_by(who):
    """The placement that came of the offer, cancelled by its student, its host or the Office."""

    def cancel(offer) -> None:
        application = offer.application
        by = {
            "student": lambda: application.student.user,
            "host": lambda: HostFactory(organisation=application.advert.organisation).user,
            "office": OfficeFactory,
        }[who]
        placement_machine.fire("cancel", placed(offer), by=by(), comment="It cannot be.")

    return cancel


def placed(offer):
    student = offer.application.student.user
    accepted = offer_machine.fire("accept", offer, by=student, terms_version=1)
    return accepted.placement


FREE = [
    pytest.param(decline, id="declined"),
    pytest.param(lapse, id="lapsed"),
    pytest.param(withdraw, id="withdrawn"),
    pytest.param(cancelled_by("student"), id="placement cancelled by its student"),
    pytest.param(cancelled_by("office"), id="placement cancelled by the Office"),
]


@pytest.mark.parametrize("free", FREE)
def test_the_next_reserve_gets_the_same_offer(offer, reserves, committing, free):
    with committing():
        free(offer)
    assert states(reserves) == ["offered", "reserve"]
    made = Offer.objects.made().get()
    assert (made.application, made.follows) == (reserves[0], offer)
    assert (made.week, made.days, made.place) == (offer.week, offer.days, "9 Example Lane")
    assert made.contact_email == offer.contact_email
    assert made.message == ""
    history = Transition.objects.of(reserves[0]).values_list("event", "role", "by")
    assert list(history) == [("offer", "effect", None)]


@pytest.mark.parametrize("free", FREE)
def test_nobody_where_the_advert_does_not_say_so(advert, offer, reserves, committing, free):
    advert.promotes_reserves = False
    advert.save()
    with committing():
        free(offer)
    assert apply_defaults(clock.now()) == 0
    assert states(reserves) == ["reserve", "reserve"]


def test_an_offer_the_host_withdrew_is_passed_on_by_the_host(offer, reserves, committing):
    with committing():
        offer_machine.fire("rescind", offer, by=OfficeFactory(), comment="The host asked.")
    assert apply_defaults(clock.now()) == 0
    assert states(reserves) == ["reserve", "reserve"]


def test_a_placement_the_host_cancelled_is_passed_on_by_the_host(offer, reserves, committing):
    with committing():
        cancelled_by("host")(offer)
    assert apply_defaults(clock.now()) == 0
    assert states(reserves) == ["reserve", "reserve"]


def test_a_placement_cancelled_again_by_its_host_is_passed_on_by_the_host(offer, reserves):
    """What counts is who cancelled it last."""
    cancelled_by("student")(offer)
    placement = Placement.objects.get()
    placement_machine.fire("reinstate", placement, by=OfficeFactory(), comment="A mistake.")
    host = HostFactory(organisation=placement.advert.organisation).user
    placement_machine.fire("cancel", placement, by=host, comment="We cannot.")
    assert promote(placement.advert) == 0
    assert states(reserves) == ["reserve", "reserve"]


def test_a_no_show_is_passed_on_while_the_reserve_list_lives(offer, reserves):
    """The dates of a cycle end the list before any placement starts; the rule holds anyway."""
    Placement.objects.filter(pk=placed(offer).pk).update(state=Placement.State.NO_SHOW)
    assert apply_defaults(clock.now()) == 1
    assert states(reserves) == ["offered", "reserve"]


def test_the_host_is_told_to_whom_a_cancelled_place_went(offer, reserves, committing):
    HostFactory(organisation=offer.application.advert.organisation)
    with committing():
        cancelled_by("student")(offer)
    sender.send_due(clock.now())
    letter = Message.objects.get(alert__kind="placement_cancelled_host")
    assert f"the next on your reserve list: {reserves[0].student.name}." in letter.body_text


def test_it_waits_for_the_commit(offer, reserves):
    decline(offer)
    assert states(reserves) == ["reserve", "reserve"]


def not_free_that_week(application) -> None:
    application.weeks.remove(application.advert.cycle.ordered_weeks[0])


def placed_elsewhere(application) -> None:
    other = AdvertFactory(cycle=application.advert.cycle)
    PlacementFactory(student=application.student, advert=other)


def no_longer_eligible(application) -> None:
    application.student.course_ends_on = clock.today() - timedelta(days=400)
    application.student.save()


@pytest.mark.parametrize("reason", [not_free_that_week, placed_elsewhere, no_longer_eligible])
def test_who_cannot_take_it_is_passed_over_and_stays(offer, reserves, committing, reason):
    reason(reserves[0])
    with committing():
        decline(offer)
    assert states(reserves) == ["reserve", "offered"]


def test_never_more_offers_than_places(advert, offer, reserves):
    decline(offer)
    OfferFactory(application__advert=advert)
    assert promote(advert) == 0
    assert states(reserves) == ["reserve", "reserve"]


def test_a_place_is_passed_on_once(advert, offer, reserves):
    advert.places = 3
    advert.save()
    decline(offer)
    assert [promote(advert), promote(advert)] == [1, 0]
    assert states(reserves) == ["offered", "reserve"]


def test_the_job_passes_on_what_was_missed(advert, offer, reserves):
    decline(offer)
    assert [apply_defaults(clock.now()) for _ in range(2)] == [1, 0]
    assert states(reserves) == ["offered", "reserve"]


def test_the_job_that_lets_an_offer_lapse_passes_it_on(offer, reserves):
    assert apply_defaults(offer.respond_by + GRACE) == 2
    assert states(reserves) == ["offered", "reserve"]


def test_nobody_once_the_reserve_list_has_ended(advert, offer, reserves):
    decline(offer)
    with clock.standing_at(advert.cycle.reserve_ends_at):
        assert promote(advert) == 0
        assert apply_defaults(clock.now()) == 0
    assert states(reserves) == ["reserve", "reserve"]


@pytest.mark.parametrize("state", ["suspended", "withdrawn"])
def test_nobody_for_an_advert_that_is_not_up(advert, offer, reserves, state):
    decline(offer)
    advert.state = state
    advert.save()
    assert promote(advert) == 0
    assert states(reserves) == ["reserve", "reserve"]
