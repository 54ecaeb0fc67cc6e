"""Which adverts fit beside the placements a student already has (ST-44).

A card says so before anybody spends an evening on an application; that no two placements share a
day is kept by the database.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.db.models import Q

from placements import cards
from placements.models import Advert, PlacementDay

CLASHES = "Clashes with your placement"


@cards.extra
def my_placements(user, adverts: Sequence[Advert], now: datetime) -> dict[int, cards.Remark]:
    """What ``user``'s placements leave of each of ``adverts``."""
    weeks = [week for advert in adverts for week in advert.offered_weeks]
    if not (weeks and user.is_student):
        return {}
    within = (min(week.starts_on for week in weeks), max(week.ends_on for week in weeks))
    cycles = {advert.cycle_id for advert in adverts}
    mine = PlacementDay.objects.filter(
        Q(date__range=within) | Q(placement__advert__cycle__in=cycles),
        student=user.student_key,
        active=True,
    )
    taken, held = set(), defaultdict(set)
    for day, advert, cycle in mine.values_list(
        "date", "placement__advert", "placement__advert__cycle"
    ):
        taken.add(day)
        held[cycle].add(advert)
    said = {
        advert.pk: what_is_left(advert, taken, held[advert.cycle_id])
        for advert in adverts
        if taken and advert.pk not in held[advert.cycle_id]
    }
    return {key: cards.Remark(note=note) for key, note in said.items() if note}


def what_is_left(advert: Advert, taken: Collection[date], held: Collection[int]) -> str:
    """That another placement would be one too many, "Clashes with your placement", "Week A only",
    or nothing while every week has room.

    A week has room when as many of its days are free as the placement lasts; ``held`` are the
    adverts of the cycle on which the student has a placement.
    """
    if len(held) >= advert.cycle.max_placements:
        return f"You have {advert.cycle.at_most} in this cycle already, the most there is"
    weeks = advert.offered_weeks
    free = [week for week in weeks if len(set(week.dates).difference(taken)) >= advert.days]
    if len(free) == len(weeks):
        return ""
    if not free:
        return CLASHES
    return (
        f"Week {' or '.join(week.label for week in free)} only: you have a placement in the other"
    )
