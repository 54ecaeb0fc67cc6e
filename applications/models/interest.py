"""What readers do with adverts before they apply: look, and save."""

from django.db import models
from django.db.models import Q


class AdvertView(models.Model):
    """One person looked at one advert on one day.

    ``visitor`` tells one person from another within a day and means nothing afterwards; once the
    day is over it is forgotten and the row only counts.
    """

    advert = models.ForeignKey("placements.Advert", on_delete=models.CASCADE, related_name="views")
    day = models.DateField()
    visitor = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["advert", "day", "visitor"], name="advert_view_counts_once_a_day"
            )
        ]
        indexes = [
            models.Index(
                fields=["day"], condition=Q(visitor__isnull=False), name="advert_view_to_forget"
            )
        ]

    def __str__(self) -> str:
        return f"{self.advert} on {self.day}"
