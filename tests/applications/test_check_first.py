"""HO-17: before an offer and before "not selected" the host reads the very letter, or goes back."""

from datetime import timedelta

import pytest
from django.urls import reverse

from alerts import sender
from alerts.models import Alert, Message
from applications.models import Application, Offer
from microinternships import clock
from microinternships.models import Transition
from tests.applications.test_make_offer import terms
from tests.factories import AdvertFactory, ApplicationFactory, CycleFactory, HostFactory

pytestmark = pytest.mark.django_db
NO = {"action": "not_select", "reason": "skills", "feedback": "Say more about <archives>."}


@pytest.fixture
def advert():
    return AdvertFactory(cycle=CycleFactory(phase="choosing"), title="Sorting letters")


@pytest.fixture
def host(client, advert):
    user = HostFactory(organisation=advert.organisation).user
    client.force_login(user)
    return user


@pytest.fixture
def application(advert):
    known_as = {"student__user__name": "Sam Secret", "student__name": "Sam Secret"}
    return ApplicationFactory(advert=advert, **known_as)


def offering(client, application, step):
    address = reverse("applications:make_offer", args=[application.pk])
    return client.post(address, terms(application.advert, step=step))


def refusing(client, application, step=""):
    address = reverse("applications:decide", args=[application.pk])
    return client.post(address, NO | {"step": step})


def letter(response) -> str:
    return response.context["letter"].body


def untouched(application) -> bool:
    """Whether nothing has happened: no decision, no history, no letter."""
    traces = (Transition.objects, Alert.objects, Offer.objects)
    same = Application.objects.get(pk=application.pk).state == application.state
    return same and not any(rows.exists() for rows in traces)


@pytest.mark.parametrize("step", ["", None])
def test_an_offer_is_checked_before_it_is_made(client, host, application, step):
    response = offering(client, application, step)
    assert "What Sam Secret will read" in response.text
    assert "offers you a place on “Sorting letters”" in letter(response)
    assert "“Welcome.”" in letter(response)
    assert untouched(application)


def test_the_letter_read_is_the_letter_sent(client, host, application):
    read = letter(offering(client, application, ""))
    offering(client, application, "confirm")
    sender.send_due(clock.now())
    sent = Message.objects.get(alert__kind="you_have_an_offer").body_text
    assert sent.startswith(read)


def test_confirming_from_the_check_page_carries_every_answer(client, host, application):
    page = offering(client, application, "")
    fields = {field.html_name: field.value() for field in page.context["form"]}
    hidden = {name: value for name, value in fields.items() if value is not None}
    address = reverse("applications:make_offer", args=[application.pk])
    client.post(address, hidden | {"step": "confirm"})
    made = application.offers.get()
    assert (made.message, made.contact_name) == ("Welcome.", "Robin Example")


def test_going_back_keeps_what_was_typed(client, host, application):
    page = offering(client, application, "change").text
    assert "Ring the bell.</textarea>" in page
    assert "Check the offer</button>" in page
    assert untouched(application)


def test_what_stands_in_the_way_is_said_before_anybody_confirms(client, host, application):
    application.weeks.clear()
    address = reverse("applications:make_offer", args=[application.pk])
    response = client.post(address, terms(application.advert, day_ends="23:00"))
    assert response.context["form"].errors
    assert untouched(application)


def test_not_selected_is_checked_before_it_is_decided(client, host, application):
    response = refusing(client, application)
    assert "Check your decision on Sam Secret" in response.text
    assert "Other applicants showed more of the skills this project needs" in letter(response)
    assert "Say more about &lt;archives&gt;." in response.text
    assert untouched(application)
    refusing(client, application, "confirm")
    assert Application.objects.get(pk=application.pk).state == "unsuccessful"


def test_going_back_from_not_selected_keeps_what_was_typed(client, host, application):
    page = refusing(client, application, "change")
    assert "Say more about &lt;archives&gt;.</textarea>" in page.text
    assert page.context["form"]["reason"].value() == "skills"
    assert untouched(application)


def test_a_host_does_not_learn_what_else_the_student_has_open(client, host, application):
    for _ in range(2):
        ApplicationFactory(student=application.student, advert__cycle=application.advert.cycle)
    AdvertFactory(cycle=CycleFactory(phase="open"))
    text = letter(refusing(client, application))
    assert "under way" not in text
    assert "still open" not in text


@pytest.mark.parametrize("decide", [offering, refusing])
def test_a_name_that_is_hidden_stays_hidden(client, host, advert, application, decide):
    advert.name_blind = True
    advert.save()
    response = decide(client, application, "")
    assert letter(response).startswith("Dear Applicant 1,")
    assert "Sam" not in response.text


@pytest.mark.parametrize(
    ("held", "offer_says", "refusal_says"),
    [
        (True, "nobody learns that it was made", "together with everybody else"),
        (False, "they will have read it", "they will have read this"),
    ],
)
def test_it_says_when_the_student_is_told_and_what_can_be_undone(
    client, held, offer_says, refusal_says
):
    cycle = CycleFactory(phase="choosing", rounds_and_weeks__held=held)
    application = ApplicationFactory(advert__cycle=cycle)
    client.force_login(HostFactory(organisation=application.advert.organisation).user)
    assert offer_says in offering(client, application, "").text
    assert refusal_says in refusing(client, application).text


def test_too_late_is_said_on_the_check_page_already(client, host, application):
    with clock.standing_at(application.round.choose_by + timedelta(seconds=1)):
        for response in (offering(client, application, ""), refusing(client, application)):
            assert "Hosts chose by" in response.text
            assert "letter" not in response.context
    assert untouched(application)
