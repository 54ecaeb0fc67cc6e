"""One applicant a screen: what the host reads, and what each press does."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.models import Application
from microinternships import clock
from microinternships.models import Transition
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfferFactory,
    OfficeFactory,
)

pytestmark = pytest.mark.django_db
QUERIES = 11


@pytest.fixture
def advert():
    return AdvertFactory(
        cycle=CycleFactory(phase="choosing"), places=2, question="Which archive do you love?"
    )


@pytest.fixture
def recruiter(advert, client):
    user = HostFactory(organisation=advert.organisation).user
    client.force_login(user)
    return user


def desk(application):
    return reverse("applications:applicant", args=[application.pk])


def press(client, application, action, **data):
    address = reverse("applications:decide", args=[application.pk])
    return client.post(address, {"action": action, **data}, follow=True)


def state_of(application) -> str:
    return Application.objects.get(pk=application.pk).state


def offered_buttons(response) -> dict[str, bool]:
    """Which buttons the page has, and whether each can be pressed."""
    choices = response.context["choices"].by_name
    return {name: choice.allowed for name, choice in choices.items()}


def test_the_desk_shows_what_the_student_sent(client, advert, recruiter):
    application = ApplicationFactory(
        advert=advert, student__name="Ada Example", statement="I like <b>letters</b>.", answer="All"
    )
    application.weeks.set(advert.offered_weeks[:1])
    page = client.get(desk(application)).text
    assert "I like &lt;b&gt;letters&lt;/b&gt;." in page
    assert "Which archive do you love?" in page
    assert page.count('<span class="tag tag-good">Free</span>') == 1
    assert page.count('<span class="tag tag-neutral">Not free</span>') == 1
    cv = reverse("applications:cv", args=[application.pk])
    assert f'<iframe class="document-page" src="{cv}#navpanes=0" title="CV of Ada Example"' in page
    assert f'<a href="{cv}">' in page


def test_reading_is_noted_once(client, advert, recruiter):
    application = ApplicationFactory(advert=advert)
    first = clock.now()
    with clock.standing_at(first):
        client.get(desk(application))
    with clock.standing_at(first + timedelta(hours=1)):
        client.get(desk(application))
    application.refresh_from_db()
    assert application.opened_at == first


def test_next_and_previous_follow_the_order_of_arrival(client, advert, recruiter):
    sent = clock.now() - timedelta(days=1)
    late, early, middle = (
        ApplicationFactory(advert=advert, submitted_at=sent + timedelta(hours=hours))
        for hours in (3, 1, 2)
    )
    seen = []
    for application in (early, middle, late):
        context = client.get(desk(application)).context
        beside = (context["before"], context["after"])
        seen.append(tuple(one and one.application.pk for one in beside))
    assert seen == [(None, middle.pk), (early.pk, late.pk), (middle.pk, None)]


@pytest.mark.parametrize(
    ("state", "action", "becomes"),
    [
        ("submitted", "shortlist", "shortlisted"),
        ("shortlisted", "put_back", "submitted"),
        ("submitted", "reserve", "reserve"),
        ("shortlisted", "reserve", "reserve"),
        ("unsuccessful", "reconsider", "submitted"),
    ],
)
def test_one_press_decides(client, advert, recruiter, state, action, becomes):
    application = ApplicationFactory(advert=advert, state=state)
    response = press(client, application, action)
    assert response.redirect_chain == [(desk(application), 302)]
    assert state_of(application) == becomes
    history = Transition.objects.of(application).values_list("event", "role", "by")
    assert list(history) == [(action, "host", recruiter.pk)]


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        ("submitted", {"offer", "shortlist", "reserve", "not_select"}),
        ("shortlisted", {"offer", "put_back", "reserve", "not_select"}),
        ("reserve", {"offer", "not_select"}),
        ("unsuccessful", {"reconsider", "give_feedback"}),
        ("declined", set()),
        ("withdrawn", set()),
        ("cancelled", set()),
        ("placed", set()),
    ],
)
def test_each_state_has_its_buttons(client, advert, recruiter, state, buttons):
    application = ApplicationFactory(advert=advert, state=state)
    shown = offered_buttons(client.get(desk(application)))
    assert shown == dict.fromkeys(buttons, True)


def test_after_the_deadline_the_buttons_are_disabled_and_say_why(client, advert, recruiter):
    application = ApplicationFactory(advert=advert)
    choose_by = application.round.choose_by
    with clock.standing_at(choose_by - timedelta(seconds=1)):
        assert set(offered_buttons(client.get(desk(application))).values()) == {True}
    with clock.standing_at(choose_by):
        response = client.get(desk(application))
        assert set(offered_buttons(response).values()) == {False}
        assert response.text.count("Ask the Internship Office.") == 1
        assert 'value="shortlist" disabled aria-describedby="why-deadline"' in response.text
        refused = press(client, application, "shortlist")
    assert "Ask the Internship Office." in refused.text
    assert state_of(application) == "submitted"


def test_a_full_advert_refuses_another_offer_and_says_so(client, advert, recruiter):
    OfferFactory.create_batch(2, application__advert=advert)
    application = ApplicationFactory(advert=advert)
    response = client.get(desk(application))
    assert offered_buttons(response) == {
        "offer": False,
        "shortlist": True,
        "reserve": True,
        "not_select": True,
    }
    assert "All 2 places are taken by offers and placements." in response.text


def test_not_selected_needs_a_reason_and_keeps_what_was_typed(client, advert, recruiter):
    application = ApplicationFactory(advert=advert)
    response = press(client, application, "not_select", feedback="Lovely <i>writing</i>")
    assert response.context["form"].errors == {
        "reason": ["Choose the reason the student will read."]
    }
    assert "Lovely &lt;i&gt;writing&lt;/i&gt;</textarea>" in response.text
    assert state_of(application) == "submitted"


def test_not_selected_keeps_reason_and_feedback(client, advert, recruiter):
    application = ApplicationFactory(advert=advert, state="reserve")
    sure = {"reason": "numbers", "feedback": "Lovely writing", "step": "confirm"}
    press(client, application, "not_select", **sure)
    application.refresh_from_db()
    assert (application.state, application.reason) == ("unsuccessful", "numbers")
    assert (application.feedback, application.reserve_rank) == ("Lovely writing", None)


def test_not_selected_too_late_says_why_and_keeps_what_was_typed(client, advert, recruiter):
    application = ApplicationFactory(advert=advert)
    with clock.standing_at(application.round.choose_by):
        response = press(client, application, "not_select", reason="numbers", feedback="Kept")
    assert "Ask the Internship Office." in response.context["form"].non_field_errors()[0]
    assert "Kept</textarea>" in response.text
    assert state_of(application) == "submitted"


def test_the_students_words_are_previewed(client, advert, recruiter):
    application = ApplicationFactory(advert=advert)
    address = reverse("applications:outcome_preview", args=[application.pk])
    page = client.post(address, {"reason": "numbers", "feedback": "Keep <b>going</b>"}).text
    assert "There were more strong applicants than places." in page
    assert "Keep &lt;b&gt;going&lt;/b&gt;" in page
    assert state_of(application) == "submitted"


def test_an_offer_is_withdrawn_with_a_reason(client, advert, recruiter):
    offer = OfferFactory(application__advert=advert)
    address = reverse("applications:rescind", args=[offer.application.pk])
    response = client.post(address, {"comment": " "})
    assert response.context["rescind_form"].errors == {
        "comment": ["Say why, in a sentence or two."]
    }
    assert state_of(offer.application) == "offered"
    client.post(address, {"comment": "The project has ended."})
    offer.refresh_from_db()
    assert (offer.state, state_of(offer.application)) == ("rescinded", "unsuccessful")
    note = Transition.objects.of(offer).get().note
    assert note.text == "The project has ended."
    assert "no open offer" in client.post(address, {"comment": "Again"}, follow=True).text


def test_a_withdrawn_offer_proposes_the_next_reserve(client, advert, recruiter):
    OfferFactory(application__advert=advert)
    offer = OfferFactory(application__advert=advert)
    reserve = ApplicationFactory(advert=advert, state="reserve", student__name="Jon Next")
    press = reverse("applications:offer_to_reserve", args=[reserve.pk])
    assert press not in client.get(desk(offer.application)).text
    address = reverse("applications:rescind", args=[offer.application.pk])
    page = client.post(address, {"comment": "Illness"}, follow=True).text
    assert f'action="{press}"' in page
    assert "Offer Jon Next the place</button>" in page


def test_a_name_blind_desk_hides_name_and_cv_until_shortlisted(client, advert, recruiter):
    advert.name_blind = True
    advert.save()
    application = ApplicationFactory(advert=advert, student__name="Ada Secret")
    cv = reverse("applications:cv", args=[application.pk])
    page = client.get(desk(application)).text
    assert "Applicant 1" in page
    assert "it is hidden until you shortlist Applicant 1" in page
    assert [word for word in ("Ada", "Secret", cv) if word in page] == []
    assert client.get(cv).status_code == 404
    page = press(client, application, "shortlist").text
    assert "Ada Secret" in page
    assert cv in page
    assert Application.objects.cv_readable_by(recruiter, clock.now()).get() == application


def test_the_blind_message_does_not_name_who_was_taken_off_the_shortlist(client, advert, recruiter):
    advert.name_blind = True
    advert.save()
    application = ApplicationFactory(advert=advert, state="submitted", student__name="Ada Secret")
    page = press(client, application, "not_select", reason="numbers", step="confirm").text
    assert "Applicant 1 is not selected." in page
    assert "Ada Secret" not in page


def test_others_get_a_404_for_every_address(client, advert):
    offer = OfferFactory(application__advert=advert)
    application = offer.application
    approver = HostFactory(
        organisation=advert.organisation, is_recruiter=False, is_admin=False
    ).user
    for user in (HostFactory().user, approver, application.student.user, OfficeFactory()):
        client.force_login(user)
        for name in ("applicant", "decide", "outcome_preview", "make_offer", "rescind"):
            address = reverse(f"applications:{name}", args=[application.pk])
            assert client.post(address, {"comment": "x"}).status_code == 404
        assert client.get(desk(application)).status_code == 404
    assert state_of(application) == "offered"


def test_drafts_and_archived_applications_are_not_there(client, advert, recruiter):
    draft = ApplicationFactory(advert=advert, state="draft")
    application = ApplicationFactory(advert=advert)
    assert client.get(desk(draft)).status_code == 404
    assert client.get(desk(application)).status_code == 200
    with clock.standing_at(advert.cycle.archive_at):
        assert client.get(desk(application)).status_code == 404


def test_decisions_are_made_by_post_only(client, advert, recruiter):
    application = ApplicationFactory(advert=advert)
    for name in ("decide", "outcome_preview", "rescind"):
        assert client.get(reverse(f"applications:{name}", args=[application.pk])).status_code == 405


def test_an_action_nobody_knows_changes_nothing(client, advert, recruiter):
    application = ApplicationFactory(advert=advert)
    for action in ("", "accepted", "cancel", "withdraw"):
        press(client, application, action)
    assert state_of(application) == "submitted"


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_desk_asks_as_much_for_one_as_for_fifty(
    client, advert, recruiter, count, django_assert_num_queries
):
    applications = ApplicationFactory.create_batch(count, advert=advert, opened_at=clock.now())
    ApplicationFactory(advert=advert, state="reserve")
    with django_assert_num_queries(QUERIES):
        client.get(desk(applications[0]))
