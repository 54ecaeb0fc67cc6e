"""What the Internship Office hears of a round once hosts' time to choose has run out."""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, QuerySet

from accounts.models import User
from alerts.kinds import Chaser, register
from applications.alerts.hosts import REMEMBERED
from applications.models import Application
from placements.alerts import people
from placements.models import Advert, Round


def _office(in_round: Round) -> list[User]:
    return people.office()


def _ended() -> QuerySet[Application]:
    return Application.objects.filter(state=Application.State.UNSUCCESSFUL, by_default=True)


def _just_chosen(now: datetime) -> QuerySet[Round]:
    ended = _ended().filter(round=OuterRef("pk"))
    rounds = Round.objects.filter(choose_by__lte=now, choose_by__gt=now - REMEMBERED)
    return rounds.filter(Exists(ended)).select_related("cycle")


def _some_ended(in_round: Round, alert) -> str:
    return "" if _ended().filter(round=in_round).exists() else "every application is decided"


def _who(in_round: Round, recipient) -> dict:
    counts = dict(
        _ended().filter(round=in_round).order_by().values_list("advert").annotate(Count("pk"))
    )
    adverts = Advert.objects.filter(pk__in=counts).select_related("organisation")
    lines = [(advert, counts[advert.pk]) for advert in adverts.order_by("organisation__name", "pk")]
    return {"lines": lines, "total": sum(counts.values())}


# An hour after the deadline, so that the job that ends applications has been.
register(
    Chaser(
        "ended_by_default_office",
        subject="placements.round",
        recipients=_office,
        due=_just_chosen,
        deadline=lambda in_round: in_round.choose_by,
        steps=("T+1h",),
        still_true=_some_ended,
        context=_who,
    ),
)
