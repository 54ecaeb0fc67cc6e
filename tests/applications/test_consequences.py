"""What other machines' events mean for applications, and changing one's mind."""

from functools import partial

import pytest

from applications.models import Application
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from placements.models import Placement
from placements.workflow import advert_machine, placement_machine
from tests.applications.students import offered, one_second
from tests.applications.test_workflow import application_scene, codes
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
)

pytestmark = pytest.mark.django_db


def test_withdrawn_advert_ends_what_its_students_take_to_be_open_and_frees_their_slots():
    advert = AdvertFactory(cycle=CycleFactory(rounds_and_weeks__held=True))
    states = ("draft", "submitted", "shortlisted", "reserve", "unsuccessful", "withdrawn")
    applications = {state: ApplicationFactory(advert=advert, state=state) for state in states}
    offer = offered(advert=advert)
    advert_machine.fire("withdraw", advert, by=OfficeFactory(), comment="The host closed.")
    after = dict(Application.objects.values_list("pk", "state"))
    assert {state: after[one.pk] for state, one in applications.items()} == {
        "draft": "draft",
        "submitted": "cancelled",
        "shortlisted": "cancelled",
        "reserve": "cancelled",
        "unsuccessful": "cancelled",
        "withdrawn": "withdrawn",
    }
    offer.refresh_from_db()
    assert (offer.state, after[offer.application_id]) == ("declined", "cancelled")
    slots = Application.objects.filter(state="cancelled").values_list("slot_freed", flat=True)
    assert set(slots) == {True}


def test_host_cannot_withdraw_an_advert_with_an_open_offer():
    subject = offered()
    advert = subject.application.advert
    host = HostFactory(organisation=advert.organisation).user
    refusals = advert_machine.refusals("withdraw", advert, by=host)
    assert "promised" in {refusal.code for refusal in refusals}


def test_cancelled_placement_ends_its_application_and_frees_the_place():
    subject = offered()
    by = subject.application.student.user
    accepted = offer_machine.fire("accept", subject, by=by, terms_version=1)
    placement = Placement.objects.get(pk=accepted.placement_id)
    placement_machine.fire("cancel", placement, by=by, comment="I am ill.")
    application = Application.objects.get(pk=subject.application_id)
    assert application.state == "cancelled"
    waiting = ApplicationFactory(advert=application.advert, state="reserve")
    host = HostFactory(organisation=application.advert.organisation).user
    assert application_machine.refusals("offer", waiting, by=host) == []


# Changing one's mind


def test_taking_back_forgets_what_the_host_decided():
    application = application_scene("unsuccessful", "take_back").subject
    Application.objects.filter(pk=application.pk).update(reason="numbers", feedback="No.")
    by = application.student.user
    back = application_machine.fire("take_back", application, by=by)
    assert (back.state, back.reason, back.feedback, back.submitted_at) == ("draft", "", "", None)


def test_taken_back_application_loses_its_offer_and_its_rank():
    for state in ("offered", "reserve"):
        application = application_scene(state, "take_back").subject
        by = application.student.user
        back = application_machine.fire("take_back", application, by=by)
        assert (back.reserve_rank, back.offers.made().exists()) == (None, False)


def test_shortlisting_is_nothing_a_student_could_notice_when_outcomes_are_not_held():
    application = ApplicationFactory(state="shortlisted")
    by = application.student.user
    assert application_machine.refusals("take_back", application, by=by) == []


def test_taking_up_again_keeps_the_answers():
    application = ApplicationFactory()
    by = application.student.user
    application_machine.fire("withdraw", application, by=by)
    again = application_machine.fire("take_up_again", application, by=by)
    assert (again.state, again.statement) == ("draft", application.statement)
    sent = application_machine.fire("submit", again, by=by)
    assert (sent.state, sent.slot_freed) == ("submitted", False)


def test_early_close_ends_taking_back_too():
    application = ApplicationFactory()
    application.advert.own_closing_at = clock.now()
    application.advert.save()
    back = partial(codes, application_machine, "take_back", application)
    after = one_second(clock.now(), 1)
    assert back(after, by=application.student.user) == {"closed"}
