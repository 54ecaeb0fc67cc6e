"""Saving an advert, and what cards say to their reader."""

import pytest
from django.urls import reverse

from applications.cards import my_applications
from applications.models import SavedAdvert
from microinternships import clock
from tests.applications.students import draft, offered, sign_in
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    StudentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def save_url(advert) -> str:
    return reverse("applications:save", args=[advert.pk])


def test_each_press_says_what_it_wants_so_that_a_double_press_changes_nothing_more(client):
    student, advert = sign_in(client, StudentFactory()), AdvertFactory()
    for keep, expected in (("yes", 1), ("yes", 1), ("no", 0), ("no", 0), ("yes", 1)):
        assert client.post(save_url(advert), {"keep": keep}).url == reverse("applications:mine")
        assert SavedAdvert.objects.filter(student=student, advert=advert).count() == expected


def test_a_script_gets_the_button_that_undoes_it(client):
    sign_in(client, StudentFactory())
    advert = AdvertFactory()
    for keep, undoes in (("yes", "no"), ("no", "yes")):
        button = client.post(save_url(advert), {"keep": keep}, headers={"HX-Request": "true"})
        assert f'value="{undoes}"' in button.content.decode()
        assert button.content.decode().count("<button") == 1


def test_the_button_stands_on_cards_for_students_alone(client):
    advert = AdvertFactory()
    browse = reverse("placements:browse")
    assert save_url(advert) not in client.get(browse).content.decode()
    sign_in(client, StudentFactory())
    assert save_url(advert) in client.get(browse).content.decode()


def test_button_leads_back_but_never_to_another_site(client):
    sign_in(client, StudentFactory())
    advert = AdvertFactory()
    back = [
        client.post(save_url(advert), {"next": address}).url
        for address in (f"/adverts/{advert.pk}/", "https://evil.example/", "//evil.example/")
    ]
    mine = reverse("applications:mine")
    assert back == [f"/adverts/{advert.pk}/#advert-{advert.pk}", mine, mine]


def test_only_a_press_saves_and_only_a_student_can(client):
    advert = AdvertFactory()
    assert client.post(save_url(advert)).status_code == 302
    client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(save_url(advert)).status_code == 404
    sign_in(client, StudentFactory())
    assert client.get(save_url(advert)).status_code == 405
    assert not SavedAdvert.objects.exists()


def test_advert_that_is_not_published_cannot_be_saved(client):
    sign_in(client, StudentFactory())
    assert client.post(save_url(AdvertFactory(state="draft"))).status_code == 404


def test_list_is_by_deadline_with_my_own_status_and_without_what_others_saved(client):
    """ST-25."""
    student = sign_in(client, StudentFactory())
    over = AdvertFactory(title="Over", cycle=CycleFactory(phase="choosing"))
    soon, sent = AdvertFactory(title="Soon"), AdvertFactory(title="Applied for")
    ApplicationFactory(student=student, advert=sent)
    gone = AdvertFactory(title="Gone", state="withdrawn")
    for advert in (over, sent, soon, gone):
        SavedAdvert.objects.create(student=student, advert=advert, saved_at=clock.now())
    theirs = AdvertFactory(title="Theirs")
    SavedAdvert.objects.create(student=StudentFactory(), advert=theirs, saved_at=clock.now())
    response = client.get(reverse("applications:mine"))
    rows = response.context["saved"]
    assert {row["advert"].title for row in rows} == {"Over", "Soon", "Applied for"}
    assert rows[-1]["advert"] == over
    status = {row["advert"].title: row["status"] and row["status"].word for row in rows}
    assert status == {"Over": None, "Soon": None, "Applied for": "Sent"}


def test_cards_say_how_their_reader_stands():
    student = StudentFactory()
    cycle = CycleFactory()
    plain, saved, begun, sent = (AdvertFactory(cycle=cycle) for _ in range(4))
    SavedAdvert.objects.create(student=student, advert=saved, saved_at=clock.now())
    ready = draft(student=student, advert=begun)
    ApplicationFactory(student=student, advert=sent, state="shortlisted")
    ApplicationFactory(advert=plain)
    offer = offered(student)
    adverts = [plain, saved, begun, sent, offer.application.advert]
    said = my_applications(student.user, adverts, clock.now())
    assert {key: (one.state, one.saved) for key, one in said.items()} == {
        saved.pk: ("", True),
        begun.pk: ("Draft", False),
        sent.pk: ("Applied", False),
        offer.application.advert_id: ("Offer", False),
    }
    assert said[begun.pk].url == reverse("applications:edit", args=[ready.pk])


@pytest.mark.parametrize("count", [1, 3, 50])
def test_cards_ask_a_fixed_number_of_questions(django_assert_num_queries, count):
    student, cycle = StudentFactory(), CycleFactory()
    adverts = [AdvertFactory(cycle=cycle) for _ in range(count)]
    for advert in adverts:
        ApplicationFactory(student=student, advert=advert, files=False)
    with django_assert_num_queries(4):  # and one for whose row of the register this is
        my_applications(student.user, adverts, clock.now())
