"""Asking to act for an organisation: who is told, who answers, and what is told of that."""

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import User
from microinternships import clock
from placements.models import JoinRequest, Role
from placements.workflow import invitations
from tests.alert_letters import posted
from tests.factories import (
    HostFactory,
    JoinRequestFactory,
    OfficeFactory,
    UserFactory,
)
from tests.placements.people import codes

pytestmark = pytest.mark.django_db
APPROVER = Role.APPROVER


@pytest.fixture
def kit() -> User:
    return UserFactory(email="kit@example.org", name="Kit Colleague")


def test_the_desk_of_an_admin_says_how_many_ask(client, organisation, admin):
    colleague = HostFactory(organisation=organisation, is_admin=False).user
    JoinRequestFactory.create_batch(2, organisation=organisation)
    JoinRequestFactory(organisation=organisation, answered_at=clock.now())
    for user, told in ((admin, True), (colleague, False)):
        client.force_login(user)
        page = client.get(reverse("placements:desk")).text
        assert ("Answer: 2 people ask to act for Example Map Room" in page) == told


@pytest.fixture
def asked(organisation, admin, kit) -> JoinRequest:
    return invitations.ask_to_join(
        organisation, message="I am the new curator.", by=kit, now=clock.now()
    )


def test_admins_are_told_who_asks_and_why(organisation, admin, asked):
    assert posted() == [(admin.email, "Kit Colleague asks to act for Example Map Room")]
    (letter,) = mail.outbox
    assert "Kit Colleague (kit@example.org) asks to act" in letter.body
    assert "“I am the new curator.”" in letter.body
    assert reverse("placements:people", args=[organisation.pk]) in letter.body


def test_the_office_is_told_where_no_admin_is_left(organisation, kit):
    HostFactory(organisation=organisation, user__is_active=False)
    officer = OfficeFactory()
    invitations.ask_to_join(organisation, message="", by=kit, now=clock.now())
    assert [to for to, _ in posted()] == [officer.email]
    there = reverse("placements:people", args=[organisation.pk])
    assert there in mail.outbox[0].body


def test_asking_twice_asks_once(organisation, admin, kit, asked):
    assert invitations.ask_to_join(organisation, message="", by=kit, now=clock.now()).pk == asked.pk
    assert len(posted()) == 1


def test_who_acts_for_it_has_nothing_to_ask(organisation, admin):
    given = {"message": "", "by": admin, "now": clock.now()}
    assert codes(invitations.ask_to_join, organisation, **given) == {"member"}


def answer(client, asked, **data):
    address = reverse("placements:join_answer", args=[asked.pk])
    return client.post(address, data, follow=True)


def test_an_admin_lets_somebody_join(client, organisation, admin, kit, asked):
    client.force_login(admin)
    shown = answer(client, asked, yes="1")
    ((_, form),) = shown.context["asked"]
    assert form.errors == {"roles": ["Choose at least one role."]}
    assert "<title>Error: People of Example Map Room" in shown.text
    sent = {f"request-{asked.pk}-roles": [APPROVER], "yes": "1"}
    shown = answer(client, asked, **sent)
    assert "Kit Colleague acts for Example Map Room now." in shown.text
    assert organisation.members.get(user=kit).roles == [APPROVER]
    asked.refresh_from_db()
    assert (asked.admitted, asked.answered_at is not None) == (True, True)
    assert posted() == [("kit@example.org", "What you look after for Example Map Room")]


def test_an_admin_says_no(client, organisation, admin, kit, asked):
    client.force_login(admin)
    sent = {f"request-{asked.pk}-roles": [APPROVER], "no": "1"}
    shown = answer(client, asked, **sent)
    assert "Kit Colleague was told that you said no." in shown.text
    assert not organisation.members.filter(user=kit).exists()
    assert posted() == [("kit@example.org", "Your request to act for Example Map Room")]
    shown = answer(client, asked, **sent)
    assert "Somebody has answered this request already." in shown.text


def test_nobody_but_an_admin_answers(client, organisation, asked):
    colleague = HostFactory(organisation=organisation, is_admin=False).user
    for user in (colleague, HostFactory().user, asked.user):
        client.force_login(user)
        assert answer(client, asked, no="1").status_code == 404
    assert JoinRequest.objects.get().answered_at is None
