"""The Internship Alerts mailing list: joining by a confirmed address, and leaving in one press."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from alerts import ledger
from alerts.kinds import LIST, Chaser, Kind, register
from alerts.models import Subscription, Topic
from microinternships import clock

ONE_MAIL_IN = timedelta(minutes=10)
"""However often a form is sent, an address gets one mail in this time."""


def ask(*, email: str, topics: list[str]) -> None:
    """Write to ``email``: to confirm, or to say that it is on the list already.

    Nothing changes for an address that is on the list, because anybody can type it.
    """
    now = clock.now()
    with transaction.atomic():
        subscription, new = Subscription.objects.select_for_update(no_key=True).get_or_create(
            email=email.lower(), defaults={"topics": topics, "asked_at": now}
        )
        if not new:
            if now < subscription.asked_at + ONE_MAIL_IN:
                return
            if not subscription.on_list:
                subscription.topics = topics
            subscription.asked_at = now
            subscription.save()
        kind = "already_on_the_list" if subscription.on_list else "confirm_subscription"
        ledger.queue(kind, subscription, step=f"asked-{now:%Y%m%d%H%M%S}")


def confirm(subscription: Subscription) -> None:
    """Put the address on the list. It is told of what happens from now on."""
    if not subscription.on_list:
        subscription.confirmed_at, subscription.unsubscribed_at = clock.now(), None
        subscription.save(update_fields=["confirmed_at", "unsubscribed_at"])


def choose(subscription: Subscription, topics: list[str]) -> None:
    subscription.topics = topics
    subscription.save(update_fields=["topics"])


def leave(subscription: Subscription) -> None:
    """Take the address off the list; what is queued for it is not sent any more."""
    if subscription.unsubscribed_at is None:
        subscription.unsubscribed_at = clock.now()
        subscription.save(update_fields=["unsubscribed_at"])


def list_alert(
    name: str,
    *,
    topic: Topic,
    subject: str,
    due: Callable,
    moment: Callable[[Any], datetime | None],
    step: str = "T",
    **more,
) -> Chaser:
    """A kind that is told to everybody on the list who wants ``topic``, in waking hours."""
    return Chaser(
        name,
        subject=subject,
        recipients=lambda about: Subscription.objects.wanting(topic),
        due=due,
        deadline=moment,
        steps=(step,),
        optional=True,
        audience=LIST,
        **more,
    )


register(
    Kind(
        "confirm_subscription",
        subject="alerts.subscription",
        recipients=lambda subscription: [subscription],
        still_true=lambda subscription, alert: "already confirmed" if subscription.on_list else "",
    ),
    Kind(
        "already_on_the_list",
        subject="alerts.subscription",
        recipients=lambda subscription: [subscription],
        still_true=lambda subscription, alert: "" if subscription.on_list else "has left the list",
    ),
)
