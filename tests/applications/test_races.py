"""Two people at the same moment, with real threads on PostgreSQL (SY-14)."""

import pytest

from applications.models import Application, Offer
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from microinternships.models import Transition
from placements.models import Placement
from tests.applications.students import offered
from tests.applications.test_limits import at_once, firing
from tests.applications.test_workflow import five_days
from tests.factories import AdvertFactory, ApplicationFactory, HostFactory


@pytest.mark.django_db(transaction=True)
def test_accepting_and_lapsing_at_the_same_moment_have_one_winner():
    subject = offered()
    by = subject.application.student.user

    def lapse():
        with clock.standing_at(subject.respond_by):
            return firing(offer_machine, "lapse", subject, role="deadline")()

    answers = at_once(firing(offer_machine, "accept", subject, by=by, terms_version=1), lapse)
    won = [answer for answer in answers if isinstance(answer, str)]
    assert [answer for answer in answers if not isinstance(answer, str)] == [{"state"}]
    subject.refresh_from_db()
    application = Application.objects.get(pk=subject.application_id)
    after = {"accepted": ("placed", True), "lapsed": ("declined", False)}[subject.state]
    assert won == [subject.state]
    assert (application.state, Placement.objects.exists()) == after
    assert Transition.objects.of(subject).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_offers_for_one_place_at_the_same_moment_are_one_offer():
    advert = AdvertFactory(places=1)
    host = HostFactory(organisation=advert.organisation).user
    week = advert.cycle.ordered_weeks[0]
    given = {"by": host, "week": week, "days": five_days(week)}
    works = [
        firing(application_machine, "offer", ApplicationFactory(advert=advert), **given)
        for _ in range(2)
    ]
    assert sorted(at_once(*works), key=str) == sorted(["offered", {"places"}], key=str)
    assert Offer.objects.made().count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_offers_accepted_at_the_same_moment_are_one_placement():
    first = offered()
    student = first.application.student
    second = offered(student, advert=AdvertFactory(cycle=first.application.advert.cycle))
    given = {"by": student.user, "terms_version": 1}
    answers = at_once(*(firing(offer_machine, "accept", one, **given) for one in (first, second)))
    assert sorted(answers, key=str) == sorted(["accepted", {"state"}], key=str)
    assert Placement.objects.active().count() == 1
