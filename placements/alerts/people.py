"""Who is written to. The apps above use these too, so that a role means the same everywhere."""

from accounts.models import OfficeMember, User
from placements.models import Organisation

RUNS_THE_PROGRAMME = (OfficeMember.Role.CASEWORKER, OfficeMember.Role.MANAGER)


def student(student) -> list[User]:
    """The student's account; nobody before they first sign in."""
    return [student.user] if student.user else []


def recruiters(organisation: Organisation) -> list[User]:
    """Hosts who look after adverts and applicants; without any, the admins, who may do the same."""
    found = _members(organisation, is_recruiter=True)
    return found if any(user.is_active for user in found) else admins(organisation)


def approvers(organisation: Organisation) -> list[User]:
    """Hosts who decide and pay claims."""
    return _members(organisation, is_approver=True)


def admins(organisation: Organisation) -> list[User]:
    """Hosts who look after the organisation's people."""
    return _members(organisation, is_admin=True)


def _members(organisation: Organisation, **duty: bool) -> list[User]:
    members = organisation.members.filter(**duty).select_related("user").order_by("pk")
    return [member.user for member in members]


def office() -> list[User]:
    """The members of the Internship Office who act; a viewer only looks."""
    members = OfficeMember.objects.filter(role__in=RUNS_THE_PROGRAMME)
    return [member.user for member in members.select_related("user").order_by("pk")]
