"""Who may do what to an organisation, an advert or a placement."""

import rules

from microinternships.engine import HOST, OFFICE, STUDENT
from placements.models import Advert, HostMember, Organisation, Placement


def organisation_id_of(subject: Organisation | Advert | Placement) -> int:
    if isinstance(subject, Placement):
        return subject.advert.organisation_id
    return subject.pk if isinstance(subject, Organisation) else subject.organisation_id


def membership(user, subject: Organisation | Advert | Placement) -> HostMember | None:
    """How ``user`` acts for the organisation behind ``subject``, if at all."""
    if user is None or not user.is_authenticated:
        return None
    return user.host_memberships.filter(organisation=organisation_id_of(subject)).first()


@rules.predicate
def is_member(user, subject) -> bool:
    return membership(user, subject) is not None


@rules.predicate
def is_admin(user, subject) -> bool:
    """Whether ``user`` looks after the organisation's people."""
    member = membership(user, subject)
    return member is not None and member.is_admin


@rules.predicate
def is_recruiter(user, subject) -> bool:
    """Whether ``user`` looks after the organisation's adverts; its admins always do."""
    member = membership(user, subject)
    return member is not None and member.recruits


@rules.predicate
def is_office(user, subject=None) -> bool:
    """Whether ``user`` runs the programme; a viewer only looks."""
    if user is None or not user.is_authenticated:
        return False
    return user.office_role in ("caseworker", "manager")


looks_after_people = is_admin | is_office
"""Whether a user decides who acts for an organisation: its admins, and the Internship Office."""


@rules.predicate
def is_placed(user, placement: Placement) -> bool:
    return user is not None and user.pk is not None and placement.student.user_id == user.pk


def _roles(user, subject, held) -> set[str]:
    return {role for role, holds in held if holds(user, subject)}


def organisation_roles(user, organisation: Organisation) -> set[str]:
    """Which of host and office ``user`` is to this organisation."""
    return _roles(user, organisation, ((HOST, is_admin), (OFFICE, is_office)))


def advert_roles(user, advert: Advert) -> set[str]:
    """Which of host and office ``user`` is to this advert."""
    return _roles(user, advert, ((HOST, is_recruiter), (OFFICE, is_office)))


def placement_roles(user, placement: Placement) -> set[str]:
    """Which of student, host and office ``user`` is to this placement."""
    held = ((STUDENT, is_placed), (HOST, is_recruiter), (OFFICE, is_office))
    return _roles(user, placement, held)


rules.add_perm("placements.edit_organisation", is_admin)
rules.add_perm("placements.edit_advert", is_recruiter)
rules.add_perm("placements.host_placement", is_recruiter)
