"""Questions about places, dates and limits that guards ask under the locks."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import Count, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import Student
from applications.eligibility import Eligibility, judge
from applications.models import Application, Offer, Waiver
from microinternships import clock
from microinternships.workingdays import add_working_days
from placements.models import Advert, Cycle, Placement, PlacementDay, Round

LEAST_TO_ANSWER = timedelta(hours=24)
"""Nobody is offered a place with less time to answer (docs/decisions/0006)."""


def places_taken(advert: Advert) -> int:
    """Open offers and placements: what counts against an advert's places (invariant 1)."""
    counted = with_places_taken(Advert.objects.filter(pk=advert.pk))
    return counted.values_list("taken", flat=True).get()


def has_free_place(advert: Advert) -> bool:
    return places_taken(advert) < advert.places


def with_places_taken(adverts: QuerySet[Advert]) -> QuerySet[Advert]:
    """Many-rows twin of :func:`places_taken`: each advert with its count as ``taken``."""
    offers = Offer.objects.made().filter(application__advert=OuterRef("pk"))
    held = Placement.objects.active().filter(advert=OuterRef("pk"))
    return adverts.annotate(taken=_count(offers, "application__advert") + _count(held, "advert"))


def _count(rows: QuerySet, by: str) -> Coalesce:
    return Coalesce(rows.order_by().values(by).annotate(n=Count("pk")).values("n"), 0)


def applications_used(
    student: Student, in_round: Round, *, besides: Application | None = None
) -> int:
    """How many of the round's applications ``student`` has used, not counting ``besides``."""
    mine = Application.objects.counting().filter(student=student, round=in_round)
    return mine.exclude(pk=besides.pk if besides else None).count()


def days_taken(student: Student, days: Iterable[date]) -> list[date]:
    """Which of ``days`` the student already spends on another placement."""
    clashes = PlacementDay.objects.filter(student=student, active=True, date__in=list(days))
    return sorted(clashes.values_list("date", flat=True))


def placements_held(student: Student, cycle: Cycle) -> int:
    return Placement.objects.active().filter(student=student, advert__cycle=cycle).count()


def eligibility_of(student: Student, cycle: Cycle) -> Eligibility:
    """The verdict on ``student`` today, with the Office's waivers taken into account."""
    verdict = judge(student, cycle, on=clock.today())
    if verdict.eligible:
        return verdict
    waivers = Waiver.objects.filter(student=student, cycle=cycle)
    waived = set(waivers.values_list("rule", flat=True))
    return judge(student, cycle, on=clock.today(), waived=waived)


def respond_by(in_round: Round, now: datetime) -> datetime | None:
    """When an offer made ``now`` has to be answered: noon on the round's n-th working day after
    it becomes known, but never after the round's answers are due or, where those are past or too
    near, the reserve list's end. None when that leaves less than LEAST_TO_ANSWER.
    """
    known = max(now, in_round.release_at) if in_round.release_at else now
    earliest = known + LEAST_TO_ANSWER
    day = add_working_days(known.astimezone(clock.OXFORD).date(), in_round.answer_working_days)
    if clock.noon(day) < earliest:
        day = add_working_days(day, 1)
    last = in_round.answer_by if earliest <= in_round.answer_by else in_round.cycle.reserve_ends_at
    answer = min(clock.noon(day), last)
    return answer if answer >= earliest else None
