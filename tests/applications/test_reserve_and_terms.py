"""A host orders the reserve list, and changes an offer that is still open."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.models import Application, Offer
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from tests.applications.students import bytes_of, offered, sign_in
from tests.factories import AdvertFactory, ApplicationFactory, CycleFactory, HostFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def ranks() -> dict[int, int]:
    rows = Application.objects.filter(state="reserve").order_by("reserve_rank", "pk")
    return dict(rows.values_list("pk", "reserve_rank"))


@pytest.fixture
def reserves():
    """Three, with a gap where somebody has left the list."""
    advert = AdvertFactory(cycle=CycleFactory(phase="released"))
    return [ApplicationFactory(advert=advert, state="reserve", reserve_rank=n) for n in (1, 3, 4)]


def test_moving_along_the_list_keeps_the_ranks_from_one_to_n(reserves):
    host = HostFactory(organisation=reserves[0].advert.organisation).user
    first, second, third = (one.pk for one in reserves)
    for event, who, expected in (
        ("move_up", third, [first, third, second]),
        ("move_up", third, [third, first, second]),
        ("move_up", third, [third, first, second]),
        ("move_down", first, [third, second, first]),
        ("move_down", first, [third, second, first]),
    ):
        application = Application.objects.get(pk=who)
        application_machine.fire(event, application, by=host)
        assert ranks() == dict(zip(expected, (1, 2, 3), strict=True))


def test_the_list_of_another_advert_stays_as_it_is(reserves):
    other = ApplicationFactory(state="reserve", reserve_rank=7)
    host = HostFactory(organisation=reserves[0].advert.organisation).user
    application_machine.fire("move_down", reserves[0], by=host)
    assert ranks()[other.pk] == 7


def test_the_buttons_stand_where_they_move_something(client, reserves):
    advert = reserves[0].advert
    client.force_login(HostFactory(organisation=advert.organisation).user, backend=BACKEND)
    url = reverse("applications:applicants", args=[advert.pk])
    page = bytes_of(client.get(url)).decode()
    assert (page.count('value="move_up"'), page.count('value="move_down"')) == (2, 2)
    decide = reverse("applications:decide", args=[reserves[2].pk])
    assert client.post(decide, {"action": "move_up"}).url == url
    assert list(ranks()) == [reserves[0].pk, reserves[2].pk, reserves[1].pk]
    with clock.standing_at(advert.cycle.reserve_ends_at):
        assert 'value="move_up"' not in bytes_of(client.get(url)).decode()
        client.post(decide, {"action": "move_up"})
    assert list(ranks()) == [reserves[0].pk, reserves[2].pk, reserves[1].pk]


def sent(page, **changes) -> dict:
    form = page.context["form"]
    given = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in given.items() if value is not None} | changes


def test_a_changed_offer_is_accepted_only_as_it_was_read(client):
    offer = offered(place="1 Example Street")
    application = offer.application
    host = HostFactory(organisation=application.advert.organisation).user
    client.force_login(host, backend=BACKEND)
    url = reverse("applications:change_offer", args=[application.pk])
    data = sent(client.get(url), place="2 Example Street", comment="We have moved.")
    assert "Say why" in bytes_of(client.post(url, {**data, "comment": ""})).decode()
    answer = client.post(url, data)
    assert answer.status_code == 302, answer.context["form"].errors
    changed = Offer.objects.get()
    assert (changed.terms_version, changed.place) == (2, "2 Example Street")
    assert changed.days == offer.days

    sign_in(client, application.student)
    accept = reverse("applications:accept", args=[offer.pk])
    refused = bytes_of(client.post(accept, {"terms_version": 1})).decode()
    assert "The host has changed this offer. Read the new terms first." in refused
    for page in (
        refused,
        bytes_of(client.get(reverse("applications:offer", args=[offer.pk]))).decode(),
    ):
        assert "We have moved." in page
        assert "Where: 1 Example Street, now 2 Example Street" in page
    assert client.post(accept, {"terms_version": 2}).status_code == 302
    assert Offer.objects.get().state == "accepted"


def test_what_changed_before_the_release_was_never_otherwise(client):
    offer = offered(held=True, phase="choosing")
    application = offer.application
    host = HostFactory(organisation=application.advert.organisation).user
    offer_machine.fire("amend", offer, by=host, comment="SECRET", place="2 Example Street")
    sign_in(client, application.student)
    with clock.standing_at(application.round.release_at + timedelta(seconds=1)):
        page = bytes_of(client.get(reverse("applications:offer", args=[offer.pk]))).decode()
    assert "2 Example Street" in page
    assert "SECRET" not in page


def test_nobody_elses_offer_is_changed(client):
    offer = offered()
    url = reverse("applications:change_offer", args=[offer.application_id])
    for user in (HostFactory().user, offer.application.student.user):
        client.force_login(user, backend=BACKEND)
        assert client.get(url).status_code == 404
