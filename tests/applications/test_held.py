"""Until the release, all that a student can see or do is the same bytes, whatever hosts decided."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from alerts import sender
from alerts.models import Message
from applications import homes
from applications.held import HELD_STATES, as_student_sees
from applications.models import Application, Offer, Reason
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from placements.models import DayMode
from tests.applications.students import TOKEN, bytes_of, one_second, sign_in
from tests.applications.test_workflow import people
from tests.factories import AdvertFactory, ApplicationFactory, CycleFactory
from tests.grids import HOST, STUDENT

pytestmark = pytest.mark.django_db

# How the host gets an application into each state; every way leaves its rows behind.
WAYS = {
    "submitted": [],
    "shortlisted": ["shortlist"],
    "put back": ["shortlist", "put_back"],
    "reserve": ["reserve"],
    "offered": ["offer"],
    "rescinded": ["offer", "rescind"],
    "unsuccessful": ["not_select"],
    "said why": ["offer", "rescind", "give_feedback"],
    "reconsidered": ["not_select", "reconsider"],
}
STAMP = re.compile(rb"(?m)^(DTSTAMP|LAST-MODIFIED|SEQUENCE):.*$")  # when it was asked for
MOMENT = re.compile(rb'datetime="[^"]*"')
PAGES = (
    *("mine", "application", "sent", "withdraw", "take_back", "take_up_again"),
    *("again", "edit", "check"),
)


@pytest.fixture
def world():
    """One application in a cycle with held outcomes, before its close."""
    advert = AdvertFactory(cycle=CycleFactory(rounds_and_weeks__held=True), places=2)
    application = ApplicationFactory(advert=advert, state="draft")
    sent = application_machine.fire("submit", application, by=application.student.user)
    return sent, people(sent)


def decide(application: Application, event: str, host) -> None:
    week = application.advert.cycle.ordered_weeks[0]
    data = {
        "offer": {
            "week": week,
            "days": [(day, DayMode.IN_PERSON) for day in week.dates],
            "contact_name": "SECRET-CONTACT",
            "message": "SECRET-MESSAGE",
        },
        "not_select": {"reason": Reason.SKILLS, "feedback": "SECRET-FEEDBACK"},
        "give_feedback": {"reason": Reason.SKILLS, "feedback": "SECRET-FEEDBACK"},
    }
    if event == "rescind":
        offer = application.offers.made().get()
        offer_machine.fire("rescind", offer, by=host, comment="SECRET-COMMENT")
    else:
        application_machine.fire(event, application, by=host, **data.get(event, {}))


def url(name: str, application: Application) -> str:
    args = [] if name == "mine" else [application.pk]
    return reverse(f"applications:{name}", args=args)


def all_pages(client, application) -> list:
    """Every page about the application, and the student's home and advert."""
    seen = []
    for name in PAGES:
        response = client.get(url(name, application))
        seen.append(response.url if response.status_code == 302 else bytes_of(response))
    seen.append(bytes_of(client.get(reverse("home"))))
    seen.append(bytes_of(client.get(reverse("placements:advert", args=[application.advert_id]))))
    seen.append(bytes_of(client.get(reverse("placements:browse"))))
    seen.append(bytes_of(client.get(reverse("placements:dates"))))
    seen.append(bytes_of(client.get(reverse("expenses:mine"))))
    cycle = [application.advert.cycle_id]
    calendar = client.get(reverse("placements:dates_calendar", args=cycle)).content
    seen.append(STAMP.sub(b"", calendar))
    return seen


@pytest.mark.parametrize("moment", ["before the close", "after the hosts' deadline"])
@pytest.mark.parametrize("way", [way for way in WAYS if WAYS[way]])
def test_pages_are_the_same_bytes_as_if_nothing_had_been_decided(client, world, way, moment):
    application, roles = world
    sign_in(client, application.student)
    at = clock.now() if moment == "before the close" else application.round.choose_by
    with clock.standing_at(at):
        untouched = all_pages(client, application)
    for event in WAYS[way]:
        decide(application, event, roles[HOST])
    with clock.standing_at(at):
        assert all_pages(client, application) == untouched
    assert b"SECRET" not in b"".join(page for page in untouched if isinstance(page, bytes))


@pytest.mark.parametrize("event", ["withdraw", "take_back", "take_up_again"])
@pytest.mark.parametrize("way", [way for way in WAYS if WAYS[way]])
def test_every_button_answers_the_same(client, world, way, event):
    application, roles = world
    sign_in(client, application.student)
    with transaction.atomic():
        untouched = pressed(client, application, event)
        transaction.set_rollback(True)
    for decided in WAYS[way]:
        decide(application, decided, roles[HOST])
    assert pressed(client, application, event) == untouched


def pressed(client, application, event) -> tuple:
    """Where a button leads, and the page that is there, but for the moment it was pressed."""
    with clock.standing_at(application.submitted_at + timedelta(minutes=1)):
        response = client.post(url(event, application), follow=True)
    return response.redirect_chain, MOMENT.sub(b"", bytes_of(response))


