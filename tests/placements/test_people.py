"""Who acts for an organisation: roles given, taken, handed over; and who is never left alone."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from alerts.models import Alert
from expenses.models import Claim
from microinternships import clock
from placements.history import sentence_about
from placements.models import HostMember, Invitation, MemberChange, Organisation, Role
from placements.workflow import people, register_organisation
from tests.factories import (
    ClaimFactory,
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


@pytest.fixture
def admin(organisation) -> HostMember:
    return HostFactory(organisation=organisation, user__name="Ada Admin")


@pytest.fixture
def colleague(organisation) -> HostMember:
    return HostFactory(organisation=organisation, is_admin=False, user__name="Kit Colleague")


def roles_of(member: HostMember) -> list[str]:
    return HostMember.objects.get(pk=member.pk).roles


def history(organisation) -> list[str]:
    return [sentence_about(change) for change in organisation.member_changes.all()]


def told() -> set[tuple[str, int]]:
    return set(Alert.objects.values_list("kind", "recipient"))


# Giving and taking roles


def test_who_registers_an_organisation_holds_every_role():
    user = UserFactory(name="Ada Admin")
    made = register_organisation(
        Organisation(name="New", kind="charity", website="https://new.example.org"), by=user
    )
    assert made.members.get().roles == [ADMIN, RECRUITER, APPROVER]
    assert history(made) == ["Ada Admin registered the organisation."]
    assert told() == set()


def test_roles_are_given_and_taken_and_it_is_written_down(organisation, admin, colleague):
    people.change_roles(colleague, roles=[ADMIN, APPROVER], by=admin.user)
    assert roles_of(colleague) == [ADMIN, APPROVER]
    assert history(organisation) == [
        "Ada Admin changed Kit Colleague from recruiter and approver to admin and approver."
    ]
    assert told() == {("your_roles", colleague.user_id)}


def test_saving_the_same_roles_is_no_change(organisation, admin, colleague):
    people.change_roles(colleague, roles=[APPROVER, RECRUITER], by=admin.user)
    assert (history(organisation), told()) == ([], set())


def test_other_admins_are_told_who_has_gone(organisation, admin, colleague):
    third = HostFactory(organisation=organisation)
    people.remove(colleague, by=admin.user)
    assert history(organisation) == [
        "Ada Admin removed Kit Colleague, until then recruiter and approver."
    ]
    assert told() == {
        ("your_roles", colleague.user_id),
        ("colleagues_changed", third.user_id),
    }


def test_somebody_leaves(organisation, admin, colleague):
    people.remove(colleague, by=colleague.user)
    assert history(organisation) == ["Kit Colleague, until then recruiter and approver, left."]
    assert told() == {("colleagues_changed", admin.user_id)}
    assert not organisation.members.filter(user=colleague.user).exists()


def test_the_office_changes_people_too_and_stands_in_the_history(organisation, admin, colleague):
    people.remove(colleague, by=OfficeFactory())
    assert history(organisation) == [
        "The Internship Office removed Kit Colleague, until then recruiter and approver."
    ]


def test_a_host_of_the_office_leaves_as_themselves(organisation, admin):
    member = HostFactory(organisation=organisation, user=OfficeFactory(name="Olive"))
    people.remove(member, by=member.user)
    assert history(organisation) == ["Olive, until then admin, recruiter and approver, left."]


def test_somebody_whose_account_is_gone_has_no_name(organisation, admin, colleague):
    people.remove(colleague, by=admin.user)
    colleague.user.delete()
    change = MemberChange.objects.select_related("user", "by").get()
    assert sentence_about(change) == (
        "Ada Admin removed Somebody, until then recruiter and approver."
    )


def test_only_admins_and_the_office_decide(organisation, admin, colleague):
    strangers = [colleague.user, HostFactory().user, UserFactory(), OfficeFactory(role="viewer")]
    for by in strangers:
        given = {"roles": [ADMIN], "by": by}
        assert codes(people.change_roles, colleague, **given) == {"not_yours"}
        assert codes(people.remove, admin, by=by) == {"not_yours"}
    assert (roles_of(colleague), history(organisation)) == ([RECRUITER, APPROVER], [])


def test_somebody_keeps_at_least_one_role(admin, colleague):
    assert codes(people.change_roles, colleague, roles=[], by=admin.user) == {"no_role"}


def test_of_two_who_remove_somebody_the_second_is_told(organisation, admin, colleague):
    people.remove(colleague, by=admin.user)
    assert codes(people.remove, colleague, by=admin.user) == {"gone"}


# The last admin


def test_the_last_admin_stays(organisation, admin, colleague):
    sentence = (
        "Ada Admin is the only one who looks after Example Map Room and its people. "
        "Give that role to a colleague first."
    )
    assert [refusal.message for refusal in people.against(admin)] == [sentence]
    assert codes(people.remove, admin, by=admin.user) == {"last_admin"}
    assert codes(people.remove, admin, by=OfficeFactory()) == {"last_admin"}
    given = {"roles": [RECRUITER, APPROVER], "by": admin.user}
    assert codes(people.change_roles, admin, **given) == {"last_admin"}
    people.change_roles(admin, roles=[ADMIN], by=admin.user)
    assert roles_of(admin) == [ADMIN]


def test_a_closed_account_looks_after_nobody(organisation, admin):
    HostFactory(organisation=organisation, user__is_active=False)
    assert codes(people.remove, admin, by=admin.user) == {"last_admin"}


def test_the_role_handed_over_the_admin_may_go(organisation, admin, colleague):
    people.change_roles(colleague, roles=Role.values, by=admin.user)
    people.remove(admin, by=admin.user)
    assert [member.user for member in organisation.members.all()] == [colleague.user]


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_remove_each_other_at_the_same_moment_leave_one():
    one, two = HostFactory.create_batch(2, organisation=OrganisationFactory())
    works = [doing(people.remove, two, by=one.user), doing(people.remove, one, by=two.user)]
    assert sorted(at_once(*works), key=str) == ["done", {"not_yours"}]
    assert HostMember.objects.filter(is_admin=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_admins_who_leave_at_the_same_moment_leave_one():
    both = HostFactory.create_batch(2, organisation=OrganisationFactory())
    works = [doing(people.remove, member, by=member.user) for member in both]
    assert sorted(at_once(*works), key=str) == ["done", {"last_admin"}]
    assert HostMember.objects.filter(is_admin=True).count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_one_of_two_admins_whatever_the_code_above_does():
    """Both transactions have deleted before either ends: the trigger's lock decides."""
    both, deleted = HostFactory.create_batch(2, organisation=OrganisationFactory()), Barrier(2)

    def deleting(member):
        def work():
            try:
                with transaction.atomic():
                    HostMember.objects.filter(pk=member.pk).delete()
                    deleted.wait()
            except IntegrityError as refused:
                return refused.__cause__.diag.constraint_name
            return "done"

        return work

    answers = at_once(*(deleting(member) for member in both))
    assert sorted(answers) == ["done", "organisation_keeps_an_admin"]
    assert HostMember.objects.count() == 1


