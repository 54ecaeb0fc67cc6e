"""A search that a student asked to be told about when new adverts fit it (ST-26)."""

import secrets

from django.db import models
from django.urls import reverse

from microinternships import clock


def new_token() -> str:
    return secrets.token_urlsafe(24)


class SavedSearch(models.Model):
    """``query`` is the browse page's own, in one order, so that the same search is saved once.

    ``token`` is told only to the student, by e-mail and on their own pages: whoever holds it may
    change or delete the search without signing in.
    """

    class Every(models.TextChoices):
        DAY = "day", "Every working day"
        WEEK = "week", "Once a week"

    student = models.ForeignKey(
        "accounts.Student", on_delete=models.CASCADE, related_name="saved_searches"
    )
    query = models.TextField(blank=True)
    every = models.CharField("how often", max_length=4, choices=Every.choices, default=Every.DAY)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "query"],
                name="search_saved_once",
                violation_error_message="You have saved this search already.",
            )
        ]

    def __str__(self) -> str:
        from placements import searches  # which reads the filters, and they read models

        return searches.described(self.query)

    def get_absolute_url(self) -> str:
        return reverse("placements:search", args=[self.token])