@pytest.mark.parametrize("moment", ["before the close", "after the hosts' deadline"])
@pytest.mark.parametrize("way", [way for way in WAYS if WAYS[way]])
def test_another_advert_and_the_buttons_past_the_close_tell_nothing(client, world, way, moment):
    """What is left of the round's applications, and what every button says when it is too late."""
    application, roles = world
    other = AdvertFactory(cycle=application.advert.cycle)
    sign_in(client, application.student)
    at = clock.now() if moment == "before the close" else application.round.choose_by

    def answers() -> list:
        found = []
        with clock.standing_at(at), transaction.atomic():
            found.append(bytes_of(client.get(reverse("applications:apply", args=[other.pk]))))
            found.append(
                client.post(reverse("applications:apply", args=[application.advert_id])).url
            )
            transaction.set_rollback(True)
        for event in ("withdraw", "take_back", "take_up_again", "delete"):
            with clock.standing_at(at), transaction.atomic():
                answer = client.post(url(event, application), follow=True)
                page = TOKEN.sub(b"", answer.content)
                found.append((answer.status_code, answer.redirect_chain, MOMENT.sub(b"", page)))
                transaction.set_rollback(True)
        return found

    untouched = answers()
    for event in WAYS[way]:
        decide(application, event, roles[HOST])
    assert answers() == untouched


@pytest.mark.parametrize("way", [way for way in WAYS if WAYS[way]])
def test_letters_before_the_release_are_the_same(world, way):
    application, roles = world
    for event in WAYS[way]:
        decide(application, event, roles[HOST])
    with clock.standing_at(one_second(application.round.release_at, -1)):
        sender.send_due(clock.now())
        mine = Message.objects.filter(recipient=application.student.user_id)
        assert list(mine.values_list("alert__kind", flat=True)) == ["application_received"]


def test_offer_cannot_be_guessed_before_the_release_and_is_there_at_it(client, world):
    application, roles = world
    decide(application, "offer", roles[HOST])
    offer = Offer.objects.get()
    sign_in(client, application.student)
    release = application.round.release_at
    found = []
    for at in (clock.now(), one_second(release, -1), release):
        with clock.standing_at(at):
            for name in ("offer", "accept", "decline"):
                found.append(client.get(reverse(f"applications:{name}", args=[offer.pk])))
    assert [response.status_code for response in found] == [404] * 6 + [200] * 3


def test_answering_a_held_offer_is_refused_without_saying_that_there_is_one(client, world):
    application, roles = world
    decide(application, "offer", roles[HOST])
    offer = Offer.objects.get()
    refusals = offer_machine.refusals("accept", offer, by=roles[STUDENT])
    assert refusals[0].message == "This is not yours to do."
    sign_in(client, application.student)
    for name in ("accept", "decline"):
        response = client.post(
            reverse(f"applications:{name}", args=[offer.pk]), {"terms_version": 1}
        )
        assert response.status_code == 404
    offer.refresh_from_db()
    assert offer.state == "made"


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        ("reserve", "You were put on the reserve list."),
        ("offered", "You were offered a place."),
        ("rescinded", "The host withdrew its offer."),
        ("unsuccessful", "You were not selected."),
    ],
)
def test_release_tells_the_last_decision_and_only_that(client, world, way, sentence):
    application, roles = world
    for event in WAYS[way]:
        decide(application, event, roles[HOST])
    sign_in(client, application.student)
    with clock.standing_at(application.round.release_at):
        page = bytes_of(client.get(url("application", application))).decode()
    told = [text for text in (sentence, "You were offered a place.") if text in page]
    assert told == ([sentence] if way != "offered" else [sentence] * 2)
    assert ("SECRET-FEEDBACK" in page) == (way == "unsuccessful")
    assert ("fitted" in page or "showed more of the skills" in page) == (way == "unsuccessful")
    assert "shortlist" not in page.lower()


def test_withdrawn_before_the_release_never_tells_what_would_have_been(client, world):
    application, roles = world
    decide(application, "not_select", roles[HOST])
    application_machine.fire("withdraw", application, by=roles[STUDENT])
    sign_in(client, application.student)
    with clock.standing_at(application.round.release_at + timedelta(days=1)):
        page = bytes_of(client.get(url("application", application))).decode()
    assert "You withdrew your application." in page
    for told in ("not selected", "SECRET-FEEDBACK", Reason.SKILLS.label):
        assert told not in page


def test_draft_taken_back_from_an_offer_shows_no_trace_and_can_be_deleted(client, world):
    application, roles = world
    decide(application, "offer", roles[HOST])
    application_machine.fire("take_back", application, by=roles[STUDENT])
    sign_in(client, application.student)
    for name in ("application", "mine", "edit", "check"):
        page = bytes_of(client.get(url(name, application))).decode().lower()
        assert "you were offered" not in page
        assert "secret" not in page
    assert client.post(url("delete", application)).status_code == 302
    assert not Application.objects.filter(pk=application.pk).exists()


@pytest.mark.parametrize("state", HELD_STATES)
@pytest.mark.parametrize(("after", "held"), [(-1, True), (0, False), (1, False)])
def test_hold_ends_exactly_with_the_release(state, after, held):
    application = ApplicationFactory(
        state=state, advert__cycle=CycleFactory(rounds_and_weeks__held=True)
    )
    seen = as_student_sees(application, one_second(application.round.release_at, after))
    hidden = held or state == "shortlisted"
    assert seen == ("submitted" if hidden else state)


def test_without_a_release_time_only_shortlisting_stays_with_the_host():
    seen = {
        state: as_student_sees(ApplicationFactory(state=state), clock.now())
        for state in HELD_STATES
    }
    assert {state for state, shown in seen.items() if state != shown} == {"shortlisted"}


def test_home_says_the_same_whatever_was_decided(world):
    application, roles = world
    student = application.student.user
    before = homes.student_tasks(student, clock.now())
    decide(application, "offer", roles[HOST])
    after = homes.student_tasks(student, clock.now())
    assert (after.tasks, after.next_date) == (before.tasks, before.next_date)
    assert [line["status"] for line in after.applications] == [
        line["status"] for line in before.applications
    ]
