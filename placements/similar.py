"""Other open adverts that a reader of one might like, for a reason they can see."""

from datetime import datetime

from django.db.models import Case, IntegerField, QuerySet, Value, When

from placements import ordering
from placements.models import Advert

SHOWN = 3


def similar(advert: Advert, now: datetime) -> QuerySet[Advert]:
    """At most three open adverts of the same cycle and sector, most alike first.

    Those that build one of the same skills come first, then those of the same mode; ties stand in
    an order that changes daily.
    """
    alike = Advert.objects.open(now).filter(cycle=advert.cycle_id, sector=advert.sector)
    skills = _one_if(skills__overlap=advert.skills) if advert.skills else Value(0)
    ranked = alike.exclude(pk=advert.pk).annotate(alike=skills + skills + _one_if(mode=advert.mode))
    best = ranked.order_by("-alike", ordering.daily(now))[:SHOWN]
    return best.select_related("organisation").only("title", "mode", "organisation__name")


def _one_if(**condition) -> Case:
    return Case(When(**condition, then=1), default=0, output_field=IntegerField())
