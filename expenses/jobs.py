"""What silence about a claim decides: a payment is settled, a question goes back to the host."""

from collections.abc import Iterator
from datetime import datetime

from expenses.models import Claim
from expenses.workflow import claim_machine
from microinternships import clock, deadlines
from microinternships.engine import DEADLINE

SILENCE = {
    "settle_by_default": Claim.State.PAID,
    "hand_back": Claim.State.QUERIED,
}


@deadlines.register
def apply_defaults(now: datetime) -> int:
    """Settle what was paid and never doubted, hand back what was asked and never answered.

    Returns how many claims moved. Safe to run at any time, twice, and on two workers.
    """
    with clock.standing_at(now - deadlines.GRACE):
        due = list(_due())
    with clock.standing_at(now):
        return sum(deadlines.fire(claim_machine, event, claim) for event, claim in due)


def _due() -> Iterator[tuple[str, Claim]]:
    for event, state in SILENCE.items():
        for claim in Claim.objects.filter(state=state).select_related("placement__advert"):
            if claim_machine.may(event, claim, role=DEADLINE):
                yield event, claim
