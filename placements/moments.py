"""The moments at which what anybody may read becomes something else by itself."""

from datetime import datetime

from django.db.models import Min, Q

from placements.models import Advert, Cycle

OF_ROUND = ("opens_at", "closes_at", "choose_by", "release_at", "answer_by")
OF_CYCLE = ("adverts_due_at", "reserve_ends_at", "claims_close_at", "archive_at")


def next_moment(now: datetime) -> datetime | None:
    """The first milestone of any cycle after ``now``, or an advert's own close; two queries."""
    ahead = Cycle.objects.filter(archive_at__gt=now)
    names = (*OF_CYCLE, *(f"rounds__{name}" for name in OF_ROUND))
    found = ahead.aggregate(
        **{name: Min(name, filter=Q(**{f"{name}__gt": now}), default=None) for name in names}
    )
    closing = Advert.objects.filter(cycle__in=ahead, own_closing_at__gt=now)
    moments = [*found.values(), closing.aggregate(first=Min("own_closing_at"))["first"]]
    return min((moment for moment in moments if moment), default=None)
