"""What an advert said each time it was submitted, and what the Office asked to have changed."""

from django.db import models
from django.db.models import Q

from microinternships import clock, phrases
from placements.models.advert import Advert


class Submission(models.Model):
    """An advert as the Office got it: each field in words, by name. Written once."""

    advert = models.ForeignKey(Advert, on_delete=models.CASCADE, related_name="submissions")
    made_at = models.DateTimeField(default=clock.now)
    told = models.JSONField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.advert} as submitted on {self.made_at:%Y-%m-%d}"


class ChangeRequest(models.Model):
    """What a host asks the Office to do with an approved advert, until it is done or declined.

    One at a time; asked again, it is the latest. What was asked before stands in the history.
    """

    class Wish(models.TextChoices):
        LONGER = "longer", "Take applications for longer"
        CLOSE = "close", "Close to applications now"
        OTHER = "other", "Something else"

    advert = models.OneToOneField(Advert, on_delete=models.CASCADE, related_name="change_request")
    wish = models.CharField(max_length=6, choices=Wish.choices)
    closes_at = models.DateTimeField("until when", null=True)
    reason = models.TextField()
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ["asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(wish="longer", closes_at__isnull=False)
                | (~Q(wish="longer") & Q(closes_at=None)),
                name="longer_says_until_when",
                violation_error_message="Say until when to take applications.",
            )
        ]

    def __str__(self) -> str:
        wish = self.get_wish_display()
        return f"{wish}, until {phrases.when(self.closes_at)}" if self.closes_at else wish


class FieldComment(models.Model):
    """What the Office asked about one field of a submission; its host reads it beside the field."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="comments")
    name = models.CharField("field", max_length=30)
    text = models.TextField(max_length=1000)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "name"],
                name="one_comment_on_a_field",
                violation_error_message="This field has a comment already.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="comment_says_something",
                violation_error_message="Write the comment.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.text[:40]}"
