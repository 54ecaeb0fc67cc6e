"""Whenever jobs run and however a saved search is changed, each new advert is told of once."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from django.core import mail

from alerts import ledger, sender
from microinternships import clock
from placements.models import SavedSearch
from tests.factories import AdvertFactory, CycleFactory, StudentFactory
from tests.placements.test_saved_searches import appeared

pytestmark = pytest.mark.django_db

SAVED = datetime(2026, 11, 4, 13, tzinfo=UTC)  # an hour after the cycle's launch
DAYS = 17  # of the weeks in which it is open
NINE_HOURS = timedelta(hours=9)
SECOND = timedelta(seconds=1)


def moments(random: Random, count: int) -> list[datetime]:
    """In order, and many of them beside the hour at which digests are due."""
    found = []
    for _ in range(count):
        midnight = SAVED.replace(hour=0) + timedelta(days=random.randint(1, DAYS))
        beside = midnight + NINE_HOURS + random.choice((-1, 0, 1)) * SECOND
        found.append(random.choice((beside, midnight + timedelta(minutes=random.randrange(1440)))))
    return sorted(found)


def told() -> list[str]:
    """The titles of all the adverts in the letters that went out."""
    lines = [line for one in mail.outbox for line in one.body.splitlines()]
    return [line.split(",")[0].removeprefix("- ") for line in lines if line.startswith("- Advert")]


def do_something(random: Random, cycle, at: datetime, number: int) -> str:
    """A job runs, or an advert appears, or the student wants to hear daily or weekly from now."""
    what = random.choice(("appears", "is planned", "is planned", "is sent", "is sent", "changes"))
    if what == "is planned":
        ledger.plan(at)
    elif what == "is sent":
        sender.send_due(at)
    elif what == "changes":
        SavedSearch.objects.update(every=random.choice(SavedSearch.Every.values))
    else:
        appeared(cycle, at, title=(what := f"Advert {number:02}"))
    return what


@pytest.mark.parametrize("seed", range(10, 20))
def test_each_advert_is_told_once(seed):
    random = Random(seed)
    with clock.standing_at(SAVED):
        cycle = CycleFactory(week_a=clock.noon(date(2027, 1, 4)))
        SavedSearch.objects.create(student=StudentFactory(), query="sector=law")
        AdvertFactory(cycle=cycle, sector="law", title="Advert of before")
    done, trail = [], []
    for number, at in enumerate(moments(random, 30)):
        with clock.standing_at(at):
            done.append(do_something(random, cycle, at, number))
        trail.append(f"{at:%a %-d %b %H:%M:%S} {done[-1]}")
    SavedSearch.objects.update(every=SavedSearch.Every.DAY)
    last = clock.noon(date(2026, 11, 23)) - SECOND  # before which applications close
    ledger.plan(last)
    sender.send_due(last)
    assert sorted(told()) == [one for one in done if one.startswith("Advert")], "\n".join(trail)
