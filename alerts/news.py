"""Tells the mailing list what the Office publishes."""

from datetime import datetime, timedelta

from alerts.kinds import register
from alerts.models import Announcement, AnnouncementQuerySet, Topic
from alerts.subscriptions import list_alert
from microinternships import clock

STILL_NEWS = timedelta(days=7)
"""How long after its publication an announcement may still be mailed: longer than any holiday."""


def _to_tell(now: datetime) -> AnnouncementQuerySet:
    recent = Announcement.objects.published(now).filter(published_at__gt=now - STILL_NEWS)
    return recent.filter(tell_the_list=True)


def _still_published(announcement: Announcement, alert) -> str:
    published = announcement.is_published(clock.now()) and announcement.tell_the_list
    return "" if published else "not for the mailing list any more"


register(
    list_alert(
        "news_published",
        topic=Topic.NEWS,
        subject="alerts.announcement",
        due=_to_tell,
        moment=lambda announcement: announcement.published_at,
        still_true=_still_published,
    )
)
