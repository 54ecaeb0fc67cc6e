"""The programme's only source of "now".

Every rule about time compares with :func:`now`. During a request it stands
still at the moment the request arrived, so a form that was sent in time counts
as in time however long it then waits for a lock.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings

OXFORD = ZoneInfo("Europe/London")
NOON = time(12, 0)

_standing_at: ContextVar[datetime | None] = ContextVar("standing_at", default=None)
_rehearsed_at: ContextVar[datetime | None] = ContextVar("rehearsed_at", default=None)


def real_now() -> datetime:
    """The aware UTC time of this machine. For history rows; rules use :func:`now`."""
    return _rehearsed_at.get() or datetime.now(UTC)


def now() -> datetime:
    """The aware time at which the current request or job is taken to happen."""
    return _standing_at.get() or real_now()


def today() -> date:
    """The date in Oxford."""
    return now().astimezone(OXFORD).date()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Hold :func:`now` at an aware ``moment`` for the length of the block."""
    if moment.tzinfo is None:
        raise ValueError("the clock takes aware datetimes only")
    token = _standing_at.set(moment)
    try:
        yield
    finally:
        _standing_at.reset(token)


@contextmanager
def rehearsing_at(moment: datetime) -> Iterator[None]:
    """Let history too believe that it is ``moment``, to lay out a past for the demonstration.

    Raises RuntimeError anywhere else: a real history has real times.
    """
    if not settings.DEMO:
        raise RuntimeError("only the demonstration may rehearse")
    token = _rehearsed_at.set(moment)
    try:
        with standing_at(moment):
            yield
    finally:
        _rehearsed_at.reset(token)


def noon(day: date) -> datetime:
    """12:00 noon in Oxford on ``day``: the hour of every programme deadline."""
    return datetime.combine(day, NOON, OXFORD)


class ArrivalMiddleware:
    """A request is judged by the moment it arrived."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with standing_at(now()):
            return self.get_response(request)
