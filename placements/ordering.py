"""The orders in which adverts are browsed (ST-23)."""

from datetime import datetime

from django.db.models import CharField, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import MD5, Cast, Concat, Greatest, Lower, TruncDate

from microinternships import clock
from microinternships.models import Transition
from placements import competition
from placements.models import Advert, Round
from placements.search import folded

NEWEST, FEWEST, CLOSING, ALPHABET, RELEVANCE = "newest", "fewest", "closing", "a-z", "relevance"
CHOICES = (
    (NEWEST, "Newest"),
    (FEWEST, "Fewest applications for each place"),
    (CLOSING, "Closing soonest"),
    (ALPHABET, "A to Z"),
    (RELEVANCE, "Relevance"),
)


def usual(text: str) -> str:
    """The order when nobody chose one."""
    return RELEVANCE if text else NEWEST


def ordered(adverts: QuerySet[Advert], name: str, now: datetime) -> QuerySet[Advert]:
    """``adverts`` in one of CHOICES; they come from :func:`placements.filters.browsable`.

    Ties stand in an order that changes daily, so that no advert is always last.
    """
    tie = daily(now)
    if name == FEWEST:
        return competition.with_competition(adverts, now).order_by("competition", tie)
    if name == CLOSING:
        return adverts.order_by("closes", tie)
    if name == ALPHABET:
        return adverts.order_by(Lower(folded("title")), "pk")
    if name == RELEVANCE:
        return adverts.order_by("-relevance", tie)
    appeared = TruncDate(appeared_at(), tzinfo=clock.OXFORD)
    return adverts.annotate(appeared=appeared).order_by("-appeared", tie)


def daily(now: datetime) -> MD5:
    """An order by chance that is another one each day in Oxford."""
    day = now.astimezone(clock.OXFORD).date()
    return MD5(Concat(Cast("pk", CharField()), Value(f"{day:%Y%m%d}")))


def appeared_at() -> Greatest:
    """When an advert appeared: at its cycle's launch, or its approval when that came later."""
    first = Round.objects.filter(cycle=OuterRef("cycle"), number=1).order_by()
    approved = (
        Transition.objects.filter(
            machine=Advert._meta.label_lower, subject_id=OuterRef("pk"), event="approve"
        )
        .order_by()
        .values("subject_id")
        .annotate(last=Max("at"))
        .values("last")
    )
    return Greatest(Subquery(first.values("opens_at")), Subquery(approved))