def test_an_organisation_goes_with_its_people():
    HostFactory().organisation.delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert HostMember.objects.count() == 0


# The last approver


@pytest.fixture
def approver(organisation, admin) -> HostMember:
    HostMember.objects.filter(pk=admin.pk).update(is_approver=False)
    return HostFactory(organisation=organisation, is_admin=False, user__name="Pat Payer")


@pytest.mark.parametrize(
    ("state", "owed"),
    [(state, state in ("submitted", "queried", "approved", "disputed")) for state in Claim.State],
)
def test_the_last_approver_stays_while_money_is_owed(organisation, admin, approver, state, owed):
    ClaimFactory(state=state, placement__advert__organisation=organisation)
    ClaimFactory(state="submitted")  # another organisation's
    if owed:
        assert codes(people.remove, approver, by=approver.user) == {"last_approver"}
        given = {"roles": [RECRUITER], "by": admin.user}
        assert codes(people.change_roles, approver, **given) == {"last_approver"}
        assert roles_of(approver) == [RECRUITER, APPROVER]
    people.change_roles(admin, roles=[ADMIN, APPROVER], by=admin.user)
    people.remove(approver, by=approver.user)
    assert [member.user for member in organisation.members.all()] == [admin.user]


def test_an_approver_without_claims_may_go(organisation, admin, approver):
    assert people.against(approver) == []


def test_the_refusal_says_how_many_claims_wait(organisation, approver):
    given = {"state": "approved", "placement__advert__organisation": organisation}
    ClaimFactory.create_batch(2, **given)
    assert [refusal.message for refusal in people.against(approver)] == [
        "2 claims are not decided or not paid yet, and Pat Payer is the only one who looks after "
        "claims and payments. Give that role to a colleague first."
    ]


# The pages


def page(client, name, subject, user):
    client.force_login(user)
    return client.get(reverse(f"placements:{name}", args=[subject.pk]))


def post(client, name, subject, user, **data):
    client.force_login(user)
    return client.post(reverse(f"placements:{name}", args=[subject.pk]), data, follow=True)


def test_everybody_of_the_house_reads_who_acts_for_it(client, organisation, admin, colleague):
    InvitationFactory(organisation=organisation, email="waiting@example.org")
    asked = JoinRequestFactory(organisation=organisation, user__name="Jo Asking")
    for member, is_admin in ((admin, True), (colleague, False)):
        shown = page(client, "people", organisation, member.user).text
        assert "Ada Admin" in shown
        assert "Kit Colleague" in shown
        assert ("waiting@example.org" in shown) == is_admin
        assert ("Jo Asking" in shown) == is_admin
        assert (reverse("placements:join_answer", args=[asked.pk]) in shown) == is_admin
        assert ("Send invitation" in shown) == is_admin


