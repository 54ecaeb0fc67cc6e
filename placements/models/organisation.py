"""Organisations and the hosts who act for them."""

from django.conf import settings
from django.db import models
from django_countries.fields import CountryField


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
    country = CountryField(default="GB")
    website = WebAddressField()
    about = models.TextField(blank=True, max_length=1500)
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


class HostMember(models.Model):
    """A person acting for an organisation: people, adverts and applicants, or money."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="host_memberships"
    )
    is_admin = models.BooleanField("looks after people", default=False)
    is_recruiter = models.BooleanField("looks after adverts and applicants", default=True)
    is_approver = models.BooleanField("decides and pays claims", default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                name="one_membership_per_person",
                violation_error_message="This person already acts for the organisation.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.user} for {self.organisation}"
