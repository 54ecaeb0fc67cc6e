"""Whose claims a cycle's moved dates concern."""

from collections.abc import Iterator

from expenses.models import Claim
from placements import moving
from placements.models import Cycle


@moving.concerned
def claimants(cycle: Cycle, changed: moving.Changed) -> Iterator[moving.Group]:
    if {"claims_close_at", "expense_rules"} & changed.keys():
        drafts = Claim.objects.filter(
            placement__advert__cycle=cycle, state=Claim.State.DRAFT
        ).count()
        yield moving.Group(drafts, "claim that is not sent yet,claims that are not sent yet")
