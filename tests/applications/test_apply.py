"""Applying, from the advert to the confirmation, without scripts."""

import pytest
from django.urls import reverse

from applications.models import Application
from microinternships import clock
from microinternships.models import Transition
from placements import promises
from tests.applications.students import answers, draft, one_second, sign_in, stored, upload
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    SecondRoundFactory,
    StudentFactory,
    UserFactory,
    one_page_pdf,
)

pytestmark = pytest.mark.django_db


def apply_url(advert):
    return reverse("applications:apply", args=[advert.pk])


def page(name, application):
    return reverse(f"applications:{name}", args=[application.pk])


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_visitor_signs_in_first_and_comes_back(client):
    advert = AdvertFactory()
    response = client.get(apply_url(advert))
    assert response.url == f"{reverse('account_login')}?next={apply_url(advert)}"


def test_whole_way_to_a_confirmation(client):
    student, advert = sign_in(client, StudentFactory()), AdvertFactory()
    before = text(client.get(apply_url(advert)))
    assert "2 of 2 left" in before
    assert "Voluntary and unpaid" in before
    assert "local travel (inclusive of bus travel between Oxford and London) and lunch" in before

    started = client.post(apply_url(advert))
    application = Application.objects.get(student=student)
    assert started.url == page("edit", application)
    saved = client.post(page("edit", application), answers(advert))
    assert saved.url == page("check", application)
    assert "Send application" in text(client.get(saved.url))
    arrived = client.post(page("check", application))
    assert arrived.url == page("sent", application)

    application.refresh_from_db()
    assert (application.state, application.cv_pages) == ("submitted", 1)
    assert application.eligibility["eligible"] is True
    assert list(Transition.objects.of(application).values_list("event", flat=True)) == ["submit"]
    for _ in range(2):
        confirmation = text(client.get(arrived.url))
        assert application.reference in confirmation
        assert "vacation residence" in confirmation
        assert "voluntary and unpaid" in confirmation


def test_apply_returns_to_the_draft_that_exists(client):
    student, advert = sign_in(client, StudentFactory()), AdvertFactory()
    client.post(apply_url(advert))
    again = client.post(apply_url(advert))
    application = Application.objects.get(student=student)
    assert again.url == page("edit", application)
    assert client.get(apply_url(advert)).url == page("edit", application)


def test_apply_returns_to_what_was_sent(client):
    application = ApplicationFactory()
    sign_in(client, application.student)
    assert client.get(apply_url(application.advert)).url == page("application", application)


def test_account_outside_the_register_is_told_what_to_do(client):
    user = UserFactory(email="visitor@example.org")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    advert = AdvertFactory()
    said = text(client.post(apply_url(advert)))
    assert "register has no student with the address visitor@example.org" in said
    assert "Not met" in said
    assert not Application.objects.exists()


def test_advert_that_is_closed_says_when_it_closed(client):
    sign_in(client, StudentFactory())
    advert = AdvertFactory(cycle=CycleFactory(phase="choosing"))
    assert "Applications closed" in text(client.post(apply_url(advert)))
    assert not Application.objects.exists()


@pytest.mark.parametrize("state", ["draft", "submitted", "suspended", "withdrawn"])
def test_advert_that_is_not_published_is_not_found(client, state):
    sign_in(client, StudentFactory())
    assert client.get(apply_url(AdvertFactory(state=state))).status_code == 404


def test_draft_may_be_saved_with_nothing_in_it(client):
    application = draft()
    sign_in(client, application.student)
    response = client.post(page("edit", application), {"save": "1"})
    assert response.url == reverse("applications:mine")
    application.refresh_from_db()
    assert (application.statement, application.committed) == ("", False)
    assert list(application.weeks.all()) == []
    assert application.cv


def test_autosave_keeps_what_is_typed_and_answers_with_a_word(client):
    application = draft()
    sign_in(client, application.student)
    sent = {"statement": "As far as I got", "autosave": "1"}
    assert "Saved at" in text(client.post(page("edit", application), sent))
    application.refresh_from_db()
    assert application.statement == "As far as I got"


