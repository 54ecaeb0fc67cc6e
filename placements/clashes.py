"""Which adverts fit beside the placements a student already has (ST-44).

A card says so before anybody spends an evening on an application; that no two placements share a
day is kept by the database.
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from placements import cards
from placements.models import Advert, PlacementDay

CLASHES = "Clashes with your placement"


@cards.extra
def my_placements(user, adverts: Sequence[Advert], now: datetime) -> dict[int, cards.Remark]:
    """What ``user``'s placements leave of each of ``adverts``."""
    mondays = [week.starts_on for advert in adverts for week in advert.offered_weeks]
    if not (mondays and user.is_student):
        return {}
    last = max(week.ends_on for advert in adverts for week in advert.offered_weeks)
    mine = PlacementDay.objects.filter(
        student=user.student_key, active=True, date__range=(min(mondays), last)
    )
    taken = set(mine.values_list("date", flat=True))
    said = {advert.pk: what_is_left(advert, taken) for advert in adverts} if taken else {}
    return {key: cards.Remark(note=note) for key, note in said.items() if note}


def what_is_left(advert: Advert, taken: Collection[date]) -> str:
    """ "Clashes with your placement", "Week A only", or nothing while every week has room.

    A week has room when as many of its days are free as the placement lasts.
    """
    weeks = advert.offered_weeks
    free = [week for week in weeks if len(set(week.dates).difference(taken)) >= advert.days]
    if len(free) == len(weeks):
        return ""
    if not free:
        return CLASHES
    return (
        f"Week {' or '.join(week.label for week in free)} only: you have a placement in the other"
    )
