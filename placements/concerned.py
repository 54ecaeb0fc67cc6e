"""Whom a cycle's moved dates concern among hosts, and what adverts and placements forbid."""

from collections.abc import Iterator

from microinternships.engine import Refusal
from placements import dates, moving
from placements.models import Advert, Cycle, Placement

State = Advert.State
NOT_SUBMITTED = (State.DRAFT, State.CHANGES_REQUESTED)


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


@moving.concerned
def placements(cycle: Cycle, changed: moving.Changed) -> Iterator[moving.Group]:
    held = Placement.objects.active().filter(advert__cycle=cycle)
    if {"claims_close_at", "archive_at"} & changed.keys():
        yield moving.Group(held.count(), "student with a placement,students with a placement")


@moving.guard
def weeks_with_placements_stay(cycle: Cycle, changed: moving.Changed) -> Refusal | None:
    for week in cycle.ordered_weeks:
        name = dates.week_field(week.label)
        if name in changed and (n := Placement.objects.active().filter(week=week).count()):
            sentence = f"Placements lie in week {week.label}: {n}. Change or cancel them first."
            return Refusal("placements", sentence, name)
    return None
