"""What stands around applications: saved adverts, and the Office's waivers."""

from django.conf import settings
from django.db import models


class SavedAdvert(models.Model):
    student = models.ForeignKey("accounts.Student", on_delete=models.CASCADE, related_name="saved")
    advert = models.ForeignKey("placements.Advert", on_delete=models.CASCADE, related_name="saves")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["student", "advert"], name="advert_saved_once")
        ]

    def __str__(self) -> str:
        return f"{self.student} saved {self.advert}"


class Waiver(models.Model):
    """One eligibility rule set aside for one student in one cycle, with the reason."""

    student = models.ForeignKey(
        "accounts.Student", on_delete=models.PROTECT, related_name="waivers"
    )
    cycle = models.ForeignKey("placements.Cycle", on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=30)
    comment = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["student", "cycle", "rule"],
                name="rule_waived_once",
                violation_error_message="This rule is already waived for the student.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} waived for {self.student}"
