"""How many students ask for an advert's places, published only in bands (ST-50).

Applications are counted by the app above, which registers how::

    from placements import competition

    @competition.counted
    def sent_in_latest_round(now):
        return a subquery that gives one number for the advert OuterRef("pk")

The exact number stays with the host and the Office. Adverts that are sorted by competition are
sorted by band, so that their order tells no more than the bands do.
"""

from bisect import bisect
from collections.abc import Callable
from datetime import datetime
from enum import IntEnum

from django.contrib.postgres.fields import ArrayField
from django.db.models import Expression, F, FloatField, Func, IntegerField, Value
from django.db.models.functions import Cast, Coalesce, Greatest

from placements.models.advert import AdvertQuerySet

# Applications per free place from which the second and the third band begin. Nothing is published
# about this, so they are our defaults: with fewer than three students for a place, one more is
# welcome; from eight on, most of them hear no.
THRESHOLDS = (3.0, 8.0)


class Band(IntEnum):
    """Fewest first; a number, so that adverts can be sorted by it."""

    FEW, SOME, MANY = range(3)

    @property
    def words(self) -> str:
        return f"{self.name.capitalize()} applications so far"


def band(applications: int, places: int) -> Band:
    """Where ``applications`` for ``places`` free places lie; full reads as one place."""
    return Band(bisect(THRESHOLDS, applications / max(places, 1)))


Counter = Callable[[datetime], Expression]
counters: list[Counter] = []


def counted(counter: Counter) -> Counter:
    """Register how an advert's applications are counted at a time; the latest stands."""
    counters[:] = [counter]
    return counter


def with_competition(adverts: AdvertQuerySet, now: datetime) -> AdvertQuerySet:
    """Many-rows twin of :func:`band`: each advert with the number of its band, ``competition``.

    It says something only of adverts that take applications at ``now``.
    """
    sent = Coalesce(counters[0](now), 0) if counters else Value(0)
    free = Greatest(F("places") - F("places_held"), 1)
    thresholds = Value(list(THRESHOLDS), output_field=ArrayField(FloatField()))
    bucket = Func(
        Cast(sent, FloatField()) / Cast(free, FloatField()),
        Cast(thresholds, ArrayField(FloatField())),
        function="width_bucket",
        output_field=IntegerField(),
    )
    return adverts.with_places_held().annotate(competition=bucket)
