"""Who may do what to a claim."""

import rules

from expenses.models import Claim
from microinternships.engine import HOST, OFFICE, STUDENT


@rules.predicate
def is_claimant(user, claim: Claim) -> bool:
    return user is not None and claim.placement.student.user_id == user.pk


@rules.predicate
def is_approver(user, claim: Claim) -> bool:
    """Whether ``user`` decides and pays claims for the organisation that hosted the placement."""
    if user is None:
        return False
    organisation = claim.placement.advert.organisation_id
    return user.host_memberships.filter(organisation=organisation, is_approver=True).exists()


@rules.predicate
def is_office(user, claim: Claim) -> bool:
    return user is not None and user.office_role in ("caseworker", "manager")


def roles(user, claim: Claim) -> set[str]:
    """Which of student, host and office ``user`` is to this claim."""
    held = ((STUDENT, is_claimant), (HOST, is_approver), (OFFICE, is_office))
    return {role for role, holds in held if holds(user, claim)}


rules.add_perm("expenses.read_receipt", is_claimant | is_approver | is_office)
