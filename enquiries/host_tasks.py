"""The questions that wait for a host."""

from datetime import datetime

from django.db.models import Count
from django.urls import reverse

from enquiries.models import Question
from placements import worklist
from placements.models import Advert
from placements.worklist import Task


@worklist.source
def questions_to_answer(user, now: datetime) -> list[Task]:
    """One task for each advert with unanswered questions, while it takes applications."""
    waiting = Question.objects.for_host(user).waiting().order_by("advert").values("advert")
    counts = dict(waiting.annotate(count=Count("pk")).values_list("advert", "count"))
    adverts = Advert.objects.open(now).filter(pk__in=counts).ready_to_show()
    return [
        Task(
            f"Answer {_questions(counts[advert.pk])} about “{advert}”",
            reverse("enquiries:of_advert", args=[advert.pk]),
            due=advert.closes_at(now),
            urgency=1,
            group="Questions",
            verb="Applications close",
            past="Applications closed",
            organisation=advert.organisation_id,
        )
        for advert in adverts
    ]


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"
