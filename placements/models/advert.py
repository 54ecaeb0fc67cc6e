"""Adverts: what an organisation offers in one cycle.

Stored is what somebody decided; whether an advert is open follows from the
cycle's dates and is asked with a time.
"""

from datetime import date, datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, LessThanOrEqual
from django.utils.functional import cached_property
from django_countries.fields import CountryField

from microinternships import clock
from placements.models.cycle import CandidateWeek, Cycle, Round
from placements.models.organisation import Organisation
from placements.models.sector import Sector
from placements.models.working import AccessFact, DayMode, Mode, Skill, WorkingHours
from placements.search import words_of_advert

MIN_DAYS, MAX_DAYS = 2, 5


def open_rounds(now: datetime) -> QuerySet[Round]:
    """For a subquery on adverts: the round each takes applications in at ``now``.

    Annotated with ``closing``, when the advert closes in it. Many-rows twin of
    :meth:`Advert.open_round`, but for its being published.
    """
    own = OuterRef("own_closing_at")
    moment = models.DateTimeField()
    within = When(opens_at__lte=own, choose_by__gt=own, then=ExpressionWrapper(own, moment))
    rounds = Round.objects.filter(cycle=OuterRef("cycle"), opens_at__lte=now).annotate(
        closing=Case(within, default=F("closes_at"), output_field=moment)
    )
    return rounds.filter(closing__gt=now).order_by("number")


def places_held() -> Coalesce:
    """For a query on adverts: how many of an advert's places have a placement."""
    from placements.models.placement import Placement  # which stands on adverts

    held = Placement.objects.active().filter(advert=OuterRef("pk")).order_by().values("advert")
    return Coalesce(Subquery(held.annotate(held=Count("pk")).values("held")), 0)


# What is read of an advert where it is a line of a host's list.
LINE = (
    "title",
    "state",
    "created_at",
    "places",
    "own_closing_at",
    "submit_late_until",
    "organisation__name",
    "organisation__state",
    "cycle__name",
    "cycle__adverts_due_at",
    "cycle__archive_at",
)


# What is read of an advert where it is a card, its reader's dealings with it included.
CARD = (
    *("title", "summary", "sector", "mode", "day_modes", "country", "place", "places", "days"),
    *("day_starts", "day_ends", "unpaid_break", "zone", "lunch_in_kind", "travel_in_kind"),
    *("own_closing_at", "organisation__name", "cycle__expense_rules", "cycle__reserve_ends_at"),
    *("cycle__max_placements", "skills"),
)


def _minutes(count: float) -> Value:
    return Value(timedelta(minutes=count), models.DurationField())


def _worked(unpaid_break: F) -> ExpressionWrapper:
    """A day's working time as the database reckons it."""
    span = ExpressionWrapper(F("day_ends") - F("day_starts"), models.DurationField())
    rest = ExpressionWrapper(_minutes(1) * unpaid_break, models.DurationField())
    return ExpressionWrapper(span - rest, models.DurationField())


class AdvertQuerySet(models.QuerySet):
    def launched(self, now: datetime) -> "AdvertQuerySet":
        """Approved adverts of verified organisations, in cycles launched."""
        launched = Round.objects.filter(number=1, opens_at__lte=now).values("cycle")
        return self.filter(
            state=Advert.State.APPROVED,
            organisation__state=Organisation.State.VERIFIED,
            cycle__in=launched,
        )

    def published(self, now: datetime) -> "AdvertQuerySet":
        """Those that anybody may read: launched, in cycles that are not archived."""
        return self.launched(now).filter(cycle__archive_at__gt=now)

    def open(self, now: datetime) -> "AdvertQuerySet":
        """Adverts that take applications at ``now``; after the first round, only with a place."""
        place_left = GreaterThan(OuterRef("places"), OuterRef("places_held"))
        taking = open_rounds(now).filter(Q(number=1) | place_left)
        return self.published(now).alias(places_held=places_held()).filter(Exists(taking))

    def with_places_held(self) -> "AdvertQuerySet":
        """Each with how many of its places have a placement, as :attr:`Advert.filled` reads it."""
        return self.annotate(places_held=places_held())

    def visible_to(self, user, now: datetime) -> "AdvertQuerySet":
        """What ``user`` may read: what is published and what their organisations wrote.

        The Internship Office reads everything.
        """
        if user.is_authenticated and user.office_role:
            return self.all()
        if not (user.is_authenticated and user.is_host):
            return self.published(now)
        published = self.model.objects.published(now).values("pk")
        own = user.host_memberships.values("organisation")
        return self.filter(Q(pk__in=published) | Q(organisation__in=own))

    def hosted_by(self, user) -> "AdvertQuerySet":
        if not user.is_authenticated:
            return self.none()
        return self.filter(organisation__members__user=user)

    def of_cycles_not_over(self, now: datetime) -> "AdvertQuerySet":
        """Adverts with which something may be left to do: until claims close."""
        return self.filter(cycle__claims_close_at__gt=now)

    def of_cycles_over(self, now: datetime) -> "AdvertQuerySet":
        return self.filter(cycle__claims_close_at__lte=now)

    def ready_to_list(self) -> "AdvertQuerySet":
        """With what a line of a host's list reads and no more, in two queries."""
        listed = self.select_related("organisation", "cycle").with_places_held()
        return listed.prefetch_related("cycle__rounds").only(*LINE)

    def ready_for_cards(self) -> "AdvertQuerySet":
        """With what a card reads and no more, in three queries."""
        weeks = Prefetch("weeks", to_attr="offered_weeks")
        rounds = Prefetch("cycle__rounds", to_attr="ordered_rounds")
        listed = self.select_related("organisation", "cycle").only(*CARD)
        return listed.prefetch_related(weeks, rounds)

    def ready_to_show(self) -> "AdvertQuerySet":
        """With everything a card or an advert page reads, in a fixed number of queries."""
        shown = self.select_related("organisation", "cycle").defer("search").with_places_held()
        return shown.prefetch_related("weeks", "cycle__rounds")


