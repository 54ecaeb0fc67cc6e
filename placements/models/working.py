"""How one works on a placement: from where, when, with which skills and which help."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models

from microinternships import clock


class Mode(models.TextChoices):
    IN_PERSON = "in_person", "In person"
    REMOTE = "remote", "Remote"
    HYBRID = "hybrid", "Hybrid"


class DayMode(models.TextChoices):
    IN_PERSON = "in_person", "In person"
    REMOTE = "remote", "Remote"


class Skill(models.TextChoices):
    BUSINESS = "business", "Business awareness"
    COMMUNICATION = "communication", "Communication"
    CREATIVITY = "creativity", "Creativity"
    INITIATIVE = "initiative", "Initiative"
    LEADERSHIP = "leadership", "Leadership"
    PLANNING = "planning", "Planning"
    SELF_MANAGEMENT = "self-management", "Self-management"
    TEAMWORK = "teamwork", "Teamwork"


class AccessFact(models.TextChoices):
    STEP_FREE = "step-free", "Step-free access"
    QUIET_SPACE = "quiet-space", "A quiet space"
    HEARING_LOOP = "hearing-loop", "A hearing loop"


class WorkingHours(models.Model):
    """A working day's times, in the host's zone; the week's hours follow."""

    day_starts = models.TimeField("day starts", default=time(9))
    day_ends = models.TimeField("day ends", default=time(17, 30))
    unpaid_break = models.PositiveSmallIntegerField("unpaid break, minutes", default=60)
    zone = models.CharField("time zone", max_length=40, default="Europe/London")

    class Meta:
        abstract = True

    @property
    def hours_per_day(self) -> timedelta:
        day = date(2000, 1, 1)
        span = datetime.combine(day, self.day_ends) - datetime.combine(day, self.day_starts)
        return span - timedelta(minutes=self.unpaid_break)

    @property
    def zone_info(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def hours_on(self, day: date) -> tuple[datetime, datetime]:
        """When ``day``'s work starts and ends, as aware datetimes in the host's zone."""
        return tuple(
            datetime.combine(day, at, self.zone_info) for at in (self.day_starts, self.day_ends)
        )

    def zone_differs_on(self, day: date) -> bool:
        """Whether the host's clocks show another time than Oxford's on ``day``."""
        start, _ = self.hours_on(day)
        return start.utcoffset() != start.astimezone(clock.OXFORD).utcoffset()

    def across_zones_on(self, day: date, mode: str) -> bool:
        """Whether ``day`` is worked from Oxford by another clock: then both are told.

        Whoever is there in person lives by the local hours, and reads those alone (decision 12).
        """
        return mode == DayMode.REMOTE and self.zone_differs_on(day)

    @property
    def days_across_zones(self) -> list[date]:
        """The days in order that :meth:`across_zones_on` finds; each kind of terms has its own."""
        raise NotImplementedError

    @property
    def remote_across_zones(self) -> bool:
        """Whether a student must acknowledge the zone: on some day they work by it from afar."""
        return bool(self.days_across_zones)
