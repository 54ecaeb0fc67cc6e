"""What a student's advert cards say about their own application and their saved adverts."""

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse

from applications.models import Application, SavedAdvert
from applications.timeline import status_of
from placements import cards
from placements.models import Advert

State = Application.State


@cards.extra
def my_applications(user, adverts: Sequence[Advert], now: datetime) -> dict[int, cards.Remark]:
    """How ``user`` stands with each of ``adverts``."""
    if not user.is_student:
        return {}
    known = {advert.pk: advert for advert in adverts}
    mine = {"student": user.student_key, "advert__in": list(known)}
    saved = set(SavedAdvert.objects.filter(**mine).values_list("advert", flat=True))
    sent = Application.objects.filter(**mine).order_by("round__number")
    latest = {}
    for one in sent.select_related("round").prefetch_related("offers"):
        one.advert = known[one.advert_id]
        latest[one.advert_id] = one
    return {
        key: _remark(latest.get(key), key in saved, now)
        for key in known
        if key in latest or key in saved
    }


def _remark(application: Application | None, saved: bool, now: datetime) -> cards.Remark:
    if application is None:
        return cards.Remark(saved=saved)
    status = status_of(application, now)
    word = "Applied" if status.word == "Sent" else status.word
    if application.state == State.DRAFT and application.closes_at > now:
        url = reverse("applications:edit", args=[application.pk])
        return cards.Remark(word, status.kind, url=url, action="Continue draft", saved=saved)
    again = _again(application, now)
    if application.state == State.DRAFT:
        return cards.Remark(word, status.kind, again=again, saved=saved)
    url = reverse("applications:application", args=[application.pk])
    action = "See your application"
    return cards.Remark(word, status.kind, url=url, action=action, again=again, saved=saved)


def _again(application: Application, now: datetime) -> str:
    """What to press in a later round, where the application ended, or was not sent, in its own."""
    latest = application.advert.cycle.latest_round(now).number
    over = application.state in (State.DRAFT, *Application.ENDED)
    return f"Apply in round {latest}" if over and application.round.number < latest else ""
