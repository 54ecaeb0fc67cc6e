"""Organisations, and the terms they accepted."""

from django.conf import settings
from django.db import models
from django_countries.fields import CountryField

from placements.models.sector import Sector


class WebAddressField(models.URLField):
    """A URL; one typed without a scheme is taken to be https."""

    def formfield(self, **kwargs):
        return super().formfield(**{"assume_scheme": "https", **kwargs})

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


class OrganisationQuerySet(models.QuerySet):
    def visible_to(self, user) -> "OrganisationQuerySet":
        return self.filter(members__user=user) if user.is_authenticated else self.none()

    def known_to(self, user) -> "OrganisationQuerySet":
        """Whose name ``user`` may be told: their own, and those that have been verified, because
        the name of such a one stands on its adverts."""
        public = (Organisation.State.VERIFIED, Organisation.State.SUSPENDED)
        own = self.visible_to(user).values("pk")
        return self.filter(models.Q(state__in=public) | models.Q(pk__in=own))


class Organisation(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Waiting for the Office"
        VERIFIED = "verified", "Verified"
        DECLINED = "declined", "Declined"
        SUSPENDED = "suspended", "Suspended"

    class Kind(models.TextChoices):
        COMPANY = "company", "Company"
        START_UP = "start-up", "Start-up"
        CHARITY = "charity", "Charity or social enterprise"
        PUBLIC = "public", "Public body"
        DEPARTMENT = "department", "Department or college"

    name = models.CharField(max_length=150)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    sector = models.CharField(max_length=12, choices=Sector.choices, blank=True)
    country = CountryField(default="GB")
    website = WebAddressField()
    about = models.TextField(blank=True, max_length=1500)
    not_the_same = models.TextField(
        "how it differs",
        blank=True,
        max_length=500,
        help_text="What its host said when we pointed out that it may be registered already.",
    )
    supervision_declared = models.BooleanField(
        "We will supervise every student on placement", default=False
    )
    insurance_declared = models.BooleanField(
        "Our insurance covers students on placement", default=False
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def international(self) -> bool:
        return self.country != "GB"


class TermsAcceptance(models.Model):
    """That an organisation accepted a version of the terms for hosts: who, when, which words."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="terms_accepted"
    )
    version = models.PositiveSmallIntegerField()
    words = models.TextField()
    accepted_at = models.DateTimeField()
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["version"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "version"],
                name="terms_accepted_once",
                violation_error_message="These terms are accepted already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: version {self.version}"


class LatePermit(models.Model):
    """The Office's word that an organisation may begin and submit adverts after a cycle's deadline.

    Who gave it, when and why stands in the organisation's history. ``until`` itself is too late.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="late_permits"
    )
    cycle = models.ForeignKey(
        "placements.Cycle", on_delete=models.CASCADE, related_name="late_permits"
    )
    until = models.DateTimeField("may be submitted until")

    class Meta:
        ordering = ["until"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "cycle"],
                name="one_late_permit_per_cycle",
                violation_error_message="This organisation has a permit for the cycle already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} in {self.cycle}"
