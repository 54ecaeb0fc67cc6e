"""What a student is told while an application is theirs to send, and once it has arrived."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from alerts.kinds import Chaser, Kind, register
from applications import places
from applications.alerts.left import still_open
from applications.alerts.people import applicant
from applications.models import Application
from applications.timeline import hears
from applications.workflow import application_machine
from microinternships.engine import STUDENT
from microinternships.models import Transition
from placements.alerts import past

State = Application.State
ENDS = ("take_back", "withdraw", "cancel", "ended_by_acceptance", "advert_withdrawn")
# After that a draft that was never sent is old news.
REMEMBERED = timedelta(days=2)


# Received


def _what_comes(application: Application, recipient) -> dict:
    free = sorted(application.weeks.all(), key=lambda week: week.starts_on)
    return {"hears": hears(application), "weeks": free}


def _not_ended_since(application: Application, alert) -> str:
    """Nothing that a host has decided since keeps the receipt from its student."""
    since = Transition.objects.of(application).filter(pk__gt=alert.transition_id)
    return past.OVERTAKEN if since.filter(event__in=ENDS).exists() else ""


# Drafts


def _drafts(after: datetime, **when) -> QuerySet[Application]:
    """Drafts of rounds, or of adverts kept open for longer, that close ``after`` that time."""
    closing = Q(round__closes_at__gt=after) | Q(advert__own_closing_at__gt=after)
    drafts = Application.objects.filter(closing, state=State.DRAFT, **when)
    return drafts.select_related("student__user", "advert__cycle", "advert__organisation", "round")


def _open_drafts(now: datetime) -> QuerySet[Application]:
    return _drafts(now, round__opens_at__lte=now)


def _closed_drafts(now: datetime) -> QuerySet[Application]:
    """Also those of adverts that closed early; a round that is still open has no step to reach."""
    return _drafts(now - REMEMBERED, round__opens_at__lte=now)


def _closes_at(application: Application) -> datetime:
    return application.closes_at


def _could_be_sent(application: Application, alert) -> str:
    if application.state != State.DRAFT:
        return "no longer a draft"
    if application.advert.state != application.advert.State.APPROVED:
        return "the advert takes no applications"
    used = places.applications_used(application.student, application.round)
    return "every application of the round is used" if used >= _limit(application) else ""


def _never_sent(application: Application, alert) -> str:
    return "" if application.state == State.DRAFT else "sent in time"


def _limit(application: Application) -> int:
    return application.round.max_applications


def _what_is_missing(application: Application, recipient) -> dict:
    """The very sentences with which sending it now would be refused."""
    refusals = application_machine.refusals("submit", application, by=recipient)
    return {"missing": [refusal.message for refusal in refusals]}


register(
    Kind(
        "application_received",
        subject="applications.application",
        recipients=applicant,
        still_true=_not_ended_since,
        context=_what_comes,
    ),
    Chaser(
        "draft_not_submitted",
        subject="applications.application",
        recipients=applicant,
        due=_open_drafts,
        deadline=_closes_at,
        steps=("T-7d", "T-2d", "T-6h"),
        still_true=_could_be_sent,
        context=_what_is_missing,
        optional=True,
        label="Reminders of an application that you have begun and not sent",
        audience=STUDENT,
    ),
    Chaser(
        "draft_not_sent",
        subject="applications.application",
        recipients=applicant,
        due=_closed_drafts,
        deadline=_closes_at,
        steps=("T",),
        still_true=_never_sent,
        context=lambda application, recipient: still_open(application),
    ),
)