def test_late_autosave_changes_nothing_that_was_sent(client):
    application = ApplicationFactory()
    sign_in(client, application.student)
    client.post(page("edit", application), {"statement": "Too late", "autosave": "1"})
    application.refresh_from_db()
    assert application.statement == "I would like to learn how an archive works."


def test_check_page_lists_everything_that_is_missing_with_a_link(client):
    application = draft(advert=AdvertFactory(question="Why archives?"))
    sign_in(client, application.student)
    client.post(page("edit", application), {"save": "1"})
    application.cv.delete()
    said = text(client.get(page("check", application)))
    for anchor in ("id_weeks_0", "id_committed", "id_answer", "id_statement", "id_cv"):
        assert f'href="{page("edit", application)}#{anchor}"' in said
    assert "Send application" not in said
    refused = text(client.post(page("check", application)))
    assert "Your application was not sent" in refused
    application.refresh_from_db()
    assert application.state == "draft"


def test_what_is_given_in_kind_is_said_as_on_the_adverts_page(client):
    application = draft(advert=AdvertFactory(travel_in_kind=True))
    said = " ".join(promises.in_full(application.advert))
    sign_in(client, application.student)
    assert said in text(client.get(page("check", application)))
    application.delete()
    assert said in text(client.get(apply_url(application.advert)))


def test_host_question_is_asked_and_kept(client):
    application = draft(advert=AdvertFactory(question="Why archives?"))
    sign_in(client, application.student)
    assert "Why archives?" in text(client.get(page("edit", application)))
    given = answers(application.advert, answer="Because paper lasts.")
    assert client.post(page("edit", application), given).url == page("check", application)
    assert "Because paper lasts." in text(client.get(page("check", application)))


def test_too_long_an_answer_is_kept_and_named(client):
    application = draft(advert=AdvertFactory(question="Why archives?"))
    sign_in(client, application.student)
    given = answers(application.advert, answer="a" * 1600)
    assert "1600 characters" in text(client.post(page("edit", application), given))
    application.refresh_from_db()
    assert application.answer == "a" * 1600


def test_time_zone_is_acknowledged_where_clocks_differ(client):
    advert = AdvertFactory(mode="remote", zone="America/New_York", place="")
    application = draft(advert=advert)
    sign_in(client, application.student)
    asked = text(client.get(page("edit", application)))
    assert "I have seen that the hours are New York time: 9:00 to 17:30 there is" in asked
    client.post(page("edit", application), answers(advert))
    assert "Confirm that you have seen the time zone" in text(
        client.get(page("check", application))
    )
    client.post(page("edit", application), answers(advert, zone_acknowledged="on"))
    assert client.post(page("check", application)).url == page("sent", application)


def test_time_zone_is_not_asked_where_clocks_agree(client):
    application = draft()
    sign_in(client, application.student)
    assert "zone_acknowledged" not in text(client.get(page("edit", application)))


def test_earlier_cv_is_used_again_as_a_copy(client):
    earlier = ApplicationFactory()
    application = draft(student=earlier.student, files=False)
    sign_in(client, earlier.student)
    given = answers(application.advert, reuse=earlier.pk)
    del given["cv"]
    assert client.post(page("edit", application), given).url == page("check", application)
    application.refresh_from_db()
    assert stored(application) == stored(earlier)
    assert application.cv.name != earlier.cv.name


def test_somebody_elses_cv_cannot_be_used(client):
    theirs = ApplicationFactory()
    own = ApplicationFactory()
    application = draft(student=own.student, files=False)
    sign_in(client, own.student)
    given = {"reuse": theirs.pk, "continue": "1"}
    assert "Select a valid choice" in text(client.post(page("edit", application), given))
    application.refresh_from_db()
    assert not application.cv


@pytest.mark.parametrize(("after", "state"), [(-1, "submitted"), (0, "draft"), (1, "draft")])
def test_deadline_holds_to_the_second_with_no_job_run(client, after, state):
    """ST-09. The request's arrival counts."""
    application = draft()
    sign_in(client, application.student)
    with clock.standing_at(one_second(application.round.closes_at, after)):
        response = client.post(page("check", application))
    application.refresh_from_db()
    assert application.state == state
    assert ("Applications closed on" in response.content.decode()) == (state == "draft")


