"""What students say of their placements afterwards."""

from django.db import models
from django.db.models import Q

from placements.models.placement import Placement

ASPECTS = ("welcome", "supervision", "learning", "as_advertised")


class Feedback(models.Model):
    """How a placement went for its student. The Internship Office reads it, its host does not."""

    class Grade(models.IntegerChoices):
        VERY_GOOD = 4, "Very well"
        GOOD = 3, "Well"
        FAIR = 2, "Not so well"
        POOR = 1, "Badly"

    placement = models.OneToOneField(Placement, on_delete=models.CASCADE, related_name="feedback")
    welcome = models.PositiveSmallIntegerField("how you were received", choices=Grade.choices)
    supervision = models.PositiveSmallIntegerField("how you were supervised", choices=Grade.choices)
    learning = models.PositiveSmallIntegerField("how it helped you to learn", choices=Grade.choices)
    as_advertised = models.PositiveSmallIntegerField(
        "how it matched the advert", choices=Grade.choices
    )
    good = models.TextField("what was good", blank=True, max_length=2000)
    better = models.TextField("what could be better", blank=True, max_length=2000)
    may_quote = models.BooleanField("may be quoted without a name", default=False)
    given_at = models.DateTimeField("given")

    class Meta:
        ordering = ["-given_at", "-pk"]
        verbose_name_plural = "feedback"
        constraints = [
            models.CheckConstraint(
                condition=Q(**{f"{aspect}__range": (1, 4) for aspect in ASPECTS}),
                name="feedback_has_a_grade_for_each_aspect",
                violation_error_message="Choose one of the four answers to each question.",
            )
        ]

    def __str__(self) -> str:
        return f"Feedback on {self.placement}"
