"""Who may do what to a claim."""

import rules

from expenses.models import Claim
from microinternships.engine import HOST, OFFICE, STUDENT


def _known(user) -> bool:
    """A visitor is nobody: a student without an account must not be taken for one."""
    return user is not None and user.is_authenticated


@rules.predicate
def is_claimant(user, claim: Claim) -> bool:
    return _known(user) and claim.placement.student.user_id == user.pk


@rules.predicate
def is_approver(user, claim: Claim) -> bool:
    """Whether ``user`` decides and pays claims for the organisation that hosted the placement."""
    if not _known(user):
        return False
    organisation = claim.placement.advert.organisation_id
    return user.host_memberships.filter(organisation=organisation, is_approver=True).exists()


@rules.predicate
def is_office(user, claim: Claim) -> bool:
    return _known(user) and user.office_role in ("caseworker", "manager")


def roles(user, claim: Claim) -> set[str]:
    """Which of student, host and office ``user`` is to this claim."""
    held = ((STUDENT, is_claimant), (HOST, is_approver), (OFFICE, is_office))
    return {role for role, holds in held if holds(user, claim)}


rules.add_perm("expenses.read_receipt", is_claimant | is_approver | is_office)
