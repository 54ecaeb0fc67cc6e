"""Sends what is due in the ledger, each alert once.

The sender takes one row at a time under ``FOR UPDATE SKIP LOCKED``, so two
workers never hold the same row, and keeps that lock until the outcome is
committed. Everything that can fail by itself (finding the subject, rendering,
writing the row) happens before the mail server is spoken to, which is the last
thing done before the commit.

One gap cannot be closed by any order of steps: the machine dies after the mail
server took the mail and before the commit. The choice here is that the mail then
goes out again, because a lost offer costs more than a second copy. Both copies
carry the same Message-ID, by which mail systems recognise the second. Nothing
needs cleaning up after a crash: the lock died with the connection.
"""

import logging
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import QuerySet

from alerts import kinds, ledger, mail, preferences, timing
from alerts.models import Alert, AlertState, Message, Subscription
from microinternships import clock

logger = logging.getLogger(__name__)

GAPS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=25))


class Moot(Exception):
    """The alert no longer holds; the text is the reason kept in the ledger."""


class NotYet(Exception):
    """The alert holds, but may not go out before ``moment``."""

    def __init__(self, moment: datetime):
        self.moment = moment
        super().__init__(moment)


def send_due(now: datetime, *, limit: int = 1000) -> int:
    """Settle up to ``limit`` alerts that are due at ``now``; returns how many were taken up."""
    with clock.standing_at(now):
        for taken in range(limit):
            if not _settle_next(now):
                return taken
    return limit


def _settle_next(now: datetime) -> bool:
    with transaction.atomic():
        alert = Alert.objects.due(now).select_for_update(skip_locked=True, no_key=True).first()
        if alert is None:
            return False
        try:
            with transaction.atomic():
                _send(alert, now)
        except NotYet as wait:
            alert.next_try_at = wait.moment
        except Moot as moot:
            alert.state, alert.reason = AlertState.SKIPPED, str(moot)
        except Exception as fault:
            logger.exception("Alert %s could not be sent.", alert.pk)
            _note_failure(alert, fault, now)
        else:
            return True
        alert.sent_at = None
        alert.save()
    return True


def _send(alert: Alert, now: datetime) -> None:
    kind = kinds.find(alert.kind)
    if kind is None:
        raise Moot("this kind of alert is no longer sent")
    subject = alert.subject()
    if subject is None:
        raise Moot("what it was about is gone")
    recipient = _recipient(alert, kind, subject)
    _ask_whether_it_holds(alert, kind, subject, recipient, now)
    letter = mail.write(kind, alert, subject, recipient)
    alert.state, alert.sent_at, alert.reason = AlertState.SENT, now, ""
    alert.save()
    Message.objects.create(
        alert=alert,
        recipient_id=alert.recipient_id,
        subscription_id=alert.subscription_id,
        subject_line=letter.subject_line,
        body_text=letter.text,
        body_html=letter.html,
    )
    mail.post(letter, alert)


def _recipient(alert: Alert, kind: kinds.Kind, subject):
    recipient = subject if alert.to_subject else _account_or_subscriber(alert)
    among = kind.recipients(subject)
    # A mailing list is long: the database is asked for one of it, not for all.
    found = among.contains(recipient) if isinstance(among, QuerySet) else recipient in among
    if not found:
        raise Moot("it no longer concerns the recipient")
    return recipient


def _account_or_subscriber(alert: Alert):
    return _subscriber(alert) if alert.subscription_id else _account(alert)


def _account(alert: Alert):
    user = get_user_model()._default_manager.filter(pk=alert.recipient_id).first()
    if user is None or not user.is_active:
        raise Moot("the recipient's account is closed")
    return user


def _subscriber(alert: Alert) -> Subscription:
    subscription = Subscription.objects.filter(pk=alert.subscription_id).first()
    if subscription is None:
        raise Moot("the address is no longer kept")
    return subscription


def _ask_whether_it_holds(
    alert: Alert, kind: kinds.Kind, subject, recipient, now: datetime
) -> None:
    if reason := kind.still_true(subject, alert):
        raise Moot(reason)
    if preferences.unwanted(kind, recipient):
        raise Moot(preferences.REASON)
    if isinstance(kind, kinds.Chaser) and alert.deadline is not None:
        _ask_chaser(alert, kind, subject, now)
    elif (moment := kind.when(subject)) and moment > now:
        raise NotYet(moment)
    if kind.optional and timing.is_quiet(now):
        raise NotYet(timing.put_off(now))


def _ask_chaser(alert: Alert, chaser: kinds.Chaser, subject, now: datetime) -> None:
    step = chaser.step(alert.step)
    if step is None:
        raise Moot("this reminder is no longer sent")
    if chaser.deadline(subject) != alert.deadline:
        raise Moot("the deadline has moved")
    if step.before and now >= alert.deadline:
        raise Moot("too late: the deadline has passed")
    reached = chaser.reached(subject, alert.deadline, now)
    if reached and reached[-1][0] != step:
        raise Moot(ledger.OVERTAKEN)


def _note_failure(alert: Alert, fault: Exception, now: datetime) -> None:
    """Three more tries with growing gaps, then it waits for the Office."""
    alert.reason = f"{type(fault).__name__}: {fault}"[:500]
    if alert.attempts < len(GAPS):
        alert.state, alert.next_try_at = AlertState.QUEUED, now + GAPS[alert.attempts]
    else:
        alert.state = AlertState.FAILED
    alert.attempts += 1
