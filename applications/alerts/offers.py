"""What a student is told about an offer that waits for an answer, and about its end."""

from datetime import datetime

from django.db.models import Q

from alerts.kinds import Chaser, register
from applications.models import Offer
from placements.alerts import people


def applicant(offer: Offer) -> list:
    return people.student(offer.application.student)


def release(offer: Offer) -> datetime | None:
    return offer.application.round.release_at


# Waiting for an answer


def _waiting(now: datetime):
    known = Q(application__round__release_at=None) | Q(application__round__release_at__lte=now)
    waiting = Offer.objects.made().filter(known, respond_by__gt=now)
    return waiting.select_related("application__student__user", "application__round")


def _known_since(offer: Offer) -> datetime:
    """Reminders whose time came before the student could know of the offer are not sent."""
    return max(offer.made_at, release(offer) or offer.made_at)


def _unanswered(offer: Offer, alert) -> str:
    return "" if offer.state == Offer.State.MADE else "no longer waiting for an answer"


register(
    Chaser(
        "answer_your_offer",
        subject="applications.offer",
        recipients=applicant,
        due=_waiting,
        deadline=lambda offer: offer.respond_by,
        steps=("T-2d", "T-12h"),
        since=_known_since,
        still_true=_unanswered,
    ),
)
