"""Reminds a student who has been at a placement of the travel and lunch they may claim."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from alerts.kinds import Chaser, register
from expenses import policy
from expenses.models import Claim
from microinternships import clock
from microinternships.engine import STUDENT
from placements.alerts.placements import student
from placements.models import DayMode, Placement, PlacementDay

UNSENT = (Claim.State.DRAFT, *Claim.OVER)


def _unclaimed(now: datetime) -> QuerySet[Placement]:
    sent = Claim.objects.filter(placement=OuterRef("pk")).exclude(state__in=UNSENT)
    open_cycles = Placement.objects.active().filter(advert__cycle__claims_close_at__gt=now)
    return open_cycles.exclude(Exists(sent)).ready_to_show()


def _travelled(day: PlacementDay) -> bool:
    return day.mode == DayMode.IN_PERSON or bool(day.travel_reason)


def _last_claimable_end(placement: Placement) -> datetime | None:
    """When the last day ends for which something may be claimed; None when nothing may."""
    if not policy.placement_verdict(placement, clock.now()).passed:
        return None
    days = [day for day in placement.ordered_days if _travelled(day)]
    attended = [day for day in days if day.attended is not False]
    return placement.hours_on(attended[-1].date)[1] if attended else None


def _claims_close(placement: Placement) -> datetime | None:
    """The close of claims, for whoever has something to claim by then."""
    ends = _last_claimable_end(placement)
    return placement.advert.cycle.claims_close_at if ends and ends <= clock.now() else None


def _nothing_sent(placement: Placement, alert) -> str:
    sent = placement.claims.exclude(state__in=UNSENT).exists()
    return "a claim has been sent" if sent else ""


def _window(placement: Placement, recipient) -> dict:
    return {
        "claims_close_at": placement.advert.cycle.claims_close_at,
        "begun": placement.claims.filter(state=Claim.State.DRAFT).exists(),
        "categories": [
            "travel" if category == policy.TRAVEL else "lunch"
            for category in policy.categories(placement)
        ],
    }


def _reminder(name: str, **more) -> Chaser:
    return Chaser(
        name,
        subject="placements.placement",
        recipients=student,
        due=_unclaimed,
        still_true=_nothing_sent,
        context=_window,
        optional=True,
        audience=STUDENT,
        **more,
    )


register(
    _reminder(
        "claim_your_costs",
        deadline=_last_claimable_end,
        steps=("T+1d",),
        label="A reminder to claim your travel and lunch",
    ),
    _reminder(
        "claims_close_soon",
        deadline=_claims_close,
        steps=("T-7d", "T-2d"),
        label="Reminders that claims close soon",
    ),
)
