"""Cycles, their rounds and candidate weeks: every date the programme turns on.

There is no "current cycle": cycles overlap. Ask one about a purpose.
"""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Max, Q
from django.utils.functional import cached_property

from microinternships import clock


class CycleQuerySet(models.QuerySet):
    def accepting_adverts_of(self, organisations, now: datetime) -> "CycleQuerySet":
        """Those that take adverts of one of ``organisations``, the first due first; each with
        ``let_in_until``, the time of a late permit of theirs."""
        theirs = Q(late_permits__organisation__in=organisations)
        let_in = self.annotate(let_in_until=Max("late_permits__until", filter=theirs))
        in_time = Q(adverts_due_at__gt=now) | Q(let_in_until__gt=now)
        return let_in.filter(in_time).order_by("adverts_due_at")

    def open_for_applications(self, now: datetime) -> "CycleQuerySet":
        return self.filter(rounds__in=Round.objects.open(now)).distinct()

    def accepting_claims(self, now: datetime) -> "CycleQuerySet":
        return self.filter(claims_close_at__gt=now)


class Cycle(models.Model):
    class Season(models.TextChoices):
        WINTER = "winter", "Winter"
        SPRING = "spring", "Spring"
        SUMMER = "summer", "Summer"

    class ExpenseRules(models.TextChoices):
        LOCAL = "local-travel-and-lunch", "Local travel and lunch, for days in person"
        REMOTE = "remote-only", "Nothing: every placement is remote"

    name = models.CharField(max_length=60, unique=True, help_text="As in “Winter 2026/27”.")
    academic_year = models.CharField(max_length=7, help_text="As in 2026/27.")
    season = models.CharField(max_length=6, choices=Season.choices)
    adverts_due_at = models.DateTimeField("hosts' adverts due")
    reserve_ends_at = models.DateTimeField("reserve list ends")
    claims_close_at = models.DateTimeField("claims close")
    archive_at = models.DateTimeField("archive", help_text="Hosts lose sight of applicants.")
    max_placements = models.PositiveSmallIntegerField(
        "placements a student may hold", default=1, validators=[MinValueValidator(1)]
    )
    remote_only = models.BooleanField(default=False)
    admits_leavers = models.BooleanField(
        default=False, help_text="Also students whose course ended within the last year."
    )
    expense_rules = models.CharField(
        max_length=30, choices=ExpenseRules.choices, default=ExpenseRules.LOCAL
    )

    objects = CycleQuerySet.as_manager()

    class Meta:
        ordering = ["-adverts_due_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reserve_ends_at__gt=F("adverts_due_at")),
                name="cycle_reserve_ends_after_adverts_due",
                violation_error_message="The reserve list has to end after adverts are due.",
            ),
            models.CheckConstraint(
                condition=Q(claims_close_at__gt=F("reserve_ends_at")),
                name="cycle_claims_close_after_reserve_ends",
                violation_error_message="Claims have to close after the reserve list ends.",
            ),
            models.CheckConstraint(
                condition=Q(archive_at__gte=F("claims_close_at")),
                name="cycle_archive_after_claims_close",
                violation_error_message="The archive date cannot come before claims close.",
            ),
            models.CheckConstraint(
                condition=Q(max_placements__gte=1),
                name="cycle_allows_a_placement",
                violation_error_message="A student has to be allowed at least one placement.",
            ),
            models.CheckConstraint(
                condition=Q(remote_only=True) | ~Q(expense_rules="remote-only"),
                name="cycle_covers_nothing_only_when_remote",
                violation_error_message=(
                    "Only a cycle whose placements are all remote may reimburse nothing."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def ordered_rounds(self) -> list["Round"]:
        return sorted(self.rounds.all(), key=lambda one: one.number)

    @cached_property
    def ordered_weeks(self) -> list["CandidateWeek"]:
        return sorted(self.weeks.all(), key=lambda week: week.starts_on)

    @property
    def first_round(self) -> "Round":
        return self.ordered_rounds[0]

    @property
    def opens_at(self) -> datetime:
        """When adverts appear and applications open."""
        return self.first_round.opens_at

    @property
    def at_most(self) -> str:
        """How many placements a student may hold, as in "one placement"."""
        return "one placement" if self.max_placements == 1 else f"{self.max_placements} placements"

    def launched(self, now: datetime) -> bool:
        return self.opens_at <= now

    def accepting_adverts(self, now: datetime) -> bool:
        return now < self.adverts_due_at

    def open_round(self, now: datetime) -> "Round | None":
        """The round that takes applications at ``now``, if any does."""
        return next((one for one in self.ordered_rounds if one.open(now)), None)

    def latest_round(self, now: datetime) -> "Round":
        """The round open at ``now``, else the last that opened, else the first to come."""
        opened = [one for one in self.ordered_rounds if one.opens_at <= now]
        return opened[-1] if opened else self.first_round

    def next_round(self, now: datetime) -> "Round | None":
        """The round that opens next after ``now``, if any is to come."""
        return next((one for one in self.ordered_rounds if one.opens_at > now), None)

    def accepting_claims(self, now: datetime) -> bool:
        return now < self.claims_close_at

    def archived(self, now: datetime) -> bool:
        return self.archive_at <= now


class RoundQuerySet(models.QuerySet):
    def open(self, now: datetime) -> "RoundQuerySet":
        return self.filter(opens_at__lte=now, closes_at__gt=now)


class Round(models.Model):
    """An application window inside a cycle. A deadline itself is already too late."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField(default=1)
    opens_at = models.DateTimeField("applications open")
    closes_at = models.DateTimeField("applications close")
    choose_by = models.DateTimeField("hosts choose by")
    release_at = models.DateTimeField(
        "outcomes released", null=True, blank=True, help_text="Empty: told as they are made."
    )
    answer_by = models.DateTimeField("offers answered by")
    max_applications = models.PositiveSmallIntegerField(
        "applications a student may send", default=2, validators=[MinValueValidator(1)]
    )
    answer_working_days = models.PositiveSmallIntegerField(
        "working days to answer an offer", default=4, validators=[MinValueValidator(1)]
    )

    objects = RoundQuerySet.as_manager()

    class Meta:
        ordering = ["cycle", "number"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "number"], name="round_numbered_once"),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")),
                name="round_closes_after_it_opens",
                violation_error_message="Applications have to close after they open.",
            ),
            models.CheckConstraint(
                condition=Q(choose_by__gt=F("closes_at")),
                name="round_hosts_choose_after_close",
                violation_error_message="Hosts have to choose after applications close.",
            ),
            models.CheckConstraint(
                condition=Q(release_at=None) | Q(release_at__gte=F("choose_by")),
                name="round_release_after_hosts_choose",
                violation_error_message="Outcomes cannot be released before hosts have chosen.",
            ),
            models.CheckConstraint(
                condition=Q(answer_by__gt=F("choose_by"))
                & (Q(release_at=None) | Q(answer_by__gt=F("release_at"))),
                name="round_answers_after_release",
                violation_error_message="Offers have to be answered after they are made known.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cycle}, round {self.number}"

    def open(self, now: datetime) -> bool:
        return self.opens_at <= now < self.closes_at

    def closed(self, now: datetime) -> bool:
        return self.closes_at <= now

    def choosing(self, now: datetime) -> bool:
        """Whether hosts may still decide."""
        return now < self.choose_by

    def released(self, now: datetime) -> bool:
        """Whether students may know outcomes. Without a release time, always."""
        return self.release_at is None or self.release_at <= now


class CandidateWeek(models.Model):
    """One of a cycle's Monday-to-Friday weeks."""

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="weeks")
    label = models.CharField(max_length=1, choices=[("A", "Week A"), ("B", "Week B")])
    starts_on = models.DateField("Monday")

    class Meta:
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(fields=["cycle", "label"], name="week_labelled_once"),
            models.UniqueConstraint(fields=["cycle", "starts_on"], name="week_dated_once"),
            models.CheckConstraint(
                condition=Q(starts_on__iso_week_day=1),
                name="week_starts_on_a_monday",
                violation_error_message="A candidate week starts on a Monday.",
            ),
        ]

    def __str__(self) -> str:
        return f"Week {self.label}, {self.starts_on:%-d %B}"

    @property
    def ends_on(self) -> date:
        """The week's Friday."""
        return self.starts_on + timedelta(days=4)

    @property
    def dates(self) -> list[date]:
        return [self.starts_on + timedelta(days=n) for n in range(5)]


class CycleChange(models.Model):
    """What somebody changed about a cycle, and why; written once, as a database trigger sees to.

    ``changed`` maps the names of :mod:`placements.planning` to the old and the new value, times
    in ISO 8601. ``by`` is an id that outlives its account, as in the history of states.
    """

    cycle = models.ForeignKey(Cycle, on_delete=models.CASCADE, related_name="changes")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )
    at = models.DateTimeField(default=clock.real_now)
    reason = models.TextField()
    changed = models.JSONField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.cycle}: {self.reason[:60]}"
