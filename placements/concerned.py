"""Whom a cycle's moved dates concern among hosts, and what adverts and placements forbid."""

from collections.abc import Collection, Iterator

from django.db.models import Count, QuerySet

from microinternships.engine import EFFECT, Refusal
from microinternships.phrases import day_words
from placements import dates, moving
from placements.models import Advert, CandidateWeek, Cycle, Mode, Placement
from placements.workflow import advert_machine

State = Advert.State
NOT_SUBMITTED = (State.DRAFT, State.CHANGES_REQUESTED)
SUBMITTED = (State.SUBMITTED, State.APPROVED, State.SUSPENDED)
MEETING = (Mode.IN_PERSON, Mode.HYBRID)


def offering(weeks: Collection[CandidateWeek]) -> QuerySet[Advert]:
    """Adverts that offer one of ``weeks`` and have not ended."""
    offered = CandidateWeek.objects.filter(pk__in=[week.pk for week in weeks])
    return Advert.objects.filter(
        pk__in=offered.values("adverts"), state__in=(*NOT_SUBMITTED, *SUBMITTED)
    )


def becomes_remote(changed: moving.Changed) -> bool:
    return changed.get("remote_only") == (False, True)


@moving.concerned
def adverts(cycle: Cycle, changed: moving.Changed) -> Iterator[moving.Group]:
    mine = Advert.objects.filter(cycle=cycle)
    if "adverts_due_at" in changed:
        yield moving.Group(
            mine.filter(state__in=NOT_SUBMITTED).count(),
            "advert that is not submitted yet,adverts that are not submitted yet",
        )
    if dates.field_of(1, "opens_at") in changed:
        yield moving.Group(mine.filter(state=State.APPROVED).count(), "approved advert")
    if becomes_remote(changed):
        yield moving.Group(
            mine.filter(state__in=NOT_SUBMITTED, mode__in=MEETING).count(),
            "draft advert with days in person,draft adverts with days in person",
        )


@moving.concerned
def adverts_of_a_moved_week(cycle: Cycle, changed: moving.Changed) -> Iterator[moving.Group]:
    for week in moving.moved_weeks(cycle, changed):
        theirs = offering([week])
        words = f"advert that offers week {week.label},adverts that offer week {week.label}"
        yield moving.Group(theirs.count(), words)
        words = f"organisation that offers week {week.label}"
        yield moving.Group(
            theirs.values("organisation").distinct().count(),
            f"{words},organisations that offer week {week.label}",
        )


@moving.concerned
def placements(cycle: Cycle, changed: moving.Changed) -> Iterator[moving.Group]:
    held = Placement.objects.active().filter(advert__cycle=cycle)
    if {"claims_close_at", "archive_at", "expense_rules"} & changed.keys():
        yield moving.Group(held.count(), "student with a placement,students with a placement")


@moving.guard
def weeks_with_placements_stay(cycle: Cycle, changed: moving.Changed) -> Refusal | None:
    for week in cycle.ordered_weeks:
        name = dates.week_field(week.label)
        if name in changed and (n := Placement.objects.active().filter(week=week).count()):
            sentence = f"Placements lie in week {week.label}: {n}. Change or cancel them first."
            return Refusal("placements", sentence, name)
    return None


@moving.guard
def days_in_person_stay(cycle: Cycle, changed: moving.Changed) -> Refusal | None:
    """A cycle turns remote once no advert that the Office has brings a student to its host."""
    met = Advert.objects.filter(cycle=cycle, state__in=SUBMITTED, mode__in=MEETING)
    if becomes_remote(changed) and (n := met.count()):
        sentence = f"Adverts with days in person: {n}. Change their mode, or withdraw them, first."
        return Refusal("in_person", sentence, "remote_only")
    return None


@moving.guard
def placements_stay_within_the_maximum(cycle: Cycle, changed: moving.Changed) -> Refusal | None:
    if "max_placements" not in changed:
        return None
    held = Placement.objects.active().filter(advert__cycle=cycle).order_by().values("student")
    over = held.annotate(held=Count("pk")).filter(held__gt=changed["max_placements"][1])
    if n := over.count():
        sentence = f"Students who hold more placements than that: {n}. Cancel some of theirs first."
        return Refusal("placements", sentence, "max_placements")
    return None


@moving.afterwards
def tell_of_moved_weeks(cycle: Cycle, changed: moving.Changed, by) -> None:
    """Each advert that offers a moved week says so once, to its host and to whoever follows it."""
    weeks = moving.moved_weeks(cycle, changed)
    for advert in offering(weeks).prefetch_related("weeks").order_by("pk"):
        its_own = [week for week in advert.offered_weeks if week in weeks]
        said = "\n".join(_line(week, changed) for week in its_own)
        advert_machine.fire("move_week", advert, by=by, role=EFFECT, comment=said, moved=its_own)


def _line(week: CandidateWeek, changed: moving.Changed) -> str:
    """For the history and the letters, as in "Week A: Monday 7 …, now Monday 14 …"."""
    old, new = changed[dates.week_field(week.label)]
    return f"First day of week {week.label}: {day_words(old)}, now {day_words(new)}"
