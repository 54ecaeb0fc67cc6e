"""Concerns: what somebody tells the Internship Office in confidence from the host (ST-57)."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from placements.models import Advert, Organisation, Placement


class ConcernQuerySet(models.QuerySet):
    def reported_by(self, user) -> "ConcernQuerySet":
        return self.filter(reporter=user) if user.is_authenticated else self.none()

    def for_office(self, user) -> "ConcernQuerySet":
        """What a member of the Office may know of: nothing about a house they act for."""
        if not user.is_authenticated or not user.is_staff:
            return self.none()
        own = user.host_memberships.values("organisation")
        about_own = Q(advert__organisation__in=own) | Q(placement__advert__organisation__in=own)
        return self.exclude(pk__in=self.model.objects.filter(about_own).values("pk"))

    def waiting(self) -> "ConcernQuerySet":
        return self.filter(state__in=Concern.WAITING)

    def ready_to_show(self) -> "ConcernQuerySet":
        return self.select_related(
            "reporter", "advert__organisation", "placement__advert__organisation"
        )


class Concern(models.Model):
    """About an advert or about a placement. Only its reporter and the Office ever read it."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        LOOKED_AT = "looked_at", "Being looked at"
        CLOSED = "closed", "Closed"

    class Outcome(models.TextChoices):
        ACTED = "acted", "The Internship Office acted on it"
        NOTHING = "nothing", "Nothing to act on was found"
        PASSED_ON = "passed_on", "Passed on to those who can act"

    WAITING = (State.OPEN, State.LOOKED_AT)

    reporter = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="concerns"
    )
    advert = models.ForeignKey(
        Advert, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    placement = models.ForeignKey(
        Placement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    text = models.TextField("what happened", max_length=3000)
    reported_at = models.DateTimeField("reported")
    outcome = models.CharField(max_length=9, choices=Outcome.choices, blank=True)
    answer = models.TextField("answer to whoever reported it", max_length=3000, blank=True)
    closed_at = models.DateTimeField("closed", null=True, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Meta:
        ordering = ["-reported_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(advert=None, placement__isnull=False)
                | Q(advert__isnull=False, placement=None),
                name="concern_is_about_one_thing",
                violation_error_message="A concern is about an advert or about a placement.",
            ),
            models.CheckConstraint(
                condition=~Q(text=""),
                name="concern_says_something",
                violation_error_message="Say what happened.",
            ),
            models.CheckConstraint(
                condition=~Q(state="closed")
                | (~Q(outcome="") & ~Q(answer="") & Q(closed_at__isnull=False)),
                name="closed_concern_is_answered",
                violation_error_message="Answer the concern before it is closed.",
            ),
        ]

    def __str__(self) -> str:
        kind = "advert" if self.advert_id else "placement"
        return f"Concern {self.pk} about the {kind} “{self.about_advert}”"

    @property
    def about_advert(self) -> Advert:
        """The advert it is about, or that of the placement."""
        return self.advert or self.placement.advert

    @property
    def organisation(self) -> Organisation:
        return self.about_advert.organisation

    @property
    def answered(self) -> bool:
        return self.state == self.State.CLOSED
