"""Who is what to an organisation, an advert and a placement."""

import pytest
from django.contrib.auth.models import AnonymousUser

from placements import rules
from tests.factories import (
    AdvertFactory,
    HostFactory,
    OfficeFactory,
    PlacementFactory,
    StudentFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

# membership flags -> roles to (organisation, advert, placement)
MEMBERS = [
    ({"is_admin": True, "is_recruiter": True}, ({"host"}, {"host"}, {"host"})),
    ({"is_admin": True, "is_recruiter": False}, ({"host"}, {"host"}, {"host"})),
    ({"is_admin": False, "is_recruiter": True}, (set(), {"host"}, {"host"})),
    ({"is_admin": False, "is_recruiter": False}, (set(), set(), set())),
]


def roles_of(user, placement) -> tuple[set[str], set[str], set[str]]:
    return (
        rules.organisation_roles(user, placement.advert.organisation),
        rules.advert_roles(user, placement.advert),
        rules.placement_roles(user, placement),
    )


@pytest.mark.parametrize(("flags", "expected"), MEMBERS)
def test_members(flags, expected):
    placement = PlacementFactory()
    member = HostFactory(organisation=placement.advert.organisation, **flags)
    assert roles_of(member.user, placement) == expected


@pytest.mark.parametrize(
    ("role", "expected"), [("viewer", set()), ("caseworker", {"office"}), ("manager", {"office"})]
)
def test_the_office_except_for_viewers(role, expected):
    assert roles_of(OfficeFactory(role=role), PlacementFactory()) == (expected,) * 3


def test_the_student_has_a_role_to_their_own_placement_only():
    mine, theirs = PlacementFactory(), PlacementFactory()
    assert roles_of(mine.student.user, mine) == (set(), set(), {"student"})
    assert roles_of(mine.student.user, theirs) == (set(), set(), set())


def test_strangers_have_no_role():
    placement = PlacementFactory(student=StudentFactory(user=None))
    HostFactory(organisation=placement.advert.organisation)
    for user in (None, AnonymousUser(), UserFactory(), HostFactory().user, StudentFactory().user):
        assert roles_of(user, placement) == (set(), set(), set())


def test_permissions_ask_the_same_predicates():
    advert = AdvertFactory()
    recruiter = HostFactory(organisation=advert.organisation, is_admin=False).user
    assert recruiter.has_perm("placements.edit_advert", advert)
    assert not recruiter.has_perm("placements.edit_organisation", advert.organisation)
    assert not HostFactory().user.has_perm("placements.edit_advert", advert)