def test_pronouns_stand_beside_the_name(client, organisation, admin):
    HostFactory(organisation=organisation, user__pronouns="they/them")
    assert "(they/them)" in page(client, "people", organisation, admin.user).text


def test_an_admin_changes_roles(client, organisation, admin, colleague):
    form = page(client, "member", colleague, admin.user).context["form"]
    assert form["roles"].value() == [RECRUITER, APPROVER]
    done = post(client, "member", colleague, admin.user, roles=[ADMIN])
    assert "The roles of Kit Colleague are saved." in done.text
    assert roles_of(colleague) == [ADMIN]


def test_what_may_not_be_is_said_beside_the_field(client, admin):
    shown = post(client, "member", admin, admin.user, roles=[APPROVER])
    (error,) = shown.context["form"].errors["roles"]
    assert error.startswith("Ada Admin is the only one who looks after Example Map Room")
    assert shown.context["form"]["roles"].value() == [APPROVER]
    assert post(client, "member", admin, admin.user).context["form"].errors == {
        "roles": ["Choose at least one role."]
    }


def test_removing_asks_once_more(client, organisation, admin, colleague):
    assert "Remove Kit Colleague" in page(client, "member_remove", colleague, admin.user).text
    assert organisation.members.count() == 2
    done = post(client, "member_remove", colleague, admin.user)
    assert "Kit Colleague is removed." in done.text
    assert organisation.members.count() == 1


def test_what_they_invited_to_ends_with_them(client, organisation, admin, colleague):
    people.change_roles(colleague, roles=[ADMIN], by=admin.user)
    how = {"organisation": organisation}
    waits = InvitationFactory(**how, invited_by=colleague.user)
    again = InvitationFactory(**how, invited_by=colleague.user, sent_at=clock.now() - timedelta(99))
    accepted = InvitationFactory(**how, invited_by=colleague.user, accepted_at=clock.now())
    others = InvitationFactory(**how, invited_by=admin.user)
    elsewhere = InvitationFactory(invited_by=colleague.user)
    asked = page(client, "member_remove", colleague, admin.user).text
    assert "2 invitations that they sent and nobody has accepted will be withdrawn." in asked
    post(client, "member_remove", colleague, admin.user)
    assert set(Invitation.objects.exclude(withdrawn_at=None)) == {waits, again}
    assert set(Invitation.objects.waiting()) == {others, elsewhere}
    assert Invitation.objects.get(pk=accepted.pk).withdrawn_at is None


def test_leaving_asks_once_more(client, organisation, admin, colleague):
    assert "Leave Example Map Room" in page(client, "member_remove", colleague, colleague.user).text
    done = post(client, "member_remove", colleague, colleague.user)
    assert "You no longer act for Example Map Room." in done.text
    assert not organisation.members.filter(pk=colleague.pk).exists()


def test_the_last_admin_reads_why_they_cannot_leave(client, organisation, admin):
    shown = page(client, "member_remove", admin, admin.user)
    assert "This cannot be done yet." in shown.text
    assert '<form method="post">' not in shown.text
    done = post(client, "member_remove", admin, admin.user)
    assert "is the only one who looks after" in done.text
    assert organisation.members.count() == 1


def test_colleagues_without_the_role_change_nobody(client, organisation, admin, colleague):
    for name, subject in (("member", admin), ("member", colleague), ("member_remove", admin)):
        assert page(client, name, subject, colleague.user).status_code == 404
        assert post(client, name, subject, colleague.user, roles=[ADMIN]).status_code == 404
    sent = {"email": "new@example.org", "roles": [ADMIN]}
    assert post(client, "people", organisation, colleague.user, **sent).status_code == 404
    assert (organisation.members.count(), organisation.invitations.count()) == (2, 0)


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_page_asks_as_many_queries_for_fifty_as_for_one(
    client, organisation, admin, rows, django_assert_num_queries
):
    HostFactory.create_batch(rows - 1, organisation=organisation)
    InvitationFactory.create_batch(rows, organisation=organisation, invited_by=admin.user)
    for asked in JoinRequestFactory.create_batch(rows, organisation=organisation):
        MemberChange.objects.create(
            organisation=organisation,
            user=asked.user,
            by=admin.user,
            what="left",
            roles_before=["admin"],
            roles_after=[],
        )
    client.force_login(admin.user)
    with django_assert_num_queries(PEOPLE_QUERIES):
        shown = client.get(reverse("placements:people", args=[organisation.pk]))
    assert len(shown.context["members"]) == rows


PEOPLE_QUERIES = 8