def test_early_close_of_one_advert_holds_too(client):
    application = draft()
    application.advert.own_closing_at = closed = clock.now()
    application.advert.save()
    sign_in(client, application.student)
    with clock.standing_at(one_second(closed, 1)):
        assert "Applications closed on" in text(client.post(page("check", application)))


def test_suspended_advert_does_not_claim_to_have_closed_just_now(client):
    application = draft()
    application.advert.state = "suspended"
    application.advert.save()
    sign_in(client, application.student)
    said = text(client.post(page("check", application)))
    assert "This advert does not take applications now." in said
    assert "Applications closed on" not in said


def test_second_round_takes_an_application_after_an_unsent_draft(client):
    old = draft()
    first = old.round
    opens = first.answer_by
    SecondRoundFactory(cycle=first.cycle, opens_at=opens)
    with clock.standing_at(opens):
        sign_in(client, old.student)
        assert "1 of 1 left" in text(client.get(apply_url(old.advert)))
        client.post(apply_url(old.advert))
    assert Application.objects.get(round__number=2).state == "draft"


@pytest.mark.parametrize(
    "name", ["edit", "check", "sent", "application", "delete", "cv", "withdraw"]
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_other_peoples_applications_are_not_found(client, name, method):
    """The other student has applied to the same advert and holds the same kind of draft."""
    state = "draft" if name in ("edit", "check", "delete") else "submitted"
    application = ApplicationFactory(state=state)
    sign_in(client, ApplicationFactory(state=state, advert=application.advert).student)
    response = getattr(client, method)(page(name, application))
    allowed = {("sent", "post"), ("application", "post"), ("cv", "post")}
    assert response.status_code == (405 if (name, method) in allowed else 404)
    application.refresh_from_db()
    assert application.state == state


def test_uploading_another_cv_replaces_the_first_and_its_file(
    client, django_capture_on_commit_callbacks
):
    application = draft()
    old = application.cv.name
    storage = application.cv.storage
    sign_in(client, application.student)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(page("edit", application), answers(application.advert, cv=upload()))
    application.refresh_from_db()
    assert application.cv.name != old
    assert (storage.exists(old), storage.exists(application.cv.name)) == (False, True)


def test_two_pages_are_kept_and_cut_on_request(client):
    """ST-08."""
    application = draft(files=False)
    sign_in(client, application.student)
    given = answers(application.advert, cv=upload(one_page_pdf(2)))
    said = text(client.post(page("edit", application), given))
    assert "Your CV has 2 pages; it has to be one page." in said
    assert "Keep only the first page" in said
    application.refresh_from_db()
    assert (bool(application.cv), application.cv_pages) == (True, 2)
    assert "2 pages" in text(client.post(page("check", application)))

    given = answers(application.advert, keep_first_page="on")
    del given["cv"]
    assert client.post(page("edit", application), given).url == page("check", application)
    application.refresh_from_db()
    assert application.cv_pages == 1
    assert client.post(page("check", application)).url == page("sent", application)


def test_sending_twice_leads_to_the_same_confirmation(client):
    application = draft()
    sign_in(client, application.student)
    for _ in range(2):
        assert client.post(page("check", application)).url == page("sent", application)
    assert Transition.objects.of(application).count() == 1


@pytest.mark.parametrize(("name", "queries"), [("edit", 11), ("check", 10), ("sent", 7)])
@pytest.mark.parametrize("others", [1, 3, 50])
def test_pages_ask_a_fixed_number_of_questions(
    client, django_assert_num_queries, name, queries, others
):
    """However many other applications, with CVs that could be used again, the student has."""
    state = "submitted" if name == "sent" else "draft"
    application = ApplicationFactory(state=state)
    for _ in range(others):
        ApplicationFactory(
            student=application.student,
            advert=AdvertFactory(cycle=application.advert.cycle),
            files=False,
            cv="cv/shared.pdf",
        )
    sign_in(client, application.student)
    with django_assert_num_queries(queries):
        client.get(page(name, application))
