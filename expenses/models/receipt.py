"""Receipts and payments: the proof of a claim's lines, and of its end."""

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from djmoney.models.fields import MoneyField

from expenses.models.claim import Claim, Item
from microinternships.phrases import day_words
from microinternships.templatetags.words import money


def receipt_path(receipt: "Receipt", filename: str) -> str:
    return f"receipts/{uuid.uuid4().hex}.{filename.rpartition('.')[2]}"


class ReceiptQuerySet(models.QuerySet):
    def visible_to(self, user) -> "ReceiptQuerySet":
        """The proofs in the claims this person may see."""
        return self.filter(item__claim__in=Claim.objects.visible_to(user))


class Receipt(models.Model):
    """The proof of one item. ``sha256`` is of the bytes as uploaded, before cleaning.

    ``live`` follows the item: false once its claim is withdrawn or void or the
    item refused, so that the file may serve again.
    """

    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="receipt")
    file = models.FileField(upload_to=receipt_path)
    original_name = models.CharField(max_length=200)
    content_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    live = models.BooleanField(default=True)

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"],
                condition=Q(live=True),
                name="receipt_serves_one_live_item",
                violation_error_message="This receipt already proves another item.",
            )
        ]

    def __str__(self) -> str:
        return self.original_name

    @property
    def is_pdf(self) -> bool:
        return self.content_type == "application/pdf"


class Payment(models.Model):
    class Method(models.TextChoices):
        TRANSFER = "transfer", "Bank transfer"
        CASH = "cash", "Cash"
        VOUCHER = "voucher", "Voucher"

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="payments")
    paid_on = models.DateField("paid on")
    amount = MoneyField(max_digits=7, decimal_places=2, default_currency="GBP")
    method = models.CharField(max_length=8, choices=Method.choices)
    reference = models.CharField("payment reference", max_length=80, blank=True)
    failed = models.BooleanField("did not arrive", default=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["paid_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gt=Decimal(0)),
                name="payment_is_more_than_nothing",
                violation_error_message="Enter an amount above zero.",
            )
        ]

    def __str__(self) -> str:
        return f"{money(self.amount)} on {day_words(self.paid_on)}"
