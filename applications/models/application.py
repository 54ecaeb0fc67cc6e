"""Applications: one student's request for one advert, in one round."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q

from placements.models import Advert, CandidateWeek, Round


def cv_path(application: "Application", filename: str) -> str:
    return f"cv/{uuid.uuid4().hex}.pdf"


class Reason(models.TextChoices):
    """Why a host did not select somebody; the student reads the label."""

    EXPERIENCE = "experience", "Other applicants' experience fitted this project more closely"
    SKILLS = "skills", "Other applicants showed more of the skills this project needs"
    STATEMENT = "statement", "The statement did not say enough about this project"
    AVAILABILITY = "availability", "The dates did not fit"
    NUMBERS = "numbers", "There were more strong applicants than places"


# What is read of an application where it is a line of its student's list.
LINE = (
    "state",
    "asked_again_at",
    "reason",
    "by_default",
    "advert__title",
    "advert__own_closing_at",
    "advert__organisation__name",
    "advert__cycle__reserve_ends_at",
    "round__number",
    "round__opens_at",
    "round__closes_at",
    "round__choose_by",
    "round__release_at",
    "round__cycle__name",
)
WAITING_FOR_FEEDBACK = Q(state="unsuccessful", by_default=True, reason="")


class ApplicationQuerySet(models.QuerySet):
    def of(self, user) -> "ApplicationQuerySet":
        """A student's own applications."""
        return self.filter(student__user=user) if user.is_authenticated else self.none()

    def for_host(self, user, now: datetime) -> "ApplicationQuerySet":
        """What a host may read: sent to their organisation, until the cycle is archived.

        Never their own application: nobody chooses themselves.
        """
        if not user.is_authenticated:
            return self.none()
        recruits_for = user.host_memberships.recruiting()
        return (
            self.filter(
                advert__organisation__in=recruits_for.values("organisation"),
                advert__cycle__archive_at__gt=now,
            )
            .exclude(submitted_at=None)
            .exclude(state=Application.State.DRAFT)
            .exclude(student__user=user)
        )

    def named_to_hosts(self) -> "ApplicationQuerySet":
        """Many-rows twin of :attr:`Application.named_to_host`."""
        return self.filter(Q(advert__name_blind=False) | Q(state__in=Application.NAMED))

    def sent(self) -> "ApplicationQuerySet":
        """Applications that were sent and not taken back."""
        return self.exclude(state=Application.State.DRAFT)

    def drafts(self) -> "ApplicationQuerySet":
        return self.filter(state=Application.State.DRAFT)

    def counting(self) -> "ApplicationQuerySet":
        """Applications that use up one of the round's (ST-31).

        An end before the close frees the slot, one after it does not.
        """
        ended = (Application.State.WITHDRAWN, Application.State.CANCELLED)
        return self.sent().exclude(state__in=ended, slot_freed=True)

    def competing(self) -> "ApplicationQuerySet":
        """Sent, and not taken out again by the student or the Office; decided or not."""
        ended = (Application.State.WITHDRAWN, Application.State.CANCELLED)
        return self.sent().exclude(state__in=ended)

    def undecided(self) -> "ApplicationQuerySet":
        return self.filter(state__in=Application.UNDECIDED)

    def waiting_for_feedback(self) -> "ApplicationQuerySet":
        """Ended by a deadline, and the host has not said why since."""
        return self.filter(WAITING_FOR_FEEDBACK)

    def waiting_for_host(self, now: datetime) -> "ApplicationQuerySet":
        """To be decided, then on the reserve list, each in its time; or without feedback."""
        undecided = Q(state__in=Application.UNDECIDED, round__choose_by__gt=now)
        reserve = Q(
            state=Application.State.RESERVE,
            round__choose_by__lte=now,
            advert__cycle__reserve_ends_at__gt=now,
        )
        return self.filter(undecided | reserve | WAITING_FOR_FEEDBACK)

    def live(self, now: datetime) -> "ApplicationQuerySet":
        """What its student takes to be open at ``now``: also refusals that are still held."""
        held = Q(state=Application.State.UNSUCCESSFUL, round__release_at__gt=now)
        return self.filter(Q(state__in=Application.OPEN) | held)

    def cv_readable_by(self, user, now: datetime) -> "ApplicationQuerySet":
        """Applications whose CV ``user`` may open: own, applicants'; for the Office, all."""
        if user.is_authenticated and user.office_role:
            return self.all()
        mine = self.of(user).values("pk")
        theirs = self.for_host(user, now).named_to_hosts().values("pk")
        return self.filter(Q(pk__in=mine) | Q(pk__in=theirs))

    def earlier_cvs(self, application: "Application") -> "ApplicationQuerySet":
        """The same student's other applications whose one-page CV could serve again."""
        others = self.filter(student=application.student_id, cv_pages=1).exclude(cv="")
        return others.exclude(pk=application.pk).select_related("advert__organisation")

    def ready_to_list(self) -> "ApplicationQuerySet":
        """With what a line of their student's list reads and no more, in two queries."""
        listed = self.select_related("advert__organisation", "advert__cycle", "round__cycle")
        return listed.prefetch_related("offers").only(*LINE)

    def ready_to_show(self) -> "ApplicationQuerySet":
        return self.select_related(
            "student__user", "advert__organisation", "advert__cycle", "round__cycle"
        ).prefetch_related("weeks", "offers", "advert__weeks")


