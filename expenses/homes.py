"""What claims ask of a student on their home page."""

from collections.abc import Iterable
from datetime import datetime

from django.urls import reverse

from expenses.models import Claim
from expenses.policy import start_verdict
from expenses.standing import of_claim
from microinternships.engine import STUDENT
from placements.models import Placement

WAITING = {
    Claim.State.DRAFT: "Finish your claim",
    Claim.State.QUERIED: "Answer the host’s question about your claim",
    Claim.State.PAID: "Say whether your payment arrived",
}


# What is read of a claim that waits for its student.
READ = (
    "state",
    "queried_at",
    "paid_at",
    "placement__advert__title",
    "placement__advert__organisation__name",
    "placement__advert__cycle__claims_close_at",
)


def student_tasks(user, placements: Iterable[Placement], now: datetime) -> list[dict]:
    """For components/task_list.html: claims that wait for ``user``, and those of their
    ``placements`` for which nothing is claimed yet. One query."""
    own = Claim.objects.of(user).select_related(
        "placement__advert__organisation", "placement__advert__cycle"
    )
    claims = list(own.only(*READ))
    begun = {claim.placement_id for claim in claims if claim.state not in Claim.OVER}
    fresh = [one for one in placements if one.pk not in begun and start_verdict(one, now).passed]
    waiting = [claim for claim in claims if claim.state in WAITING]
    tasks = [_begin(placement) for placement in fresh] + [_act(one, now) for one in waiting]
    return [task for task in tasks if task["due"] and task["due"] > now]


def _begin(placement: Placement) -> dict:
    return {
        "label": "Claim your travel and lunch",
        "url": reverse("expenses:start", args=[placement.pk]),
        "note": f"{placement.advert}, {placement.advert.organisation}",
        "due": placement.advert.cycle.claims_close_at,
        "verb": "Send before",
    }


def _act(claim: Claim, now: datetime) -> dict:
    standing = of_claim(claim, now, STUDENT)
    advert = claim.placement.advert
    return {
        "label": WAITING[claim.state],
        "url": reverse("expenses:claim", args=[claim.pk]),
        "note": f"{advert}, {advert.organisation}",
        "due": standing.due,
        "verb": standing.verb,
        "state": standing.word,
        "kind": standing.kind,
    }
