"""What hosts are told about deciding: while there is time, and after it has run out."""

from datetime import datetime, timedelta

from django.db.models import Exists, Max, OuterRef, QuerySet

from alerts.kinds import Chaser, register
from applications.models import Application
from placements.alerts import people
from placements.models import Advert, Round

# After that a reminder of what a deadline did is no help to anybody.
REMEMBERED = timedelta(days=7)


def recruiters(advert: Advert) -> list:
    return people.recruiters(advert.organisation)


# Undecided


def _undecided(now: datetime) -> QuerySet[Advert]:
    waiting = Application.objects.undecided().filter(
        advert=OuterRef("pk"), round__closes_at__lte=now, round__choose_by__gt=now
    )
    return Advert.objects.filter(Exists(waiting)).select_related("organisation")


def _round_to_decide(advert: Advert) -> Round | None:
    waiting = advert.applications.undecided().select_related("round")
    first = waiting.order_by("round__choose_by").first()
    return first.round if first else None


def _choose_by(advert: Advert) -> datetime | None:
    in_round = _round_to_decide(advert)
    return in_round.choose_by if in_round else None


def _closed_at(advert: Advert) -> datetime | None:
    in_round = _round_to_decide(advert)
    return in_round.closes_at if in_round else None


def _something_to_decide(advert: Advert, alert) -> str:
    return "" if advert.applications.undecided().exists() else "every application is decided"


def _how_many(advert: Advert, recipient) -> dict:
    in_round = _round_to_decide(advert)
    waiting = advert.applications.undecided().filter(round=in_round)
    return {"count": waiting.count(), "shared": in_round.release_at}


# Ended by default


def _by_default(now: datetime) -> QuerySet[Advert]:
    ended = _ended().filter(
        advert=OuterRef("pk"), round__choose_by__lte=now, round__choose_by__gt=now - REMEMBERED
    )
    return Advert.objects.filter(Exists(ended)).select_related("organisation")


def _ended() -> QuerySet[Application]:
    """Those about which the host has said nothing since."""
    return Application.objects.waiting_for_feedback()


def _last_chosen_by(advert: Advert) -> datetime | None:
    return _ended().filter(advert=advert).aggregate(last=Max("round__choose_by"))["last"]


def _something_to_say(advert: Advert, alert) -> str:
    return "" if _ended().filter(advert=advert).exists() else "every applicant has been told why"


def _how_many_ended(advert: Advert, recipient) -> dict:
    ended = _ended().filter(advert=advert, round__choose_by=_last_chosen_by(advert))
    return {"count": ended.count()}


register(
    Chaser(
        "undecided_applications",
        subject="placements.advert",
        recipients=recruiters,
        due=_undecided,
        deadline=_choose_by,
        steps=("T-5wd", "T-2wd", "T-4h"),
        since=_closed_at,
        still_true=_something_to_decide,
        context=_how_many,
    ),
    Chaser(
        "ended_by_default",
        subject="placements.advert",
        recipients=recruiters,
        due=_by_default,
        deadline=_last_chosen_by,
        steps=("T+1wd",),
        still_true=_something_to_say,
        context=_how_many_ended,
    ),
)