class Application(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Sent"
        SHORTLISTED = "shortlisted", "Shortlisted"
        RESERVE = "reserve", "On the reserve list"
        OFFERED = "offered", "Offered"
        PLACED = "placed", "Placed"
        UNSUCCESSFUL = "unsuccessful", "Not selected"
        DECLINED = "declined", "Offer declined"
        WITHDRAWN = "withdrawn", "Withdrawn"
        CANCELLED = "cancelled", "Cancelled"

    UNDECIDED = (State.SUBMITTED, State.SHORTLISTED)
    OPEN = (*UNDECIDED, State.RESERVE, State.OFFERED)
    ENDED = (State.UNSUCCESSFUL, State.DECLINED, State.WITHDRAWN, State.CANCELLED)
    # Reached only through the shortlist, the reserve list or an offer.
    NAMED = (State.SHORTLISTED, State.RESERVE, State.OFFERED, State.PLACED, State.DECLINED)

    student = models.ForeignKey(
        "accounts.Student", on_delete=models.PROTECT, related_name="applications"
    )
    advert = models.ForeignKey(Advert, on_delete=models.PROTECT, related_name="applications")
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="applications")
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT)
    reference = models.CharField(max_length=12, unique=True, editable=False)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    weeks = models.ManyToManyField(CandidateWeek, blank=True, related_name="+")
    committed = models.BooleanField(default=False)
    zone_acknowledged = models.BooleanField(default=False)
    statement = models.TextField(blank=True)
    answer = models.TextField("answer to the host's question", blank=True, max_length=1500)
    cv = models.FileField("CV", upload_to=cv_path, blank=True)
    cv_pages = models.PositiveSmallIntegerField(null=True, editable=False)

    asked_again_at = models.DateTimeField(
        "asked to confirm again",
        null=True,
        editable=False,
        help_text="Since when the advert's terms are others than those the student confirmed.",
    )
    eligibility = models.JSONField(null=True, editable=False)
    opened_at = models.DateTimeField("first read by the host", null=True, editable=False)
    reserve_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=12, choices=Reason.choices, blank=True)
    feedback = models.TextField(blank=True, max_length=1500)
    by_default = models.BooleanField("ended by the deadline", default=False)
    slot_freed = models.BooleanField(default=False, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["student", "advert", "round"],
                name="one_application_per_advert_and_round",
                violation_error_message="You already have an application for this advert.",
            ),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(submitted_at__isnull=False),
                name="sent_application_has_a_time",
                violation_error_message="A sent application records when it arrived.",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | Q(eligibility__isnull=False),
                name="sent_application_has_an_eligibility_snapshot",
                violation_error_message="A sent application keeps its eligibility verdict.",
            ),
            models.CheckConstraint(
                condition=~Q(state="reserve") | Q(reserve_rank__isnull=False),
                name="reserve_has_a_rank",
                violation_error_message="Give everybody on the reserve list a rank.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference}: {self.student} for {self.advert}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def named_to_host(self) -> bool:
        """Whether the host may see who applied; a name-blind advert waits for the shortlist.

        The CV names its student, so it goes with the name. Who ended unread stays unnamed.
        """
        return not self.advert.name_blind or self.state in self.NAMED

    @property
    def closes_at(self) -> datetime:
        """When the round closes for this advert, which may have a time of its own."""
        return self.advert.closes_in(self.round)

    @property
    def cv_name(self) -> str:
        """The file name a host receives, as the programme prescribes it."""
        name = f"{self.student.name} - {self.advert.organisation.name} (CV).pdf"
        return name.replace("/", "-")

    @property
    def open_offer(self):
        """The offer waiting for an answer, or None."""
        return next((offer for offer in self.offers.all() if offer.state == "made"), None)
