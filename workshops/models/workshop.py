"""Workshops of the Internship Office, for every student of the register (ST-18, OF-02)."""

from datetime import datetime

from django.db import models
from django.db.models import Count, F, Q

from microinternships import phrases, prose
from microinternships.clock import OXFORD
from placements.models.organisation import WebAddressField


class WorkshopQuerySet(models.QuerySet):
    def public(self) -> "WorkshopQuerySet":
        """Those that anybody may read: a cancelled one too, so that its letters lead somewhere."""
        return self.exclude(state=Workshop.State.DRAFT)

    def visible_to(self, user) -> "WorkshopQuerySet":
        """The Office also reads drafts."""
        return self.all() if user.is_authenticated and user.is_staff else self.public()

    def not_over(self, now: datetime) -> "WorkshopQuerySet":
        return self.filter(ends_at__gt=now)

    def coming(self, now: datetime) -> "WorkshopQuerySet":
        """Announced and not over, the next one first."""
        announced = self.filter(state=Workshop.State.ANNOUNCED)
        return announced.not_over(now).order_by("starts_at", "pk")

    def with_counts(self) -> "WorkshopQuerySet":
        """Each with how many are ``booked`` and how many are ``waiting``."""
        states = ("booked", "waiting")
        counts = {one: Count("bookings", filter=Q(bookings__state=one)) for one in states}
        return self.annotate(**counts)


class Workshop(models.Model):
    """One date of one topic. What follows from the clock or from the bookings is no state."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ANNOUNCED = "announced", "Announced"
        CANCELLED = "cancelled", "Cancelled"

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", "In person"
        ONLINE = "online", "Online"

    state = models.CharField(max_length=9, choices=State.choices, default=State.DRAFT)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=200, help_text="One line, for the list of workshops.")
    description = models.TextField(max_length=5000, help_text=prose.HELP)
    starts_at = models.DateTimeField("starts", help_text="In Oxford’s time.")
    ends_at = models.DateTimeField("ends", help_text="In Oxford’s time.")
    mode = models.CharField(max_length=9, choices=Mode.choices)
    place = models.CharField(
        max_length=200, blank=True, help_text="Room, building and street, if it is in person."
    )
    joining_link = WebAddressField(
        max_length=500,
        blank=True,
        help_text="If it is online. Only students with a place read it.",
    )
    places = models.PositiveIntegerField(
        help_text="How many students can come. Those after them wait for a place."
    )

    objects = WorkshopQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="workshop_ends_after_it_starts",
                violation_error_message="It has to end after it starts.",
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1),
                name="workshop_has_a_place",
                violation_error_message="Give at least 1 place.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(mode="in_person") | ~Q(place=""),
                name="announced_workshop_in_person_is_somewhere",
                violation_error_message="Say where it is.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | ~Q(mode="online") | ~Q(joining_link=""),
                name="announced_workshop_online_has_a_link",
                violation_error_message="Give the link by which students join.",
            ),
            models.CheckConstraint(
                condition=Q(joining_link="") | Q(joining_link__startswith="https://"),
                name="workshop_link_is_secure",
                violation_error_message="Give a link that begins with https://.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def announced(self) -> bool:
        return self.state == self.State.ANNOUNCED

    @property
    def cancelled(self) -> bool:
        return self.state == self.State.CANCELLED

    @property
    def online(self) -> bool:
        return self.mode == self.Mode.ONLINE

    def begun(self, now: datetime) -> bool:
        """Whether it is too late to book or to give a place up: its first second already is."""
        return self.starts_at <= now

    def over(self, now: datetime) -> bool:
        return self.ends_at <= now

    def under_way(self, now: datetime) -> bool:
        return self.announced and self.begun(now) and not self.over(now)

    @property
    def places_left(self) -> int:
        """Read from the counts of :meth:`WorkshopQuerySet.with_counts` where there are some."""
        taken = self.booked if hasattr(self, "booked") else self.bookings.booked().count()
        return max(0, self.places - taken)

    @property
    def when(self) -> str:
        """As in "Monday 23 November 2026, 14:00 to 15:30 (Oxford time)"."""
        starts, ends = (at.astimezone(OXFORD) for at in (self.starts_at, self.ends_at))
        if starts.date() != ends.date():
            return f"{phrases.when(starts)} to {phrases.when(ends)}"
        hours = f"{phrases.time_words(starts)} to {phrases.time_words(ends)}"
        return f"{phrases.day_words(starts.date())}, {hours} (Oxford time)"

    @property
    def where(self) -> str:
        """What everybody may read: the link of one that is online is not part of it."""
        return "Online" if self.online else self.place
