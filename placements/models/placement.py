"""Placements: an accepted offer, dated day by day."""

from datetime import date, datetime

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property

from placements.models.advert import Advert
from placements.models.cycle import CandidateWeek
from placements.models.working import DayMode, WorkingHours


class Terms(WorkingHours):
    """What a host promises: times, place, whom to meet. Offers make it, placements keep it."""

    week = models.ForeignKey(CandidateWeek, on_delete=models.PROTECT, related_name="+")
    place = models.CharField("where", max_length=250, blank=True)
    contact_name = models.CharField("whom to meet", max_length=120)
    contact_email = models.EmailField("contact's e-mail")
    joining_instructions = models.TextField(max_length=3000, blank=True)

    class Meta:
        abstract = True

    @property
    def dated_days(self) -> list[tuple[date, str]]:
        """The days in order, each with its DayMode."""
        raise NotImplementedError

    @property
    def days_across_zones(self) -> list[date]:
        return [day for day, mode in self.dated_days if self.across_zones_on(day, mode)]


class PlacementQuerySet(models.QuerySet):
    def active(self) -> "PlacementQuerySet":
        """Placements that hold a place: neither cancelled nor missed."""
        return self.filter(state__in=Placement.ACTIVE)

    def visible_to(self, user) -> "PlacementQuerySet":
        if not user.is_authenticated:
            return self.none()
        mine = Q(student__user=user) | Q(advert__organisation__members__user=user)
        return self.filter(mine).distinct()

    def ready_to_show(self) -> "PlacementQuerySet":
        shown = self.select_related(
            "student__user", "advert__organisation", "advert__cycle", "week"
        )
        return shown.defer("advert__search").prefetch_related("days")


class Placement(Terms):
    class State(models.TextChoices):
        CONFIRMED = "confirmed", "Confirmed"
        COMPLETED = "completed", "Completed"
        CANCELLED = "cancelled", "Cancelled"
        NO_SHOW = "no_show", "Not attended"

    ACTIVE = (State.CONFIRMED, State.COMPLETED)

    student = models.ForeignKey(
        "accounts.Student", on_delete=models.PROTECT, related_name="placements"
    )
    advert = models.ForeignKey(Advert, on_delete=models.PROTECT, related_name="placements")
    state = models.CharField(max_length=9, choices=State.choices, default=State.CONFIRMED)
    attendance_by_default = models.BooleanField(default=False, editable=False)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.student}: {self.advert}"

    @cached_property
    def ordered_days(self) -> list["PlacementDay"]:
        return sorted(self.days.all(), key=lambda day: day.date)

    @property
    def dated_days(self) -> list[tuple[date, str]]:
        return [(day.date, day.mode) for day in self.ordered_days]

    @property
    def first_day(self) -> date:
        return self.ordered_days[0].date

    @property
    def last_day(self) -> date:
        return self.ordered_days[-1].date

    @property
    def starts_at(self) -> datetime:
        return self.hours_on(self.first_day)[0]

    @property
    def ends_at(self) -> datetime:
        return self.hours_on(self.last_day)[1]

    @property
    def active(self) -> bool:
        return self.state in self.ACTIVE

    @property
    def in_person(self) -> bool:
        """Whether any day is in person."""
        return any(day.mode == DayMode.IN_PERSON for day in self.ordered_days)

    def upcoming(self, now: datetime) -> bool:
        return self.state == self.State.CONFIRMED and now < self.starts_at

    def under_way(self, now: datetime) -> bool:
        return self.state == self.State.CONFIRMED and self.starts_at <= now < self.ends_at

    def attendance_due(self, now: datetime) -> bool:
        return self.state == self.State.CONFIRMED and self.ends_at <= now


class PlacementDay(models.Model):
    """One dated day. ``student`` repeats the placement's so that the database can keep
    a student from being in two places on one date."""

    placement = models.ForeignKey(Placement, on_delete=models.CASCADE, related_name="days")
    student = models.ForeignKey("accounts.Student", on_delete=models.PROTECT, related_name="+")
    date = models.DateField()
    mode = models.CharField(max_length=9, choices=DayMode.choices)
    attended = models.BooleanField(null=True)
    travel_reason = models.CharField("why travel was required", max_length=250, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        ordering = ["date"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "date"],
                condition=Q(active=True),
                name="student_in_one_place_a_day",
                violation_error_message="This student already has a placement on that day.",
            ),
            models.CheckConstraint(
                condition=Q(date__iso_week_day__lte=5),
                name="placement_day_on_a_weekday",
                violation_error_message="Placement days are Monday to Friday.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date:%A %-d %B}"
