"""What a student is told about an offer: that it waits, changed, ended or became a placement."""

from datetime import datetime

from django.db.models import Q

from alerts.kinds import Attachment, Chaser, Kind, register
from applications.alerts.terms import said
from applications.models import Application, Offer
from microinternships.models import Transition
from placements import calendar
from placements.alerts import past, people


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


# Changed


def _known_and_unanswered(offer: Offer, alert) -> str:
    """What changed before the release was never otherwise for the student."""
    moment = release(offer)
    if moment and Transition.objects.get(pk=alert.transition_id).at < moment:
        return "the offer was made known as it is now"
    return _unanswered(offer, alert)


def _terms(offer: Offer, recipient) -> dict:
    return {"deadline": offer.respond_by, **said(offer)}


# Accepted


def _still_placed(offer: Offer, alert) -> str:
    return "" if offer.placement and offer.placement.active else "the placement is cancelled"


def _confirmed(offer: Offer, recipient) -> dict:
    placement = offer.placement
    return {"placement": placement, "ended": _ended_with(offer), **said(placement)}


def _ended_with(offer: Offer) -> list[Application]:
    """The student's other applications of the cycle that ended when this offer was accepted."""
    application = offer.application
    mine = Application.objects.filter(
        student=application.student, advert__cycle=application.advert.cycle
    )
    ended = Transition.objects.filter(
        machine=Application._meta.label_lower, event="ended_by_acceptance"
    )
    others = mine.filter(pk__in=ended.values("subject_id"), state=Application.State.WITHDRAWN)
    return list(others.exclude(pk=application.pk).select_related("advert__organisation"))


def _calendar_file(offer: Offer, recipient) -> list[Attachment]:
    file = calendar.of_placement(offer.placement).to_ical()
    return [("placement.ics", file, "text/calendar")]


def _about(name: str, **more) -> Kind:
    return Kind(name, subject="applications.offer", recipients=applicant, **more)


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
    _about("offer_changed", when=release, still_true=_known_and_unanswered, context=_terms),
    _about("offer_extended", when=release, still_true=_known_and_unanswered, context=_terms),
    _about("offer_lapsed", when=release, still_true=past.still_the_latest),
    _about(
        "placement_confirmed",
        still_true=_still_placed,
        context=_confirmed,
        attachments=_calendar_file,
    ),
)
