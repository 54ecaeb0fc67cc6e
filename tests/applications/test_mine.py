"""What a student sees of their applications: the list, one application, its story."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications import homes
from applications.models import Application, Reason, SavedAdvert
from applications.timeline import BY_DEFAULT, status_of, story
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from tests.applications.students import draft, offered, one_second, sign_in
from tests.applications.test_workflow import people
from tests.factories import AdvertFactory, ApplicationFactory, CycleFactory, StudentFactory
from tests.grids import HOST, OFFICE, STUDENT

pytestmark = pytest.mark.django_db


def url(name, application):
    return reverse(f"applications:{name}", args=[application.pk])


def text(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def told(application) -> list[str]:
    application = Application.objects.get(pk=application.pk)
    return [sentence for _, sentence in story(application, clock.now())]


@pytest.mark.parametrize(
    ("state", "word"),
    [
        ("draft", "Draft"),
        ("submitted", "Sent"),
        ("shortlisted", "Sent"),
        ("reserve", "On the reserve list"),
        ("placed", "Placed"),
        ("unsuccessful", "Not selected"),
        ("declined", "Offer declined"),
        ("withdrawn", "Withdrawn"),
        ("cancelled", "Cancelled"),
    ],
)
def test_each_state_has_its_word_on_the_list_and_on_its_page(client, state, word):
    application = ApplicationFactory(state=state)
    sign_in(client, application.student)
    for address in (reverse("applications:mine"), url("application", application)):
        page = text(client, address)
        assert f">{word}</span>" in page
        assert "shortlist" not in page.lower()


def test_offer_is_a_word_a_deadline_and_a_link(client):
    offer = offered()
    sign_in(client, offer.application.student)
    page = text(client, url("application", offer.application))
    assert ">Offer</span>" in page
    assert reverse("applications:offer", args=[offer.pk]) in page


def test_offer_past_its_time_reads_as_lapsed_with_no_job_run():
    offer = offered()
    words = [
        status_of(offer.application, one_second(offer.respond_by, after)).word
        for after in (-1, 0, 1)
    ]
    assert words == ["Offer", "Offer lapsed", "Offer lapsed"]


def test_draft_past_the_close_reads_as_not_sent():
    application = draft()
    closes = application.round.closes_at
    words = [status_of(application, one_second(closes, after)).word for after in (-1, 0, 1)]
    assert words == ["Draft", "Not sent", "Not sent"]


def test_draft_of_an_advert_that_closed_early_reads_as_not_sent(client):
    application = draft()
    application.advert.own_closing_at = clock.now()
    application.advert.save()
    sign_in(client, application.student)
    assert "Not sent" in text(client, reverse("applications:mine"))


def test_default_says_that_it_says_nothing(client):
    application = ApplicationFactory(state="unsuccessful", by_default=True)
    AdvertFactory(cycle=application.advert.cycle)
    sign_in(client, application.student)
    page = text(client, url("application", application))
    assert BY_DEFAULT in page
    assert "2 adverts are still open" in page


def test_reason_and_feedback_are_shown(client):
    application = ApplicationFactory(
        state="unsuccessful", reason=Reason.NUMBERS, feedback="A clear and kind statement."
    )
    sign_in(client, application.student)
    page = text(client, url("application", application))
    assert Reason.NUMBERS.label in page
    assert "A clear and kind statement." in page


def test_story_of_a_whole_application():
    application = draft()
    roles = people(application)
    for event in ("submit", "take_back", "submit", "withdraw", "take_up_again", "submit"):
        application_machine.fire(event, application, by=roles[STUDENT])
    for event in ("shortlist", "put_back", "shortlist"):
        application_machine.fire(event, application, by=roles[HOST])
    application_machine.fire("reserve", application, by=roles[HOST])
    application_machine.fire("cancel", application, by=roles[OFFICE], comment="A mistake.")
    assert told(application) == [
        "You began this application.",
        "You sent your application.",
        "You took your application back to change it.",
        "You sent your application.",
        "You withdrew your application.",
        "You took your application up again.",
        "You sent your application.",
        "You were put on the reserve list.",
        "The Internship Office cancelled this application.",
    ]


def test_story_after_an_offer():
    offer = offered()
    roles = people(offer.application)
    offer_machine.fire("decline", offer, by=roles[STUDENT])
    application_machine.fire(
        "reinstate", offer.application, by=roles[OFFICE], comment="Pressed by mistake."
    )
    fresh = offer.application.offers.made().get()
    offer_machine.fire("accept", fresh, by=roles[STUDENT], terms_version=1)
    assert told(offer.application) == [
        "You began this application.",
        "You declined the offer.",
        "The Internship Office renewed your offer.",
        "You accepted the offer.",
    ]


def test_every_event_is_told_or_kept_on_purpose():
    from applications.timeline import AFTERWARDS, BETWEEN, DECIDED, OWN

    kept = {"shortlist", "put_back", "move_up", "move_down"}
    assert {*OWN, *BETWEEN, *DECIDED, *AFTERWARDS, *kept} == set(application_machine.events)


def test_page_has_one_confirm_page_per_button_and_no_button_that_is_refused(client):
    application = ApplicationFactory()
    sign_in(client, application.student)
    shown = {
        moment: [
            name
            for name in ("withdraw", "take_back", "take_up_again")
            if url(name, application) in text(client, url("application", application))
        ]
        for moment in ("open",)
    }
    with clock.standing_at(application.round.closes_at):
        page = text(client, url("application", application))
    after = [name for name in ("withdraw", "take_back") if url(name, application) in page]
    assert (shown["open"], after) == (["withdraw", "take_back"], ["withdraw"])


def test_withdrawing_asks_first_and_says_what_it_means(client):
    application = ApplicationFactory()
    sign_in(client, application.student)
    page = text(client, url("withdraw", application))
    assert "It stops counting towards the applications you may send" in page
    with clock.standing_at(application.round.closes_at):
        assert "It still counts towards" in text(client, url("withdraw", application))
    application.refresh_from_db()
    assert application.state == "submitted"
    client.post(url("withdraw", application))
    application.refresh_from_db()
    assert (application.state, application.slot_freed) == ("withdrawn", True)


def test_taking_back_leads_to_the_answers(client):
    application = ApplicationFactory()
    sign_in(client, application.student)
    assert client.post(url("take_back", application)).url == url("edit", application)


def test_draft_is_deleted_after_asking_with_its_file(client, django_capture_on_commit_callbacks):
    application = draft()
    name, storage = application.cv.name, application.cv.storage
    sign_in(client, application.student)
    assert "Delete this draft?" in text(client, url("delete", application))
    assert Application.objects.filter(pk=application.pk).exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(url("delete", application))
    assert not Application.objects.filter(pk=application.pk).exists()
    assert not storage.exists(name)


def test_application_that_was_sent_is_not_deleted(client):
    application = ApplicationFactory()
    sign_in(client, application.student)
    assert client.post(url("delete", application)).status_code == 404
    assert Application.objects.filter(pk=application.pk).exists()


def test_list_has_nobody_elses_applications(client):
    application = ApplicationFactory(advert__title="My own advert")
    ApplicationFactory(advert__title="Somebody else's advert")
    sign_in(client, application.student)
    page = text(client, reverse("applications:mine"))
    assert "My own advert" in page
    assert "Somebody else" not in page


def many(student, count: int) -> None:
    """``count`` applications in as many states as there are, and as many saved adverts."""
    states = ["draft", "submitted", "offered", "unsuccessful", "placed"]
    cycle = CycleFactory()
    for n in range(count):
        advert = AdvertFactory(cycle=cycle)
        state = states[n % len(states)]
        if state == "offered":
            offered(student, advert=advert)
        else:
            ApplicationFactory(student=student, state=state, advert=advert, files=False)
        SavedAdvert.objects.create(student=student, advert=advert, saved_at=clock.now())


@pytest.mark.parametrize("count", [1, 3, 50])
def test_list_asks_the_same_number_of_questions(client, django_assert_num_queries, count):
    student = sign_in(client, StudentFactory())
    many(student, count)
    with django_assert_num_queries(11):
        client.get(reverse("applications:mine"))


@pytest.mark.parametrize("count", [1, 3, 50])
def test_home_asks_the_same_number_of_questions(django_assert_num_queries, count):
    student = StudentFactory()
    many(student, count)
    with django_assert_num_queries(2):
        homes.student_tasks(student.user, clock.now())


@pytest.mark.parametrize("weeks", [1, 2])
def test_one_application_asks_a_fixed_number_of_questions(client, django_assert_num_queries, weeks):
    cycle = CycleFactory()
    advert = AdvertFactory(cycle=cycle, weeks=cycle.ordered_weeks[:weeks])
    application = ApplicationFactory(advert=advert)
    sign_in(client, application.student)
    with django_assert_num_queries(8):
        client.get(url("application", application))


def test_home_lists_tasks_by_deadline():
    student = StudentFactory()
    later = draft(student=student)
    offer = offered(student, respond_by=clock.now() + timedelta(hours=20))
    ApplicationFactory(student=student)
    tasks = homes.student_tasks(student.user, clock.now()).tasks
    assert [(task["url"], task["due"]) for task in tasks] == [
        (reverse("applications:offer", args=[offer.pk]), offer.respond_by),
        (url("edit", later), later.round.closes_at),
    ]


def test_home_with_nothing_to_do_names_the_next_date():
    application = ApplicationFactory()
    mine = homes.student_tasks(application.student.user, clock.now())
    assert (mine.tasks, mine.next_date["when"]) == ([], application.round.choose_by)
