"""How many applications compete for an advert's places: what the bands are made of (ST-50)."""

from datetime import datetime

from django.db.models import Count, OuterRef, Subquery

from applications.models import Application
from placements import competition
from placements.models import Round


@competition.counted
def sent_in_latest_round(now: datetime) -> Subquery:
    """For a query on adverts: applications that were sent and still stand, whatever was decided.

    Only those of the latest round that has opened: earlier rounds' are decided. What a host
    decides never changes the number, so it tells nothing of outcomes that are held.
    """
    cycle = OuterRef("advert__cycle")
    opened = Round.objects.filter(cycle=cycle, opens_at__lte=now).order_by("-number")
    sent = Application.objects.competing().filter(
        advert=OuterRef("pk"), round=Subquery(opened.values("pk")[:1])
    )
    count = sent.order_by().values("advert").annotate(sent=Count("pk"))
    return Subquery(count.values("sent"))
