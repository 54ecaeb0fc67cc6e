"""What must always be true of placements and of the decisions about adverts."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, OuterRef

from microinternships.invariants import invariant
from microinternships.models import Transition
from placements import policy
from placements.models import MAX_DAYS, MIN_DAYS, Advert, Mode, Placement, PlacementDay


@invariant(2, "No student has more active placements in a cycle than the cycle allows.")
def over_the_cycles_maximum() -> list[Placement]:
    held = (
        Placement.objects.active()
        .filter(student=OuterRef("student"), advert__cycle=OuterRef("advert__cycle"))
        .order_by()
        .values("student")
        .annotate(held=Count("pk"))
        .values("held")
    )
    rows = Placement.objects.active().annotate(held=held)
    return list(rows.filter(held__gt=F("advert__cycle__max_placements")))


@invariant(2, "No two active placements of a student share a day.")
def in_two_places_on_a_day() -> list[PlacementDay]:
    twice = (
        PlacementDay.objects.filter(active=True, student=OuterRef("student"), date=OuterRef("date"))
        .order_by()
        .values("student")
        .annotate(times=Count("pk"))
        .values("times")
    )
    return list(PlacementDay.objects.filter(active=True).annotate(times=twice).filter(times__gt=1))


@invariant(
    3,
    "A placement has 2-5 days of one candidate week, in a mode its advert allows, "
    "and at most 37.5 hours.",
)
def outside_its_terms() -> list[Placement]:
    rows = Placement.objects.select_related("advert", "week").prefetch_related("days")
    return [placement for placement in rows if not all(_terms_hold(placement))]


def _terms_hold(placement: Placement) -> Iterator[bool]:
    days = placement.ordered_days
    yield MIN_DAYS <= len(days) <= MAX_DAYS
    yield placement.week.cycle_id == placement.advert.cycle_id
    yield all(day.date in placement.week.dates for day in days)
    yield placement.advert.mode == Mode.HYBRID or all(
        day.mode == placement.advert.mode for day in days
    )
    yield timedelta(0) < placement.hours_per_day * len(days) <= policy.MOST_HOURS


@invariant(10, "Nobody approved an advert of an organisation they act for.")
def approved_by_their_own() -> list[Advert]:
    approvers = Transition.objects.filter(
        machine=Advert._meta.label_lower, event="approve", subject_id=OuterRef("pk")
    ).values("by")
    return list(Advert.objects.filter(organisation__members__user__in=approvers).distinct())
