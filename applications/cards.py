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
    if application.state == State.DRAFT or _can_apply_again(application, now):
        coming = f"Apply in round {application.advert.cycle.latest_round(now).number}"
        return cards.Remark(word, status.kind, action=coming, saved=saved)
    url = reverse("applications:application", args=[application.pk])
    return cards.Remark(word, status.kind, url=url, action="See your application", saved=saved)


def _can_apply_again(application: Application, now: datetime) -> bool:
    """Whether it ended in a round that is over, and a later one has come."""
    later = application.round.number < application.advert.cycle.latest_round(now).number
    return later and application.state in Application.ENDED
