"""What a host is reminded of before an advert appears, and told when it does."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from alerts.kinds import Chaser, register
from microinternships import clock
from microinternships.engine import HOST
from placements.alerts import past, people
from placements.models import Advert
from placements.workflow import advert_machine
from placements.workflow.review import asked_in_words

State = Advert.State
THEIRS_TO_SUBMIT = (State.DRAFT, State.CHANGES_REQUESTED)
# After that it is no news that an advert appeared.
REMEMBERED = timedelta(days=7)


def _recruiters(advert: Advert) -> list:
    return people.recruiters(advert.organisation)


def _about(name: str, **more) -> Chaser:
    return Chaser(name, subject="placements.advert", recipients=_recruiters, **more)


# Not submitted


def _to_submit(now: datetime) -> QuerySet[Advert]:
    in_time = Q(cycle__adverts_due_at__gt=now) | Q(submit_late_until__gt=now)
    adverts = Advert.objects.filter(in_time, state__in=THEIRS_TO_SUBMIT)
    return adverts.select_related("organisation", "cycle")


def _changes_asked(now: datetime) -> QuerySet[Advert]:
    return _to_submit(now).filter(state=State.CHANGES_REQUESTED)


def _theirs_since(advert: Advert) -> datetime:
    """When the host last got it: begun, asked for changes, or let in late."""
    row = past.last(advert, "request_changes", "permit")
    return max(advert.created_at, row.at) if row else advert.created_at


def _still_theirs(advert: Advert, alert) -> str:
    return "" if advert.state in THEIRS_TO_SUBMIT else "no longer the host's to submit"


def _what_is_missing(advert: Advert, recipient) -> dict:
    """The very sentences with which submitting it now would be refused."""
    refusals = advert_machine.refusals("submit", advert, by=recipient)
    return {"missing": [refusal.message for refusal in refusals]}


def _asked_at(advert: Advert) -> datetime | None:
    row = past.last(advert, "request_changes")
    return row.at if row else None


def _still_asked(advert: Advert, alert) -> str:
    if advert.state != State.CHANGES_REQUESTED:
        return "no longer waiting for changes"
    return "" if clock.now() < advert.submit_by else "too late to submit it"


def _what_was_asked(advert: Advert, recipient) -> dict:
    comment = past.what_was_said(past.last(advert, "request_changes"))
    return {"comment": comment, "comments": asked_in_words(advert)}


# Live


def _launched(now: datetime) -> QuerySet[Advert]:
    launched = Q(cycle__rounds__number=1, cycle__rounds__opens_at__gt=now - REMEMBERED)
    return Advert.objects.published(now).filter(launched).select_related("organisation", "cycle")


def _approved_at(advert: Advert) -> datetime:
    """An advert approved later is live at once, and its approval says so."""
    row = past.last(advert, "approve", "resume")
    return row.at if row else advert.created_at


def _still_live(advert: Advert, alert) -> str:
    return "" if advert.published(clock.now()) else "students cannot read the advert now"


def _until(advert: Advert, recipient) -> dict:
    in_round = advert.cycle.latest_round(clock.now())
    return {"closes_at": advert.closes_in(in_round), "choose_by": in_round.choose_by}


register(
    _about(
        "advert_not_submitted",
        due=_to_submit,
        deadline=lambda advert: advert.submit_by,
        steps=("T-14d", "T-3d"),
        since=_theirs_since,
        still_true=_still_theirs,
        context=_what_is_missing,
        optional=True,
        label="Reminders of an advert that you have begun and not submitted",
        audience=HOST,
    ),
    _about(
        "advert_changes_still_requested",
        due=_changes_asked,
        deadline=_asked_at,
        steps=("T+3wd",),
        still_true=_still_asked,
        context=_what_was_asked,
    ),
    _about(
        "advert_live",
        due=_launched,
        deadline=lambda advert: advert.cycle.opens_at,
        steps=("T",),
        since=_approved_at,
        still_true=_still_live,
        context=_until,
    ),
)
