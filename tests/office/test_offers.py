"""The Office makes and changes an offer for a host who asks."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.models import Application, Offer
from microinternships import clock
from tests.factories import AdvertFactory, ApplicationFactory, CycleFactory, OfferFactory
from tests.factories import OfficeFactory as Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(client):
    client.force_login(Office())
    return ApplicationFactory(advert=AdvertFactory(cycle=CycleFactory(phase="choosing")))


def address(subject, event) -> str:
    opts = subject._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_do", args=[subject.pk, event])


def typed(week, **changes) -> dict:
    days = {f"{day:%Y-%m-%d}": "in_person" for day in week.dates}
    terms = {
        "day_starts": "09:00",
        "day_ends": "17:30",
        "unpaid_break": "60",
        "zone": "Europe/London",
        "place": "1 Example Street",
        "contact_name": "Robin Example",
        "contact_email": "robin@example.org",
        "comment": "The host asked us by telephone.",
    }
    return days | terms | changes


def test_an_offer_is_made_after_the_hosts_deadline(client, application):
    week = application.advert.cycle.ordered_weeks[1]
    with clock.standing_at(application.round.choose_by + timedelta(seconds=1)):
        page = client.get(address(application, "offer"))
        assert f"{week.starts_on:%A %-d %B %Y}" in page.text
        client.post(address(application, "offer"), typed(week))
    offer = Offer.objects.get(application=application)
    assert (offer.week, offer.place, offer.contact_name) == (
        week,
        "1 Example Street",
        "Robin Example",
    )
    assert [day for day, _ in offer.dated_days] == week.dates


def test_the_record_of_an_offer_tells_each_day_with_its_mode(client, application):
    offer = OfferFactory(application=application)
    page = client.get(reverse("admin:applications_offer_change", args=[offer.pk])).text
    days = (f"{day:%A %-d %B %Y}: in person" for day, _ in offer.dated_days)
    assert "<br>".join(days) in page


def test_without_days_the_sentence_is_shown_and_nothing_happens(client, application):
    days = {f"{day:%Y-%m-%d}": "" for day in application.advert.cycle.ordered_weeks[0].dates}
    week = application.advert.cycle.ordered_weeks[0]
    page = client.post(address(application, "offer"), typed(week) | days).text
    assert "Choose one of the advert" in page
    assert Application.objects.get(pk=application.pk).state == "submitted"


@pytest.fixture
def offer(client):
    client.force_login(Office())
    return OfferFactory(joining_instructions="Ring the bell.")


def test_an_open_offer_is_changed_from_what_it_says(client, offer):
    page = client.get(address(offer, "amend"))
    form = page.context["form"]
    assert form["joining_instructions"].value() == "Ring the bell."
    given = {field.name: field.value() or "" for field in form}
    given |= {"place": "2 Example Street", "comment": "They moved."}
    client.post(address(offer, "amend"), given)
    offer.refresh_from_db()
    assert (offer.place, offer.terms_version) == ("2 Example Street", 2)
    assert [day for day, _ in offer.dated_days] == offer.week.dates


def test_an_offer_that_would_say_the_same_is_not_sent_again(client, offer):
    form = client.get(address(offer, "amend")).context["form"]
    given = {field.name: field.value() or "" for field in form} | {"comment": "Again."}
    assert "Nothing is changed yet." in client.post(address(offer, "amend"), given).text
    offer.refresh_from_db()
    assert offer.terms_version == 1
