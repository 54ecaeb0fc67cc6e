"""Questions about an advert: a student asks, the host answers, everybody reads both (ST-58)."""

from django.db import models
from django.db.models import Q

from placements.models import Advert


class QuestionQuerySet(models.QuerySet):
    def on_the_page_for(self, user) -> "QuestionQuerySet":
        """What stands on an advert's page: what is answered, and what ``user`` asked themselves.

        A question is nobody else's to read before its answer, because until then nobody who
        answers for the advert has read it.
        """
        public = Q(state=Question.State.ANSWERED)
        if user.is_authenticated:
            public |= Q(student__user=user)
        return self.filter(public)

    def for_host(self, user) -> "QuestionQuerySet":
        """Questions about the adverts that ``user`` looks after."""
        if not user.is_authenticated:
            return self.none()
        members = user.host_memberships.recruiting()
        return self.filter(advert__organisation__in=members.values("organisation"))

    def waiting(self) -> "QuestionQuerySet":
        return self.filter(state=Question.State.ASKED)


class Question(models.Model):
    """The asker's name is for the Internship Office alone."""

    class State(models.TextChoices):
        ASKED = "asked", "Waiting for the host"
        ANSWERED = "answered", "Answered"
        HIDDEN = "hidden", "Hidden"

    advert = models.ForeignKey(Advert, on_delete=models.PROTECT, related_name="questions")
    student = models.ForeignKey(
        "accounts.Student", on_delete=models.PROTECT, related_name="questions"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.ASKED)
    text = models.TextField("question", max_length=500)
    answer = models.TextField(max_length=1500, blank=True)
    asked_at = models.DateTimeField("asked")
    answered_at = models.DateTimeField("answered", null=True, blank=True)
    corrected_at = models.DateTimeField("answer changed", null=True, blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="question_asks_something",
                violation_error_message="Write your question.",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="answered_question_has_an_answer",
                violation_error_message="Write an answer.",
            ),
        ]

    def __str__(self) -> str:
        return self.text if len(self.text) <= 80 else f"{self.text[:79]}…"

    @property
    def about_advert(self) -> Advert:
        return self.advert
