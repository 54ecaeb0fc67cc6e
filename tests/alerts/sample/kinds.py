"""Kinds about a User: a "draft" while it has no name, with its deadline in ``last_login``."""

from datetime import timedelta

from accounts.models import User
from alerts.kinds import Chaser, Kind
from alerts.models import Alert
from microinternships.engine import STUDENT


def nameless(now):
    return User.objects.filter(name="", last_login__isnull=False)


def still_nameless(user, alert) -> str:
    return "the name is known" if user.name else ""


NAME_MISSING = Chaser(
    "name_missing",
    subject="accounts.user",
    recipients=lambda user: [user],
    due=nameless,
    deadline=lambda user: user.last_login,
    steps=("T-7d", "T-2d", "T-6h"),
    since=lambda user: user.date_joined,
    still_true=still_nameless,
)
NAME_MISSING_POLITELY = Chaser(
    "name_missing_politely",
    subject="accounts.user",
    recipients=lambda user: [user],
    due=nameless,
    deadline=lambda user: user.last_login,
    steps=("T-7d", "T-2d", "T-6h"),
    since=lambda user: user.date_joined,
    still_true=still_nameless,
    optional=True,
    label="Reminders of a missing name",
    audience=STUDENT,
)
NAME_OVERDUE = Chaser(
    "name_overdue",
    subject="accounts.user",
    recipients=lambda user: [user],
    due=nameless,
    deadline=lambda user: user.last_login,
    steps=("T", "T+5wd"),
    since=lambda user: user.date_joined,
    still_true=still_nameless,
)
WELCOME = Kind(
    "welcome",
    subject="accounts.user",
    recipients=lambda user: [user],
    context=lambda user, recipient: {"motto": "Dominus <illuminatio> & mea"},
    attachments=lambda user, recipient: [("hello.ics", b"BEGIN:VCALENDAR", "text/calendar")],
)

# The ledger's own rows have a state, so a machine in the tests can move them.
GIVEN_UP = Kind("given_up", subject="alerts.alert", recipients=lambda alert: people_of(alert))
GIVEN_UP_LATER = Kind(
    "given_up_later",
    subject="alerts.alert",
    recipients=lambda alert: people_of(alert),
    when=lambda alert: alert.due_at + timedelta(days=3),
)


def people_of(alert: Alert) -> list[User]:
    return list(User.objects.filter(pk=alert.recipient_id))
