"""A student's place at a workshop, or in the line for one."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models import Student
from workshops.models.workshop import Workshop


class BookingQuerySet(models.QuerySet):
    def active(self) -> "BookingQuerySet":
        return self.filter(state__in=Booking.ACTIVE)

    def booked(self) -> "BookingQuerySet":
        return self.filter(state=Booking.State.BOOKED)

    def waiting(self) -> "BookingQuerySet":
        """In the order in which they get a place: rows are added under the workshop's lock."""
        return self.filter(state=Booking.State.WAITING).order_by("pk")

    def of(self, user) -> "BookingQuerySet":
        return self.filter(student__user=user) if user.is_authenticated else self.none()

    def coming(self, now: datetime) -> "BookingQuerySet":
        """Held for workshops that are not over, the next one first."""
        held = self.active().filter(workshop__ends_at__gt=now)
        return held.select_related("workshop").order_by("workshop__starts_at", "pk")

    def in_the_way_of(self, workshop: Workshop) -> "BookingQuerySet":
        """Held for other workshops that take place while ``workshop`` does."""
        held = self.active().exclude(workshop=workshop).select_related("workshop")
        return held.filter(
            workshop__starts_at__lt=workshop.ends_at, workshop__ends_at__gt=workshop.starts_at
        )


class Booking(models.Model):
    class State(models.TextChoices):
        BOOKED = "booked", "Has a place"
        WAITING = "waiting", "Waits for a place"
        CANCELLED = "cancelled", "No longer comes"

    ACTIVE = (State.BOOKED, State.WAITING)

    workshop = models.ForeignKey(Workshop, on_delete=models.PROTECT, related_name="bookings")
    student = models.ForeignKey(Student, on_delete=models.PROTECT, related_name="bookings")
    state = models.CharField(max_length=9, choices=State.choices, default=State.WAITING)
    booked_at = models.DateTimeField("booked")

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["workshop", "student"],
                condition=Q(state__in=["booked", "waiting"]),
                name="one_active_booking_per_student_and_workshop",
                violation_error_message="This student is booked already.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.student}: {self.workshop}"

    @property
    def active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def has_a_place(self) -> bool:
        return self.state == self.State.BOOKED

    @property
    def waits(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def number_in_line(self) -> int:
        """1 for who gets the next place. One query."""
        return self.workshop.bookings.waiting().filter(pk__lte=self.pk).count()
