"""Inviting a colleague by e-mail: who may, until when, and what is told."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse

from accounts.models import User
from alerts.models import Alert, Message
from microinternships import clock
from placements.models import HostMember, Invitation, Role
from placements.workflow import invitations
from tests.accounts.test_sign_in import code_in
from tests.alert_letters import posted
from tests.factories import (
    HostFactory,
    InvitationFactory,
    JoinRequestFactory,
    OfficeFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.placements.people import codes
from tests.threads import at_once, doing

pytestmark = pytest.mark.django_db
ADMIN, RECRUITER, APPROVER = Role
SECOND = timedelta(seconds=1)


@pytest.fixture
def invitation(organisation, admin) -> Invitation:
    return InvitationFactory(
        organisation=organisation,
        email="Kit@example.org",
        invited_by=admin,
        is_admin=False,
        is_approver=False,
    )


@pytest.fixture
def kit() -> User:
    return UserFactory(email="kit@example.org", name="Kit Colleague")


def accept(invitation, by, now=None):
    return invitations.accept(invitation, by=by, now=now or clock.now())


def address(invitation) -> str:
    return reverse("placements:invitation", args=[invitation.token])


# Inviting


def test_an_admin_invites_somebody_without_an_account(client, organisation, admin):
    client.force_login(admin)
    sent = {"email": "new@example.org", "roles": [RECRUITER, APPROVER]}
    people = reverse("placements:people", args=[organisation.pk])
    shown = client.post(people, sent, follow=True)
    invited = Invitation.objects.get()
    assert (invited.email, invited.roles) == ("new@example.org", [RECRUITER, APPROVER])
    assert "new@example.org is invited. The invitation runs out on" in shown.text
    assert posted() == [("new@example.org", "Act for Example Map Room in Oxford Micro-Internships")]
    (letter,) = mail.outbox
    assert address(invited) in letter.body
    assert "Ada Admin asks you to act for Example Map Room" in letter.body
    assert "as recruiter and approver." in letter.body
    (alert,) = Alert.objects.all()
    assert (alert.recipient, alert.subscription, alert.to_subject) == (None, None, True)
    assert Message.objects.get().recipient is None


@pytest.mark.parametrize(
    ("sent", "errors"),
    [
        (
            {"email": "", "roles": [ADMIN]},
            {"email": ["Give your colleague's e-mail address."]},
        ),
        (
            {"email": "kit", "roles": [ADMIN]},
            {"email": ["Give an e-mail address, as in name@example.org."]},
        ),
        ({"email": "new@example.org"}, {"roles": ["Choose at least one role."]}),
        (
            {"email": "KIT@example.org", "roles": [ADMIN]},
            {"email": ["KIT@example.org has an invitation already. You can send it again."]},
        ),
        (
            {"email": "Host@Example.org", "roles": [ADMIN]},
            {"email": ["Hal Host acts for Example Map Room already. You can change their roles."]},
        ),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client, organisation, admin, invitation, sent, errors
):
    HostFactory(organisation=organisation, user__email="host@example.org", user__name="Hal Host")
    client.force_login(admin)
    shown = client.post(reverse("placements:people", args=[organisation.pk]), sent)
    form = shown.context["form"]
    assert form.errors == errors
    assert {name: form[name].value() for name in sent} == sent
    assert Invitation.objects.count() == 1


def test_only_so_many_invitations_wait_at_a_time(organisation, admin):
    InvitationFactory.create_batch(invitations.MOST_WAITING - 1, organisation=organisation)
    given = {"roles": [RECRUITER], "by": admin, "now": clock.now()}
    invitations.invite(organisation, email="last@example.org", **given)
    more = {**given, "email": "more@example.org"}
    assert codes(invitations.invite, organisation, **more) == {"too_many"}


def test_only_so_many_are_sent_in_a_day(client, settings, organisation, admin):
    limits = {**settings.ACCOUNT_RATE_LIMITS, "invitation": "2/1d/user"}
    settings.ACCOUNT_RATE_LIMITS = limits
    client.force_login(admin)
    people = reverse("placements:people", args=[organisation.pk])
    sent = [{"email": f"new{n}@example.org", "roles": [RECRUITER]} for n in range(3)]
    assert [client.post(people, one).status_code for one in sent] == [302, 302, 429]
    assert Invitation.objects.count() == 2


def test_the_ledger_says_that_it_went_to_an_address(client, organisation, admin):
    given = {"roles": [RECRUITER], "by": admin, "now": clock.now()}
    invitations.invite(organisation, email="new@example.org", **given)
    client.force_login(OfficeFactory())
    page = client.get(reverse("admin:alerts_alert_changelist")).text
    assert "The address that its subject carries" in page
    assert "new@example.org" not in page


def test_only_admins_and_the_office_invite(organisation, admin):
    colleague = HostFactory(organisation=organisation, is_admin=False).user
    given = {"email": "new@example.org", "roles": [RECRUITER], "now": clock.now()}
    for by in (colleague, HostFactory().user, UserFactory()):
        assert codes(invitations.invite, organisation, by=by, **given) == {"not_yours"}
    assert invitations.invite(organisation, by=OfficeFactory(), **given).pk


# Accepting


def test_one_press_accepts(client, organisation, invitation, kit):
    client.force_login(kit)
    assert "Ada Admin asks you to act for Example Map Room" in client.get(address(invitation)).text
    done = client.post(address(invitation), follow=True)
    assert "You act for Example Map Room now." in done.text
    assert organisation.members.get(user=kit).roles == [RECRUITER]
    assert posted() == [
        ("kit@example.org", "What you look after for Example Map Room"),
        (invitation.invited_by.email, "A change among the people of Example Map Room"),
    ]
    sentence = "Kit Colleague accepted the invitation of Ada Admin, as recruiter."
    assert sentence in mail.outbox[1].body
    again = client.get(address(invitation))
    assert again.url == reverse("placements:organisation", args=[organisation.pk])


def test_an_invitation_of_a_member_adds_to_their_roles(organisation, kit, admin):
    HostFactory(organisation=organisation, user=kit, is_admin=False, is_recruiter=False)
    other = EmailAddress.objects.create(user=kit, email="kit@home.example.org", verified=True)
    accept(InvitationFactory(organisation=organisation, email=other.email, is_approver=False), kit)
    assert organisation.members.get(user=kit).roles == [RECRUITER, APPROVER]


@pytest.mark.parametrize(
    ("after", "may"), [(-SECOND, True), (timedelta(0), False), (SECOND, False)]
)
def test_an_invitation_lasts_fourteen_days(organisation, invitation, kit, after, may):
    at = invitation.sent_at + timedelta(days=14) + after
    listed = list(Invitation.objects.open_for(kit, at))
    if may:
        assert accept(invitation, kit, at).organisation == organisation
    else:
        assert codes(accept, invitation, kit, at) == {"expired"}
    assert listed == [invitation] * may


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"accepted_at": True}, "This invitation has been accepted already."),
        ({"withdrawn_at": True}, "This invitation was withdrawn. Ask your colleague"),
        ({"sent_at": timedelta(days=15)}, "This invitation ran out on"),
    ],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_the_page_says_why_it_is_too_late(client, invitation, kit, changed, sentence, signed_in):
    now = clock.now()
    values = {name: now if ago is True else now - ago for name, ago in changed.items()}
    Invitation.objects.update(**values)
    if signed_in:
        client.force_login(kit)
        client.post(address(invitation))
    shown = client.get(address(invitation)).text
    assert sentence in shown
    assert ">Accept</button>" not in shown
    assert "Create an account" not in shown.split("<main")[1]
    assert not HostMember.objects.filter(user=kit).exists()


def test_another_account_is_told_whose_invitation_it_is(client, invitation):
    wrong = UserFactory(email="other@example.org")
    client.force_login(wrong)
    client.post(address(invitation))
    shown = client.get(address(invitation)).text
    assert "This invitation is for Kit@example.org, and you are signed in as" in shown
    assert ">Accept</button>" not in shown
    assert not HostMember.objects.filter(user=wrong).exists()


def test_an_address_that_is_not_verified_accepts_nothing(invitation, kit):
    EmailAddress.objects.update(verified=False)
    assert codes(accept, invitation, kit) == {"other_address"}
    assert list(Invitation.objects.open_for(kit, clock.now())) == []


def test_a_new_account_comes_back_to_the_invitation(client, organisation, invitation):
    shown = client.get(address(invitation)).text
    sign_up = f"{reverse('account_signup')}?next={address(invitation)}"
    assert f"{sign_up}&amp;email=Kit%40example.org" in shown
    page = client.get(f"{sign_up}&email=Kit%40example.org")
    assert page.context["form"]["email"].value() == "Kit@example.org"
    password = "a long and winding sentence"
    sent = {"email": "kit@example.org", "password1": password, "password2": password}
    client.post(sign_up, sent)
    verify = reverse("account_email_verification_sent")
    done = client.post(verify, {"code": code_in(mail.outbox[0])})
    assert done.url == address(invitation)
    client.post(address(invitation))
    assert organisation.members.get(user__email="kit@example.org").roles == [RECRUITER]


def test_who_has_no_role_yet_finds_the_invitation_on_the_first_page(client, invitation, kit):
    client.force_login(kit)
    assert address(invitation) in client.get(reverse("home")).text
    client.force_login(UserFactory())
    assert address(invitation) not in client.get(reverse("home")).text


def test_who_is_a_host_already_finds_it_on_the_desk(client, invitation, kit):
    HostFactory(user=kit)
    client.force_login(kit)
    assert address(invitation) in client.get(reverse("placements:desk")).text


def test_an_invitation_accepted_answers_a_request_to_join(organisation, admin, kit, invitation):
    asked = invitations.ask_to_join(organisation, message="", by=kit, now=clock.now())
    accept(invitation, kit)
    asked.refresh_from_db()
    assert asked.admitted
    JoinRequestFactory(organisation=organisation, user=kit)  # one may ask again


# Sending again, withdrawing


def press(client, name, subject, **data):
    return client.post(reverse(f"placements:{name}", args=[subject.pk]), data, follow=True)


@pytest.mark.parametrize(
    ("after", "sent"), [(-SECOND, False), (timedelta(0), True), (SECOND, True)]
)
def test_it_is_sent_again_after_ten_minutes(client, admin, invitation, after, sent):
    client.force_login(admin)
    at = invitation.sent_at + timedelta(minutes=10) + after
    with clock.standing_at(at):
        shown = press(client, "invitation_again", invitation)
    invitation.refresh_from_db()
    assert ("The invitation is sent again." in shown.text) == sent
    assert ("It has just been sent." in shown.text) == (not sent)
    assert (invitation.sent_at == at) == sent
    assert Alert.objects.count() == sent


def test_one_that_ran_out_can_be_sent_again(admin, invitation, kit):
    late = invitation.expires_at
    invitations.send_again(invitation, by=admin, now=late)
    assert accept(invitation, kit, late).roles == [RECRUITER]


def test_one_that_is_withdrawn_is_over_and_its_mail_stays_unsent(client, admin, invitation, kit):
    client.force_login(admin)
    invitations.send_again(invitation, by=admin, now=clock.now() + timedelta(hours=1))
    shown = press(client, "invitation_withdraw", invitation)
    assert "The invitation is withdrawn." in shown.text
    assert posted() == []
    assert Alert.objects.get().reason == "no longer waiting"
    for name in ("invitation_again", "invitation_withdraw"):
        assert "This invitation was withdrawn." in press(client, name, invitation).text
    assert invitations.invite(
        invitation.organisation, email=kit.email, roles=[ADMIN], by=admin, now=clock.now()
    ).pk


def test_other_peoples_invitations_are_not_found(client, organisation, invitation):
    colleague = HostFactory(organisation=organisation, is_admin=False).user
    for user in (colleague, HostFactory().user):
        client.force_login(user)
        for name in ("invitation_again", "invitation_withdraw"):
            assert press(client, name, invitation).status_code == 404
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None


@pytest.mark.django_db(transaction=True)
def test_accepting_and_withdrawing_at_the_same_moment_have_one_winner():
    organisation = OrganisationFactory()
    admin, kit = HostFactory(organisation=organisation).user, UserFactory()
    invited = InvitationFactory(organisation=organisation, email=kit.email)
    given = {"now": clock.now()}
    answers = at_once(
        doing(invitations.accept, invited, by=kit, **given),
        doing(invitations.withdraw, invited, by=admin, **given),
    )
    invited.refresh_from_db()
    joined = organisation.members.filter(user=kit).exists()
    assert answers == (["done", {"accepted"}] if joined else [{"withdrawn"}, "done"])
    assert (invited.accepted_at is not None, invited.withdrawn_at is not None) == (
        joined,
        not joined,
    )
