"""Searches that students saved: what one is called, and what is new for it.

An advert appears once: when its cycle opens or, if that is later, when it is approved. A digest
tells of what appeared between the last one and its own hour, so that those hours never overlap and
no advert is told twice, however late a job runs and whatever is changed about the search.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Value
from django.http import QueryDict

from accounts.models import Student
from alerts.models import Alert, AlertState
from alerts.timing import latest_digest, latest_weekly_digest
from microinternships import clock
from microinternships.templatetags.words import sentence_list
from placements import ordering
from placements.filters import FACETS, AdvertFilter
from placements.models import Advert, Cycle, SavedSearch
from placements.search import LONGEST_QUERY

DIGEST = "saved_search_found"
NOTHING_NEW = "no new advert fits"
MOST = 20  # searches that one student may keep


def canonical(query: QueryDict) -> str:
    """What of a browse page's address is a search: known filters and words, in one order.

    A cycle is none of them, because a search outlives it: :func:`cycles_left_out` says so.
    """
    chosen = AdvertFilter(query, now=clock.now())
    kept = QueryDict(mutable=True)
    if chosen.text:
        kept["q"] = chosen.text[:LONGEST_QUERY]
    for name, values in chosen.chosen.items():
        kept.setlist(name, sorted(values))
    return kept.urlencode()


def cycles_left_out(query: QueryDict) -> list[str]:
    """The names of the cycles that the browse page's address chose, which no search keeps."""
    now = clock.now()
    open_now = list(Cycle.objects.open_for_applications(now))
    chosen = AdvertFilter(query, now=now, cycles=open_now).chosen.get("cycle", ())
    return [cycle.name for cycle in open_now if str(cycle.pk) in chosen]


@transaction.atomic
def keep(student: Student, query: str, *, every: str) -> tuple[SavedSearch | None, bool]:
    """The student's search for ``query``, and whether it is new; None where no more are kept.

    The student is locked, so that a button pressed twice saves once.
    """
    list(Student.objects.select_for_update(no_key=True).filter(pk=student.pk))
    mine = SavedSearch.objects.filter(student=student)
    if known := mine.filter(query=query).first():
        return known, False
    if mine.count() >= MOST:
        return None, False
    return SavedSearch.objects.create(student=student, query=query, every=every), True


def described(query: str) -> str:
    """As in "“maps”, Law or Finance, Remote"; "Every advert" for a search without filters."""
    chosen = AdvertFilter(QueryDict(query), now=clock.now())
    said = [f"“{chosen.text}”"] if chosen.text else []
    for facet in FACETS:
        if values := chosen.chosen.get(facet.name):
            labels = dict(facet.choices)
            said.append(sentence_list((labels[value] for value in values), last="or"))
    return ", ".join(said) or "Every advert"


def fitting_now(saved: Iterable[SavedSearch]) -> dict[int, int]:
    """How many open adverts fit each of ``saved``, by its key; in one query."""
    now = clock.now()
    counts = [
        AdvertFilter(QueryDict(one.query), now=now)
        .qs.order_by()
        .values(search_pk=Value(one.pk))
        .annotate(found=Count("pk"))
        .values_list("search_pk", "found")
        for one in saved
    ]
    return dict(counts[0].union(*counts[1:])) if counts else {}


def deadline(search: SavedSearch) -> datetime:
    """The latest hour at which ``search`` has its digest."""
    weekly = search.every == SavedSearch.Every.WEEK
    return (latest_weekly_digest if weekly else latest_digest)(clock.now())


def new_adverts(search: SavedSearch) -> QuerySet[Advert]:
    """Open adverts that fit and appeared since the digest before the latest, newest first."""
    chosen = AdvertFilter(QueryDict(search.query), now=clock.now())
    adverts = chosen.qs.annotate(appeared_at=ordering.appeared_at())
    new = adverts.filter(appeared_at__gt=_told_until(search), appeared_at__lte=deadline(search))
    return new.select_related("organisation").order_by("-appeared_at", "pk")


def _told_until(search: SavedSearch) -> datetime:
    """Until when adverts have been told: the hour of the last digest that was settled.

    That may lie after the latest one, where a search has just become a weekly one.
    """
    settled = Q(state=AlertState.SENT) | Q(state=AlertState.SKIPPED, reason=NOTHING_NEW)
    digests = Alert.objects.of(search).filter(settled, kind=DIGEST)
    last = digests.order_by("-deadline").values_list("deadline", flat=True).first()
    return last or search.created_at
