"""Who looked at adverts and saved them: invented numbers, always the same."""

from datetime import timedelta

from applications.models import AdvertView, SavedAdvert
from demo.programme import who
from microinternships import clock
from placements.models import Cycle

MOST_A_DAY = 9
SAVED_BY = 6  # students, of whom each saves some adverts


def look_around(cycle: Cycle) -> None:
    """On every day on which students could apply, up to today."""
    today = clock.today()
    first = cycle.opens_at.astimezone(clock.OXFORD).date()
    last = min(today, cycle.first_round.closes_at.astimezone(clock.OXFORD).date())
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    adverts = list(cycle.adverts.order_by("pk"))
    AdvertView.objects.bulk_create(
        AdvertView(advert=advert, day=day)
        for number, advert in enumerate(adverts)
        for later, day in enumerate(days)
        for _ in range((5 * number + 3 * later) % MOST_A_DAY)
    )
    _save_some(adverts)


def _save_some(adverts: list) -> None:
    savers = list(who.other_students())[-SAVED_BY:]
    SavedAdvert.objects.bulk_create(
        SavedAdvert(student=student, advert=advert, saved_at=clock.now())
        for number, advert in enumerate(adverts)
        for student in savers[: (number + 3) % (SAVED_BY + 1)]
    )
