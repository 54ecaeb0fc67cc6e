"""Offers: a host's yes, with terms and a time to answer by."""

from datetime import date, datetime

from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from applications.models.application import Application
from microinternships.engine import HOST
from microinternships.models import Transition
from placements.models import Placement, Terms


class OfferQuerySet(models.QuerySet):
    def made(self) -> "OfferQuerySet":
        """Offers that hold a place and wait for an answer (or for the tidying job)."""
        return self.filter(state=Offer.State.MADE)

    def overdue(self, now: datetime) -> "OfferQuerySet":
        return self.made().filter(respond_by__lte=now)

    def given_back(self) -> "OfferQuerySet":
        """Offers whose place became free again and went to no reserve yet, oldest first."""
        ended = Q(state__in=(Offer.State.DECLINED, Offer.State.LAPSED, Offer.State.RESCINDED))
        over = Q(state=Offer.State.ACCEPTED) & ~Q(placement__state__in=Placement.ACTIVE)
        return self.filter(ended | over, followed_by=None).order_by("pk")

    def freed(self) -> "OfferQuerySet":
        """Those of :meth:`given_back` that are passed on by themselves.

        Not what the host withdrew or cancelled, who then decides what becomes of the place.
        """
        cancels = Transition.objects.filter(
            machine=Placement._meta.label_lower,
            subject_id=OuterRef("placement"),
            event="cancel",
        )
        by = Subquery(cancels.order_by("-pk").values("role")[:1])
        given_back = self.given_back().exclude(state=Offer.State.RESCINDED)
        return given_back.alias(cancelled_by=Coalesce(by, Value(""))).exclude(cancelled_by=HOST)

    def of(self, user, now: datetime) -> "OfferQuerySet":
        """A student's own offers, once they may know of them."""
        if not user.is_authenticated:
            return self.none()
        released = Q(application__round__release_at=None) | Q(
            application__round__release_at__lte=now
        )
        return self.filter(released, application__student__user=user)


class Offer(Terms):
    class State(models.TextChoices):
        MADE = "made", "Made"
        ACCEPTED = "accepted", "Accepted"
        DECLINED = "declined", "Declined"
        LAPSED = "lapsed", "Lapsed"
        RESCINDED = "rescinded", "Withdrawn by the host"

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="offers")
    state = models.CharField(max_length=9, choices=State.choices, default=State.MADE)
    days = models.JSONField(help_text="The placement's days: a list of [date, mode].")
    terms_version = models.PositiveSmallIntegerField(default=1, editable=False)
    message = models.TextField("a note to the student", blank=True, max_length=1500)
    made_at = models.DateTimeField()
    respond_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    zone_acknowledged = models.BooleanField(default=False)
    placement = models.OneToOneField(
        Placement, null=True, blank=True, on_delete=models.PROTECT, related_name="offer"
    )
    follows = models.OneToOneField(
        "self",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="followed_by",
        verbose_name="takes the place of",
    )

    objects = OfferQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["respond_by"], name="offers_by_time_to_answer")]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(state="made"),
                name="one_open_offer_per_application",
                violation_error_message="There is already an open offer for this application.",
            ),
            models.CheckConstraint(
                condition=Q(respond_by__gt=F("made_at")),
                name="offer_answered_after_it_is_made",
                violation_error_message="The time to answer has to come after the offer is made.",
            ),
            models.CheckConstraint(
                condition=Q(state="accepted", placement__isnull=False)
                | (~Q(state="accepted") & Q(placement__isnull=True)),
                name="offer_accepted_iff_placement",
                violation_error_message="An accepted offer has a placement, and no other has.",
            ),
        ]

    def __str__(self) -> str:
        return f"Offer to {self.application.student} for {self.application.advert}"

    @property
    def dated_days(self) -> list[tuple[date, str]]:
        """The placement's days in order, each with its DayMode."""
        return sorted((date.fromisoformat(day), mode) for day, mode in self.days)

    def overdue(self, now: datetime) -> bool:
        return self.state == self.State.MADE and self.respond_by <= now

    def held(self, now: datetime) -> bool:
        """Whether the student may not know of it yet."""
        return not self.application.round.released(now)
