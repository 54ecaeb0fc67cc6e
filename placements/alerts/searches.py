"""New adverts for a saved search: one digest a day or a week, and none when nothing is new."""

from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from alerts.kinds import Chaser, register
from microinternships.engine import STUDENT
from placements import searches
from placements.alerts import people
from placements.models import SavedSearch

LISTED = 10


def _reader(search: SavedSearch) -> list[User]:
    return people.student(search.student)


def _searches(now: datetime) -> QuerySet[SavedSearch]:
    return SavedSearch.objects.select_related("student__user")


def _something_new(search: SavedSearch, alert) -> str:
    """Only the latest digest may settle that there was nothing; an older one is moot anyway."""
    if alert.deadline != searches.deadline(search) or searches.new_adverts(search).exists():
        return ""
    return searches.NOTHING_NEW


def _which(search: SavedSearch, recipient) -> dict:
    adverts = list(searches.new_adverts(search))
    return {
        "search": search,
        "adverts": adverts[:LISTED],
        "count": len(adverts),
        "more": len(adverts) - len(adverts[:LISTED]),
    }


register(
    Chaser(
        searches.DIGEST,
        subject="placements.savedsearch",
        recipients=_reader,
        due=_searches,
        deadline=searches.deadline,
        steps=("T",),
        still_true=_something_new,
        context=_which,
        stop_url=lambda search: reverse("placements:search_stop", args=[search.token]),
        optional=True,
        label="New adverts that match a search you have saved",
        audience=STUDENT,
    ),
)
