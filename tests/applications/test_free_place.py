"""HO-31: a place that came back is offered to the next reserve in one press."""

import pytest
from django.urls import reverse

from applications.models import Application, Offer
from applications.workflow import offer_machine
from placements.workflow import placement_machine
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfferFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def advert():
    return AdvertFactory(cycle=CycleFactory(phase="released"))


@pytest.fixture
def host(client, advert):
    member = HostFactory(organisation=advert.organisation, is_recruiter=True)
    client.force_login(member.user)
    return member.user


@pytest.fixture
def offer(advert):
    return OfferFactory(application__advert=advert, message="For you alone", place="9 Example Lane")


@pytest.fixture
def reserve(advert):
    return ApplicationFactory(
        advert=advert, state="reserve", reserve_rank=1, student__name="Jon Next"
    )


def declined(offer):
    return offer_machine.fire("decline", offer, by=offer.application.student.user)


def cancelled(offer):
    student = offer.application.student.user
    placement = offer_machine.fire("accept", offer, by=student, terms_version=1).placement
    return placement_machine.fire("cancel", placement, by=student, comment="Ill.")


def address(reserve) -> str:
    return reverse("applications:offer_to_reserve", args=[reserve.pk])


def page_of(client, advert) -> str:
    return client.get(reverse("applications:applicants", args=[advert.pk])).text


@pytest.mark.parametrize("free", [declined, cancelled])
def test_one_press_makes_the_same_offer_to_the_next(client, host, advert, offer, reserve, free):
    free(offer)
    assert f'action="{address(reserve)}"' in page_of(client, advert)
    page = client.post(address(reserve), follow=True).text
    assert "A place is offered to Jon Next, who is told now." in page
    made = Offer.objects.made().get()
    assert (made.application, made.follows) == (reserve, offer)
    assert (made.week, made.days, made.place) == (offer.week, offer.days, "9 Example Lane")
    assert made.message == ""
    assert address(reserve) not in page


def test_a_second_press_makes_no_second_offer(client, host, offer, reserve):
    declined(offer)
    client.post(address(reserve))
    page = client.post(address(reserve), follow=True).text
    assert "This application has moved on since you opened it." in page
    assert Offer.objects.made().count() == 1


def test_no_press_while_no_place_is_free(client, host, advert, offer, reserve):
    assert address(reserve) not in page_of(client, advert)
    client.post(address(reserve))
    assert Application.objects.get(pk=reserve.pk).state == "reserve"


def test_whoever_is_not_free_that_week_is_offered_a_place_by_the_form(
    client, host, advert, offer, reserve
):
    reserve.weeks.remove(offer.week)
    declined(offer)
    form = reverse("applications:make_offer", args=[reserve.pk])
    page = page_of(client, advert)
    assert address(reserve) not in page
    assert f'<a href="{form}">Offer Jon Next the place</a>' in page
    assert client.post(address(reserve)).url == form


def test_a_refusal_is_told_and_changes_nothing(client, host, advert, offer, reserve):
    declined(offer)
    OfferFactory(application__advert=advert)
    page = client.post(address(reserve), follow=True).text
    assert "The one place is taken by offers and placements." in page
    assert Application.objects.get(pk=reserve.pk).state == "reserve"
