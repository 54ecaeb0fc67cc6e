"""How people say they are called, and who reads it."""

import pytest
from django.urls import reverse

from accounts.models import User
from tests.factories import (
    ApplicationFactory,
    HostFactory,
    PlacementFactory,
    StudentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
DETAILS = "accounts:details"


@pytest.mark.parametrize(
    ("known_as", "pronouns", "sentence"),
    [
        ("", "", ""),
        ("Sam", "", "known as Sam"),
        ("", "they/them", "they/them"),
        ("Sam", "they/them", "known as Sam, they/them"),
    ],
)
def test_how_to_address_says_what_was_asked(known_as, pronouns, sentence):
    student = StudentFactory(user__known_as=known_as, user__pronouns=pronouns)
    assert (student.user.how_to_address, student.how_to_address) == (sentence, sentence)


def test_a_student_without_an_account_has_asked_nothing():
    assert StudentFactory(user=None).how_to_address == ""


def test_somebody_says_how_they_are_called(client):
    user = UserFactory(name="")
    client.force_login(user)
    sent = {"name": "Samira Example", "known_as": "Sam", "pronouns": "she/her"}
    assert client.post(reverse(DETAILS), sent).url == reverse(DETAILS)
    stored = User.objects.get(pk=user.pk)
    assert {name: getattr(stored, name) for name in sent} == sent
    assert "Your details are saved." in client.get(reverse(DETAILS)).text


def test_a_name_is_asked_for_and_nothing_typed_is_lost(client):
    user = UserFactory(name="Samira Example")
    client.force_login(user)
    response = client.post(reverse(DETAILS), {"name": " ", "known_as": "Sam", "pronouns": ""})
    assert response.context["form"].errors == {"name": ["Give your full name."]}
    assert 'value="Sam"' in response.text
    assert User.objects.get(pk=user.pk).known_as == ""


def test_a_students_full_name_is_the_registers(client):
    student = StudentFactory(name="Samira Register", user__name="Samira Register")
    client.force_login(student.user)
    page = client.get(reverse(DETAILS))
    assert "Samira Register" in page.text
    assert list(page.context["form"].fields) == ["known_as", "pronouns"]
    client.post(reverse(DETAILS), {"name": "Somebody Else", "known_as": "Sam"})
    stored = User.objects.get(pk=student.user_id)
    assert (stored.name, stored.known_as) == ("Samira Register", "Sam")


@pytest.mark.parametrize(
    ("name_blind", "state", "read"),
    [(False, "submitted", True), (True, "submitted", False), (True, "shortlisted", True)],
)
def test_hosts_read_it_on_an_application_unless_names_are_hidden(client, name_blind, state, read):
    application = ApplicationFactory(
        state=state,
        advert__cycle__phase="choosing",
        advert__name_blind=name_blind,
        student__user__known_as="Sammy",
        student__user__pronouns="they/them",
    )
    client.force_login(HostFactory(organisation=application.advert.organisation).user)
    page = client.get(reverse("applications:applicant", args=[application.pk])).text
    assert ("known as Sammy, they/them" in page) == read
    assert ("Sammy" in page) == read


def test_hosts_read_it_on_a_placement(client):
    placement = PlacementFactory(student__user__pronouns="they/them")
    client.force_login(HostFactory(organisation=placement.advert.organisation).user)
    assert "they/them" in client.get(reverse("placements:placement", args=[placement.pk])).text
