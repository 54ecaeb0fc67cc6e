"""Counting who looks at an advert: honestly, cheaply, and without remembering who it was (HO-28).

A page that was read says so itself, with a request of its own, so that the page costs nothing
more, is the same for everybody, and does not notice when counting fails. Readers without scripts
are not counted, and neither are most robots: the number is too low rather than too high.
"""

from datetime import date, datetime
from ipaddress import ip_network
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from applications.models import AdvertView
from microinternships import clock
from placements import rules
from placements.models import Advert

ROBOTS = ("bot", "crawl", "spider", "headless", "preview")


def note(request: HttpRequest, advert: Advert) -> bool:
    """Count the reader behind ``request``, once a day; a single insert that waits for nobody.

    False when nobody is counted because the same address has had too many readers of ``advert``.
    """
    if not _counts(request, advert):
        return True
    day = clock.today()
    one = AdvertView(advert=advert, day=day, visitor=_visitor(request, day))
    if not _believable(request, one):
        return False
    AdvertView.objects.bulk_create([one], ignore_conflicts=True)
    return True


def _counts(request: HttpRequest, advert: Advert) -> bool:
    """Neither the advert's own hosts, nor the Office, nor who says they are a robot."""
    agent = request.headers.get("User-Agent", "").lower()
    if any(word in agent for word in ROBOTS):
        return False
    user = request.user
    return not (user.is_authenticated and (user.is_staff or rules.is_member(user, advert)))


def _believable(request: HttpRequest, view: AdvertView) -> bool:
    """An account is one person; an address may be a whole college, or one reader who calls
    themselves by many names. Whoever is counted already may come again as often as they like."""
    same = {"advert": view.advert, "day": view.day, "visitor": view.visitor}
    if request.user.is_authenticated or AdvertView.objects.filter(**same).exists():
        return True
    key = f"{view.advert_id} {_line(get_adapter(request).get_client_ip(request))}"
    return ratelimit.consume(request, action="seen", key=key)


def _line(address: str) -> str:
    """One subscriber's line: an address of version 4, or all of a network of version 6."""
    return str(ip_network(f"{address}/64", strict=False)) if ":" in address else address


def _visitor(request: HttpRequest, day: date) -> UUID:
    """Tells people apart within ``day``: accounts, else addresses with the browser's name."""
    who = f"account {request.user.pk}"
    if not request.user.is_authenticated:
        address = get_adapter(request).get_client_ip(request)
        who = f"{address} {request.headers.get('User-Agent', '')}"
    return UUID(salted_hmac("applications.AdvertView", f"{day} {who}").hexdigest()[:32])


def forget_visitors(now: datetime) -> int:
    """Keep of the days that are over only how many looked; returns how many were forgotten."""
    today = now.astimezone(clock.OXFORD).date()
    known = AdvertView.objects.filter(day__lt=today, visitor__isnull=False)
    return known.update(visitor=None)
