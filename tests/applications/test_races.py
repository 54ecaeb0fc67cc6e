"""What happens when people press at the same moment: real threads, each with its own connection."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from applications.models import Application, Offer
from applications.workflow import application_machine, offer_machine
from microinternships.engine import Refused
from microinternships.invariants import broken
from microinternships.models import Transition
from placements.models import Placement
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfferFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*presses: Callable[[], object]) -> list[object]:
    """Press everything at the same moment; each result, or the codes of its refusal."""
    barrier = Barrier(len(presses), timeout=60)

    def press(one):
        try:
            connection.ensure_connection()
            barrier.wait()
            return one()
        except Refused as refused:
            return refused.codes
        finally:
            connection.close()

    with ThreadPoolExecutor(len(presses)) as pool:
        return list(pool.map(press, presses))


def succeeded(results: list[object]) -> list[object]:
    return [one for one in results if not isinstance(one, set)]


@pytest.fixture
def advert():
    return AdvertFactory(cycle=CycleFactory(phase="choosing"), places=1)


@pytest.fixture
def recruiter(advert):
    return HostFactory(organisation=advert.organisation).user


def offering(application: Application, by) -> Callable[[], object]:
    advert = application.advert
    week = advert.offered_weeks[0]
    days = list(zip(week.dates, advert.mode_of_each_day, strict=True))
    contact = {"contact_name": "Robin Example", "contact_email": "robin@example.org"}
    return lambda: application_machine.fire(
        "offer", application, by=by, week=week, days=days, **contact
    )


def test_fifty_offers_for_the_last_place(advert, recruiter):
    applications = [ApplicationFactory(advert=advert, files=False) for _ in range(50)]
    results = at_once(*(offering(application, recruiter) for application in applications))
    assert len(succeeded(results)) == 1
    assert [one for one in results if one == {"places"}] == [{"places"}] * 49
    assert Offer.objects.made().count() == 1
    assert Application.objects.filter(state="offered").count() == 1
    assert broken() == []


def test_accepting_against_withdrawing_the_offer(advert, recruiter):
    for _ in range(5):
        offer = OfferFactory(application__advert=advert, application__files=False)
        student = offer.application.student.user
        results = at_once(
            lambda o=offer, u=student: offer_machine.fire("accept", o, by=u, terms_version=1),
            lambda o=offer: offer_machine.fire("rescind", o, by=recruiter, comment="Closed early"),
        )
        assert len(succeeded(results)) == 1
        assert {"state"} in results
        offer.refresh_from_db()
        offer.application.refresh_from_db()
        kept = {"accepted": "placed", "rescinded": "unsuccessful"}
        assert offer.application.state == kept[offer.state]
        assert broken() == []
        Placement.objects.filter(offer=offer).update(state="cancelled")
        Application.objects.filter(pk=offer.application_id).update(state="cancelled")


def test_two_recruiters_decide_one_applicant(advert, recruiter):
    colleague = HostFactory(organisation=advert.organisation).user
    application = ApplicationFactory(advert=advert)
    results = at_once(
        offering(application, recruiter),
        lambda: application_machine.fire(
            "not_select", application, by=colleague, reason="numbers", feedback="Thank you."
        ),
    )
    assert len(succeeded(results)) == 1
    application.refresh_from_db()
    if application.state == "offered":
        assert (application.reason, application.offers.made().count()) == ("", 1)
    else:
        assert (application.state, application.reason) == ("unsuccessful", "numbers")
        assert application.offers.count() == 0
    assert Transition.objects.of(application).count() == 1
    assert broken() == []


def test_pressing_twice_happens_once(advert, recruiter):
    application = ApplicationFactory(advert=advert)
    results = at_once(*[offering(application, recruiter)] * 5)
    assert len(succeeded(results)) == 1
    assert results.count({"state"}) == 4
    assert application.offers.count() == 1
    assert Transition.objects.of(application).count() == 1
    assert broken() == []


def test_accepting_two_offers_at_once_makes_one_placement():
    cycle = CycleFactory(phase="released")
    student = StudentFactory()
    offers = [
        OfferFactory(application__student=student, application__advert=AdvertFactory(cycle=cycle))
        for _ in range(2)
    ]
    results = at_once(
        *(
            lambda o=offer: offer_machine.fire("accept", o, by=student.user, terms_version=1)
            for offer in offers
        )
    )
    assert len(succeeded(results)) == 1
    assert Placement.objects.count() == 1
    assert sorted(Application.objects.values_list("state", flat=True)) == ["placed", "withdrawn"]
    assert broken() == []


def test_two_adverts_want_the_same_students_at_once():
    """Crosswise locks: without one order this is a deadlock, and PostgreSQL would raise."""
    cycle = CycleFactory(phase="choosing")
    adverts = [AdvertFactory(cycle=cycle, places=4) for _ in range(2)]
    recruiters = [HostFactory(organisation=advert.organisation).user for advert in adverts]
    students = StudentFactory.create_batch(4)
    presses = [
        offering(ApplicationFactory(advert=advert, student=student), recruiter)
        for advert, recruiter in zip(adverts, recruiters, strict=True)
        for student in (students if advert is adverts[0] else reversed(students))
    ]
    assert len(succeeded(at_once(*presses))) == 8
    assert Offer.objects.made().count() == 8
    assert broken() == []


def test_reserves_put_on_the_list_at_once_get_different_ranks(advert, recruiter):
    applications = [ApplicationFactory(advert=advert) for _ in range(6)]
    results = at_once(
        *(
            lambda a=application: application_machine.fire("reserve", a, by=recruiter)
            for application in applications
        )
    )
    assert sorted(one.reserve_rank for one in results) == [1, 2, 3, 4, 5, 6]
