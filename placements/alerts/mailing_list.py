"""What the mailing list hears of a round: that it opens, and that it will close soon."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from alerts.kinds import register
from alerts.models import Topic
from alerts.subscriptions import list_alert
from microinternships import clock
from placements.models import Advert, Round

LOOK_BACK = timedelta(days=7)
"""A launch missed for longer, holidays included, is no news any more."""
LOOK_AHEAD = timedelta(days=10)
"""Three days, and as many as a step may be brought forward over Christmas or Easter."""


def _opened(now: datetime) -> QuerySet[Round]:
    return _rounds(now).filter(opens_at__gt=now - LOOK_BACK)


def _closing(now: datetime) -> QuerySet[Round]:
    return _rounds(now).filter(closes_at__lte=now + LOOK_AHEAD)


def _rounds(now: datetime) -> QuerySet[Round]:
    return Round.objects.open(now).select_related("cycle")


def _still_open(one: Round, alert) -> str:
    return "" if one.open(clock.now()) else "applications are not open"


def _how_many(one: Round, recipient) -> dict:
    open_now = Advert.objects.open(clock.now()).filter(cycle=one.cycle_id)
    return {"cycle": one.cycle, "adverts": open_now.count()}


register(
    list_alert(
        "vacancies_launched",
        topic=Topic.VACANCIES,
        subject="placements.round",
        due=_opened,
        moment=lambda one: one.opens_at,
        still_true=_still_open,
        context=_how_many,
    ),
    list_alert(
        "applications_close_soon",
        topic=Topic.DEADLINES,
        subject="placements.round",
        due=_closing,
        moment=lambda one: one.closes_at,
        step="T-3d",
        since=lambda one: one.opens_at,
        still_true=_still_open,
        context=_how_many,
    ),
)