class Advert(WorkingHours):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Waiting for the Office"
        CHANGES_REQUESTED = "changes_requested", "Changes requested"
        APPROVED = "approved", "Approved"
        DECLINED = "declined", "Declined"
        SUSPENDED = "suspended", "Suspended"
        WITHDRAWN = "withdrawn", "Withdrawn"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="adverts")
    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="adverts")
    state = models.CharField(max_length=17, choices=State.choices, default=State.DRAFT)

    created_at = models.DateTimeField("begun", default=clock.now, editable=False)

    title = models.CharField(max_length=120)
    summary = models.CharField("the project in one line", max_length=200)
    description = models.TextField("the project", max_length=4000)
    self_contained = models.BooleanField(
        "The project is self-contained, not part of a larger one", default=True
    )
    tasks = models.TextField("what the student will observe and do", max_length=3000)
    outcomes = models.TextField("what the student will take away", max_length=2000, blank=True)
    shadowing = models.TextField("work shadowing", max_length=1000, blank=True)
    supervision = models.TextField("who supervises, and how", max_length=1000)
    sector = models.CharField(max_length=12, choices=Sector.choices)
    skills = ArrayField(
        models.CharField(max_length=16, choices=Skill.choices), default=list, blank=True
    )
    requirements = models.TextField("what an applicant should bring", max_length=1500, blank=True)
    question = models.CharField("a question for applicants", max_length=250, blank=True)

    days = models.PositiveSmallIntegerField(
        "length in days",
        default=5,
        validators=[
            MinValueValidator(MIN_DAYS, "A micro-internship lasts 2 to 5 days."),
            MaxValueValidator(MAX_DAYS, "A micro-internship lasts 2 to 5 days."),
        ],
    )
    weeks = models.ManyToManyField(CandidateWeek, related_name="adverts", verbose_name="weeks")
    mode = models.CharField(max_length=9, choices=Mode.choices)
    day_modes = ArrayField(
        models.CharField(max_length=9, choices=DayMode.choices), default=list, blank=True
    )
    place = models.CharField("town or city", max_length=120, blank=True)
    country = CountryField(default="GB")
    flexible_hours = models.CharField(max_length=250, blank=True)
    places = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )

    expenses_accepted = models.BooleanField(default=False)
    lunch_in_kind = models.BooleanField("we give lunch", default=False)
    travel_in_kind = models.BooleanField("we arrange travel", default=False)
    how_we_pay = models.CharField("how we reimburse", max_length=200, blank=True)
    access_facts = ArrayField(
        models.CharField(max_length=12, choices=AccessFact.choices),
        default=list,
        blank=True,
        verbose_name="what a student may count on",
    )
    access = models.TextField("access", max_length=1000, blank=True)
    equipment = models.CharField("what we lend or ask you to bring", max_length=250, blank=True)
    name_blind = models.BooleanField("hide names until shortlisted", default=False)
    promotes_reserves = models.BooleanField(
        "offer a freed place to the next reserve at once", default=False
    )

    own_closing_at = models.DateTimeField(
        "closes at a time of its own",
        null=True,
        blank=True,
        editable=False,
        help_text="Instead of the close of the round in which it lies.",
    )
    submit_late_until = models.DateTimeField(
        "may be submitted until",
        null=True,
        blank=True,
        editable=False,
        help_text="A permit of the Internship Office, after adverts were due.",
    )
    edition = models.PositiveIntegerField(
        default=0, editable=False, help_text="How often the draft was saved."
    )
    edited_in = models.CharField(
        max_length=22, blank=True, editable=False, help_text="Which open form saved it last."
    )
    submitted_by = models.ForeignKey(
        "accounts.User", null=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    search = models.GeneratedField(
        expression=words_of_advert(sectors=Sector.choices, skills=Skill.choices),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    objects = AdvertQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        # What a host is asked about are the cycles that are not over, however many there were.
        indexes = [
            models.Index(fields=["organisation", "cycle"], name="adverts_of_host_in_cycle"),
            models.Index(fields=["own_closing_at"], name="adverts_by_own_close"),
            models.Index(fields=["submit_late_until"], name="adverts_by_permit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=MIN_DAYS, days__lte=MAX_DAYS),
                name="advert_lasts_2_to_5_days",
                violation_error_message="A micro-internship lasts 2 to 5 days.",
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1),
                name="advert_has_a_place",
                violation_error_message="Offer at least one place.",
            ),
            models.CheckConstraint(
                condition=Q(day_ends__gt=F("day_starts")),
                name="advert_day_ends_after_it_starts",
                violation_error_message="The day has to end after it starts.",
            ),
            models.CheckConstraint(
                condition=GreaterThan(_worked(F("unpaid_break")), _minutes(0)),
                name="advert_has_working_hours",
                violation_error_message="The break has to be shorter than the day.",
            ),
            models.CheckConstraint(
                condition=LessThanOrEqual(
                    ExpressionWrapper(
                        _worked(F("unpaid_break")) * F("days"), models.DurationField()
                    ),
                    _minutes(37.5 * 60),
                ),
                name="advert_at_most_37_5_hours",
                violation_error_message="Working hours come to at most 37.5. Shorten the day.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def submit_by(self) -> datetime:
        """The last moment is already too late: the cycle's, or the Office's later permit."""
        due = self.cycle.adverts_due_at
        return max(due, self.submit_late_until) if self.submit_late_until else due

    @property
    def hours_per_week(self) -> timedelta:
        return self.hours_per_day * self.days

    @property
    def mode_of_each_day(self) -> list[str]:
        """One DayMode per day of the placement; for a hybrid advert as the host set them."""
        if self.mode == Mode.HYBRID:
            return self.day_modes
        return [self.mode] * self.days

    @property
    def reimburses(self) -> bool:
        """Whether any day is in person, so that travel and lunch are reimbursed."""
        return DayMode.IN_PERSON in self.mode_of_each_day

    @property
    def zone_differs(self) -> bool:
        """Whether on any offered day the host's clocks differ from Oxford's."""
        return any(self.zone_differs_on(day) for week in self.offered_weeks for day in week.dates)

    @property
    def days_across_zones(self) -> list[date]:
        """Offered days that may be remote; which of a hybrid's are is settled with its offer."""
        if DayMode.REMOTE not in self.mode_of_each_day:
            return []
        offered = (day for week in self.offered_weeks for day in week.dates)
        return [day for day in offered if self.across_zones_on(day, DayMode.REMOTE)]

    @cached_property
    def offered_weeks(self) -> list[CandidateWeek]:
        return sorted(self.weeks.all(), key=lambda week: week.starts_on)

    def published(self, now: datetime) -> bool:
        """One-object twin of :meth:`AdvertQuerySet.published`."""
        return (
            self.state == self.State.APPROVED
            and self.organisation.state == Organisation.State.VERIFIED
            and self.cycle.launched(now)
            and not self.cycle.archived(now)
        )

    @property
    def filled(self) -> bool:
        """Whether every place has a placement. Asks the database unless it was fetched."""
        held = getattr(self, "places_held", None)
        return (self.placements.active().count() if held is None else held) >= self.places

    def closes_in(self, one: Round) -> datetime:
        """When this advert closes in round ``one``: a time of its own counts only in the round
        it lies in, from its opening until its hosts have chosen."""
        own = self.own_closing_at
        return own if own and one.opens_at <= own < one.choose_by else one.closes_at

    def full_in(self, one: Round) -> bool:
        """Whether round ``one`` passes this advert by: later rounds are for places left."""
        return one.number > 1 and self.filled

    def open_round(self, now: datetime) -> Round | None:
        """The round this advert takes applications in at ``now``; None when it takes none."""
        if not self.published(now):
            return None
        rounds = self.cycle.ordered_rounds
        taking = (one for one in rounds if one.opens_at <= now < self.closes_in(one))
        return next((one for one in taking if not self.full_in(one)), None)

    def open(self, now: datetime) -> bool:
        """One-object twin of :meth:`AdvertQuerySet.open`."""
        return self.open_round(now) is not None

    def closes_at(self, now: datetime) -> datetime:
        """When this advert stops, or stopped, taking applications in its latest round."""
        return self.closes_in(self.cycle.latest_round(now))
