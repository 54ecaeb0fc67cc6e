"""The letters about an organisation's people, each read whole."""

import pytest

from microinternships import clock
from placements.workflow import invitations, people
from tests.factories import HostFactory, OrganisationFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]


@pytest.fixture
def admin():
    return HostFactory(
        organisation=OrganisationFactory(name="Example Map Room"), user__name="Ada Admin"
    )


def test_somebody_is_invited_comes_and_goes(post, admin):
    organisation, kit = admin.organisation, UserFactory(email="kit@example.org", name="Kit New")
    given = {"email": kit.email, "roles": ["recruiter"], "by": admin.user, "now": clock.now()}
    invited = invitations.invite(organisation, **given)
    post()
    assert post.told == [("colleague_invited", None)]
    member = invitations.accept(invited, by=kit, now=clock.now())
    post()
    assert post.told[1:] == [("your_roles", kit.pk), ("colleagues_changed", admin.user_id)]
    text = post.text("your_roles")
    assert "- adverts, applicants and placements (recruiter)\n\nAda Admin decided this." in text
    accepted = "Kit New accepted the invitation of Ada Admin, as recruiter."
    assert accepted in post.text("colleagues_changed")
    people.remove(member, by=admin.user)
    post()
    assert post.told[3:] == [("your_roles", kit.pk)]
    assert "Ada Admin has removed you from Example Map Room." in post.text("your_roles")


def test_admins_hear_of_somebody_whose_account_is_gone_by_then(post, admin):
    member = HostFactory(organisation=admin.organisation, is_admin=False)
    people.remove(member, by=member.user)
    member.user.delete()
    post()
    assert post.told == [("colleagues_changed", admin.user_id)]
    left = "Somebody, until then recruiter and approver, left."
    assert left in post.text("colleagues_changed")


def test_somebody_asks_to_join_and_hears_no(post, admin):
    kit = UserFactory(name="Kit New")
    given = {"message": "I am the curator.", "by": kit, "now": clock.now()}
    asked = invitations.ask_to_join(admin.organisation, **given)
    post()
    assert post.told == [("join_asked", admin.user_id)]
    invitations.answer(asked, roles=[], by=admin.user, now=clock.now())
    post()
    assert post.told[1:] == [("join_declined", kit.pk)]
    assert "Example Map Room has not taken up your request" in post.text("join_declined")
