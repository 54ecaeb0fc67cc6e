"""Who is written to about a claim."""

from accounts.models import User
from expenses.models import Claim
from placements.alerts import people


def student(claim: Claim) -> list[User]:
    return people.student(claim.placement.student)


def hosts(claim: Claim) -> list[User]:
    """Who decides and pays; never the claimant, should they be a host there too."""
    approvers = people.approvers(claim.placement.advert.organisation)
    return [user for user in approvers if user.pk != claim.placement.student.user_id]


def hosts_who_had_it(claim: Claim) -> list[User]:
    """Nobody hears of a draft that they never saw."""
    return hosts(claim) if claim.submitted_at else []


def office(claim: Claim) -> list[User]:
    return people.office()
