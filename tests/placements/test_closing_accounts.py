"""The Office closes an account, unless an organisation has nobody else who looks after it."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from placements.models import HostMember, Organisation, Role
from placements.workflow import people
from tests.factories import HostFactory, OfficeFactory, OrganisationFactory
from tests.placements.people import codes
from tests.threads import overlapping

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(organisation) -> HostMember:
    return HostFactory(organisation=organisation, user__name="Ada Admin")


@pytest.fixture
def colleague(organisation) -> HostMember:
    return HostFactory(organisation=organisation, is_admin=False, user__name="Kit Colleague")


def closing(member: HostMember, office):
    """A work that answers with what is said beside the field."""

    def work():
        client = Client()
        client.force_login(office)
        url = reverse("admin:accounts_user_change", args=[member.user_id])
        answer = client.post(url, {"email": member.user.email, "name": member.user.name})
        if answer.status_code == 302:
            return []
        return answer.context["adminform"].form.errors["is_active"]

    return work


def test_the_account_of_a_last_admin_stays_open(organisation, admin, colleague):
    office = OfficeFactory(role="manager")
    assert closing(admin, office)() == [
        "Ada Admin is the only one who looks after Example Map Room and its people. "
        "Give that role to a colleague first."
    ]
    assert User.objects.get(pk=admin.user_id).is_active
    people.change_roles(colleague, roles=Role.values, by=admin.user)
    assert closing(admin, office)() == []
    assert not User.objects.get(pk=admin.user_id).is_active
    assert closing(admin, office)() == []  # saved once more, closed as it is


@pytest.mark.parametrize("state", Organisation.State.values)
def test_the_last_admin_of_what_was_never_verified_can_be_closed(organisation, admin, state):
    Organisation.objects.update(state=state)
    relied_on = state in ("verified", "suspended")
    assert bool(closing(admin, OfficeFactory(role="manager"))()) == relied_on
    assert User.objects.get(pk=admin.user_id).is_active == relied_on
    assert codes(people.remove, admin, by=admin.user) == {"last_admin"}  # nobody just leaves


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_whose_accounts_are_closed_at_once_one_stays():
    office = OfficeFactory(role="manager")
    one, two = HostFactory.create_batch(
        2, organisation=OrganisationFactory(name="Example Map Room")
    )
    first, second = overlapping(closing(one, office), closing(two, office))
    assert (first, len(second)) == ([], 1)
    assert User.objects.filter(host_memberships__isnull=False).get(is_active=True) == two.user
