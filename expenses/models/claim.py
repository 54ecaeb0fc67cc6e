"""Claims: one student's request to be reimbursed for one placement."""

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from djmoney.models.fields import MoneyField
from djmoney.money import Money

from microinternships.templatetags.words import money
from placements.models import Placement, PlacementDay


class ClaimQuerySet(models.QuerySet):
    def of(self, user) -> "ClaimQuerySet":
        """A student's own claims."""
        return self.filter(placement__student__user=user) if user.is_authenticated else self.none()

    def for_host(self, user) -> "ClaimQuerySet":
        """Claims sent to an organisation for which ``user`` decides claims."""
        if not user.is_authenticated:
            return self.none()
        organisations = user.host_memberships.filter(is_approver=True).values("organisation")
        return self.filter(placement__advert__organisation__in=organisations).exclude(
            submitted_at=None
        )

    def visible_to(self, user) -> "ClaimQuerySet":
        """A student's own, those sent to a host who decides claims, all for the Office."""
        if user.is_authenticated and user.office_role:
            return self.all()
        mine, to_decide = self.of(user).values("pk"), self.for_host(user).values("pk")
        return self.filter(Q(pk__in=mine) | Q(pk__in=to_decide))

    def to_decide(self) -> "ClaimQuerySet":
        """Sent and waiting for the host, most urgent first."""
        return self.filter(state=Claim.State.SUBMITTED).order_by("decide_by", "pk")

    def to_pay(self) -> "ClaimQuerySet":
        """Approved and owed, or said not to have arrived, most urgent first."""
        owed = (Claim.State.APPROVED, Claim.State.DISPUTED)
        return self.filter(state__in=owed).order_by("pay_by", "pk")

    def ready_to_list(self) -> "ClaimQuerySet":
        """With whose it is and what it comes to, in three queries."""
        return self.select_related(
            "placement__student__user",
            "placement__advert__organisation",
            "placement__advert__cycle",
        ).prefetch_related("items", "payments")

    def ready_to_show(self) -> "ClaimQuerySet":
        """With everything a claim's page reads, in a fixed number of queries."""
        return self.ready_to_list().prefetch_related(*Claim.PARTS)


