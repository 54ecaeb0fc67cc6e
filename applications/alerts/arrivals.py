"""What hosts hear of applications that arrive: each morning, and all of them at the close."""

from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet

from accounts.models import User
from alerts.kinds import Chaser, register
from alerts.models import Alert, AlertState
from alerts.timing import latest_digest
from applications.alerts.hosts import recruiters
from applications.models import Application
from microinternships import clock
from microinternships.engine import HOST
from placements.alerts import past, people
from placements.models import Advert, Organisation, Round

# After that a host needs no letter to know that applications have closed.
REMEMBERED = timedelta(days=2)
ARRIVALS = "applications_received"
# What waited longer for a digest, all jobs stopped, is no news of this morning.
LONGEST = timedelta(days=7)


# Each morning


def _arrived(now: datetime) -> QuerySet[Application]:
    """What no digest has told, waits for a host, and may still be joined by more.

    A digest that went to any host of an organisation has told what came before it; a morning on
    which none went out is made up for by the next.
    """
    until = latest_digest(now)
    told = Alert.objects.filter(
        kind=ARRIVALS,
        subject_type=Organisation._meta.label_lower,
        subject_id=OuterRef("advert__organisation"),
        state=AlertState.SENT,
        deadline__lt=until,
        deadline__gt=OuterRef("submitted_at"),
    )
    arrived = Q(submitted_at__gte=until - LONGEST, submitted_at__lt=until)
    still_open = Q(round__closes_at__gt=now) | Q(advert__own_closing_at__gt=now)
    return Application.objects.undecided().filter(arrived, still_open).exclude(Exists(told))


def _with_arrivals(now: datetime) -> QuerySet[Organisation]:
    arrived = _arrived(now).filter(advert__organisation=OuterRef("pk"))
    return Organisation.objects.filter(Exists(arrived))


def _readable(organisation: Organisation, host: User) -> QuerySet[Application]:
    """Never the host's own application, should they be a student too."""
    now = clock.now()
    mine = Application.objects.for_host(host, now).values("pk")
    return _arrived(now).filter(pk__in=mine, advert__organisation=organisation)


def _with_something_to_read(organisation: Organisation) -> list[User]:
    hosts = people.recruiters(organisation)
    return [host for host in hosts if _readable(organisation, host).exists()]


def _this_morning(organisation: Organisation) -> datetime:
    return latest_digest(clock.now())


def _new(organisation: Organisation, recipient) -> dict:
    arrived = _readable(organisation, recipient).order_by()
    counts = dict(arrived.values_list("advert").annotate(Count("pk")))
    first = arrived.aggregate(first=Min("submitted_at"))["first"]
    adverts = Advert.objects.filter(pk__in=counts).select_related("cycle").order_by("pk")
    now = clock.now()
    lines = [(advert, counts[advert.pk], advert.closes_at(now)) for advert in adverts]
    return {"lines": lines, "total": sum(counts.values()), "since": latest_digest(first)}


# At the close


def _just_closed(now: datetime) -> QuerySet[Advert]:
    window = (now - REMEMBERED, now)
    rounds = Q(cycle__rounds__closes_at__range=window) | Q(own_closing_at__range=window)
    adverts = Advert.objects.published(now).filter(rounds).distinct()
    return adverts.select_related("organisation", "cycle").defer("search")


def _latest_round(advert: Advert) -> Round:
    return advert.cycle.latest_round(clock.now())


def _sent(advert: Advert) -> QuerySet[Application]:
    ended = (Application.State.WITHDRAWN, Application.State.CANCELLED)
    sent = advert.applications.sent().filter(round=_latest_round(advert))
    return sent.exclude(state__in=ended)


def _closes_at(advert: Advert) -> datetime | None:
    """None where nobody could apply: a later round is only for adverts with places left."""
    passed_by = advert.full_in(_latest_round(advert)) and not _sent(advert).exists()
    return None if passed_by else advert.closes_at(clock.now())


def _news_at_the_close(advert: Advert, alert) -> str:
    if not advert.published(clock.now()):
        return "students cannot read the advert now"
    row = past.last(advert, "close_early", "extend")
    if row and row.event == "close_early" and advert.own_closing_at == alert.deadline:
        return "told when it was closed early"
    decided = _sent(advert).exists() and not _sent(advert).undecided().exists()
    return "every application is decided" if decided else ""


def _to_review(advert: Advert, recipient) -> dict:
    in_round = _latest_round(advert)
    return {
        "count": _sent(advert).undecided().count(),
        "choose_by": in_round.choose_by,
        "shared": in_round.release_at,
    }


register(
    Chaser(
        ARRIVALS,
        subject="placements.organisation",
        recipients=_with_something_to_read,
        due=_with_arrivals,
        deadline=_this_morning,
        steps=("T",),
        context=_new,
        optional=True,
        label="Each working morning, the applications that have arrived",
        audience=HOST,
    ),
    Chaser(
        "applications_closed",
        subject="placements.advert",
        recipients=recruiters,
        due=_just_closed,
        deadline=_closes_at,
        steps=("T",),
        still_true=_news_at_the_close,
        context=_to_review,
    ),
)
