"""The questions that wait for a host."""

from django.db.models import Count
from django.urls import reverse

from enquiries.models import Question
from placements import worklist
from placements.worklist import Desk, Task


@worklist.source
def questions_to_answer(desk: Desk) -> list[Task]:
    """One task for each advert with unanswered questions, while it takes applications."""
    adverts = [advert for advert in desk.own_adverts if advert.open(desk.now)]
    waiting = Question.objects.waiting().filter(advert__in=adverts).order_by("advert")
    counts = dict(waiting.values_list("advert").annotate(count=Count("pk")))
    return [
        Task(
            f"Answer {_questions(counts[advert.pk])} about “{advert}”",
            reverse("enquiries:of_advert", args=[advert.pk]),
            due=advert.closes_at(desk.now),
            urgency=1,
            group="Questions",
            verb="Applications close",
            past="Applications closed",
            organisation=advert.organisation_id,
        )
        for advert in adverts
        if advert.pk in counts
    ]


def _questions(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"