class Claim(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "With the host"
        QUERIED = "queried", "The host has a question"
        APPROVED = "approved", "Approved"
        REJECTED = "rejected", "Refused"
        PAID = "paid", "Paid"
        DISPUTED = "disputed", "Payment not received"
        SETTLED = "settled", "Settled"
        WITHDRAWN = "withdrawn", "Withdrawn"
        VOID = "void", "Void"

    OVER = (State.WITHDRAWN, State.VOID)
    OWED = (State.SUBMITTED, State.QUERIED, State.APPROVED, State.DISPUTED)
    PARTS = ("items__receipt", "items__days", "payments", "placement__days")

    placement = models.ForeignKey(Placement, on_delete=models.PROTECT, related_name="claims")
    reference = models.CharField(max_length=12, unique=True, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    queried_at = models.DateTimeField(null=True, blank=True)
    decide_by = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    pay_by = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(null=True, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)
    review_asked_at = models.DateTimeField(null=True, blank=True)
    settled_by_default = models.BooleanField(default=False, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["decide_by"], name="claims_by_time_to_decide"),
            models.Index(fields=["pay_by"], name="claims_by_time_to_pay"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn", "void"])
                | Q(submitted_at__isnull=False, decide_by__isnull=False),
                name="sent_claim_has_its_dates",
                violation_error_message="A sent claim records when it arrived and is due.",
            ),
            models.UniqueConstraint(
                fields=["placement"],
                condition=Q(state="draft"),
                name="one_draft_claim_per_placement",
                violation_error_message="There is a claim to finish for this placement already.",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def ordered_items(self) -> list["Item"]:
        return sorted(self.items.all(), key=lambda item: item.pk)

    @property
    def by_day(self) -> list["Item"]:
        """The lines as people read them: by day, travel before lunch. Days are read already."""
        return sorted(self.items.all(), key=lambda item: item.reading_order)

    @property
    def claimed(self) -> Money:
        """The sum of what was claimed, in the claim's one currency."""
        return _total(item.claimed for item in self.ordered_items if item.claimed is not None)

    @property
    def approved(self) -> Money:
        """The sum of what the host approved so far."""
        return _total(item.approved for item in self.ordered_items if item.approved is not None)

    @property
    def paid(self) -> Money:
        """The sum of the payments recorded, without those that never arrived."""
        return _total(payment.amount for payment in self.payments.all() if not payment.failed)

    @property
    def owed(self) -> Money:
        """What is approved and not yet paid."""
        return Money(self.approved.amount - self.paid.amount, self.currency)

    @property
    def currency(self) -> str:
        return next((item.claimed_currency for item in self.ordered_items), "GBP")

    @property
    def approved_in_part(self) -> bool:
        return self.state == self.State.APPROVED and self.approved < self.claimed

    @property
    def is_draft(self) -> bool:
        return self.state == self.State.DRAFT

    def overdue_to_decide(self, now: datetime) -> bool:
        return self.state == self.State.SUBMITTED and self.decide_by <= now

    def overdue_to_pay(self, now: datetime) -> bool:
        return self.state == self.State.APPROVED and self.pay_by <= now


def _total(amounts) -> Money:
    amounts = list(amounts)
    return sum(amounts[1:], amounts[0]) if amounts else Money(0, "GBP")


class Item(models.Model):
    """A dated line of a claim; the amounts claimed never change once it is sent.

    Only a draft's line may lack its amount: a receipt is kept as soon as it is uploaded.
    """

    class Category(models.TextChoices):
        TRAVEL = "travel", "Local travel"
        LUNCH = "lunch", "Lunch"

    claim = models.ForeignKey(Claim, on_delete=models.CASCADE, related_name="items")
    days = models.ManyToManyField(PlacementDay, related_name="+")
    category = models.CharField(max_length=6, choices=Category.choices)
    note = models.CharField("what it was", max_length=200, blank=True)
    claimed = MoneyField(
        max_digits=7, decimal_places=2, default_currency="GBP", null=True, blank=True
    )
    approved = MoneyField(
        max_digits=7, decimal_places=2, default_currency="GBP", null=True, blank=True
    )
    reason = models.CharField("why less", max_length=300, blank=True)
    question = models.CharField(max_length=300, blank=True)
    answer = models.CharField(max_length=500, blank=True)

    # What is unusual about it: ``expenses.flags.mark`` says so.
    flags: tuple = ()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(claimed__isnull=True) | Q(claimed__gt=Decimal(0)),
                name="item_claims_more_than_nothing",
                violation_error_message="Enter an amount above zero.",
            ),
            models.CheckConstraint(
                condition=Q(approved__isnull=True) | Q(approved__gte=Decimal(0)),
                name="item_approved_is_not_negative",
                violation_error_message="An approved amount cannot be below zero.",
            ),
            models.CheckConstraint(
                condition=Q(approved__isnull=True)
                | Q(claimed__isnull=False, approved__lte=F("claimed")),
                name="item_approved_at_most_as_claimed",
                violation_error_message="You cannot approve more than was claimed.",
            ),
            models.CheckConstraint(
                condition=Q(approved__isnull=True) | Q(approved_currency=F("claimed_currency")),
                name="item_approved_in_the_currency_claimed",
                violation_error_message="Approve in the currency that was claimed.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()}, {money(self.claimed) or 'no amount yet'}"

    @property
    def ordered_days(self) -> list[PlacementDay]:
        return sorted(self.days.all(), key=lambda day: day.date)

    @property
    def reading_order(self) -> tuple:
        days = self.ordered_days
        return (
            not days,
            days[0].date if days else None,
            self.category == self.Category.LUNCH,
            self.pk,
        )

    @property
    def line_name(self) -> str:
        """The name of this item's line on the page where the claim is written."""
        days = self.ordered_days
        if len(days) == 1:
            return f"day-{days[0].pk}-{self.category}"
        return f"item-{self.pk}"

    @property
    def proof(self):
        """The item's receipt, or None."""
        return getattr(self, "receipt", None)

    @property
    def refused(self) -> bool:
        return self.approved is not None and not self.approved.amount

    @property
    def reduced(self) -> bool:
        return self.approved is not None and 0 < self.approved.amount < self.claimed.amount
