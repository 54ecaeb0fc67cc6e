"""What the demonstration remembers of how it was laid out."""

from django.db import models


class Layout(models.Model):
    """One row: which scenario the rows of this database show, and until when their dates hold."""

    scenario = models.CharField(max_length=30, blank=True)
    laid_at = models.DateTimeField()
    holds_until = models.DateTimeField()

    def __str__(self) -> str:
        return self.scenario or "every phase at once"
