"""A claim before it is sent: the student starts it, fills its lines in, takes lines away.

Every change locks the claim and asks again whether it is still a draft of this student's.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from djmoney.money import Money

from expenses.models import Claim, Item, Receipt
from expenses.policy import describe, start_verdict
from expenses.receipts import CleanReceipt
from expenses.rules import is_claimant
from microinternships import clock
from microinternships.engine import Refusal, Refused
from microinternships.phrases import when
from microinternships.references import new_reference
from placements.models import Placement, PlacementDay


@dataclass(slots=True)
class Line:
    """What a student typed into one line. ``receipt`` None keeps the one already there."""

    days: Iterable[PlacementDay]
    category: str
    amount: Decimal | None = None
    currency: str = "GBP"
    note: str = ""
    receipt: CleanReceipt | None = None


def start(placement: Placement, *, by) -> Claim:
    """The draft claim for ``placement``: the one there is, else a new one.

    Raises :class:`Refused` when ``by`` is not the student or nothing can be claimed now.
    """
    if placement.student.user_id != by.pk:
        raise Refused([Refusal("not_yours", "This is not yours to do.")])
    verdict = start_verdict(placement, clock.now())
    if not verdict.passed:
        raise Refused([Refusal(verdict.code, verdict.sentence)])
    claim, _ = Claim.objects.get_or_create(
        placement=placement,
        state=Claim.State.DRAFT,
        defaults={"reference": new_reference("C"), "created_at": clock.now()},
    )
    return claim


@transaction.atomic
def keep_line(claim: Claim, line: Line, *, by, item: Item | None = None) -> Item:
    """Store one line, new or already there. Raises :class:`Refused`; then nothing is changed."""
    _lock_draft(claim, by)
    days = list(line.days)
    if any(day.placement_id != claim.placement_id for day in days):
        raise Refused([Refusal("other_placement", "Choose days of this placement only.", "days")])
    item = item or Item(claim=claim)
    item.category, item.note = line.category, line.note
    item.claimed = None if line.amount is None else Money(line.amount, line.currency)
    item.claimed_currency = line.currency
    item.save()
    item.days.set(days)
    if line.receipt:
        _attach(item, line.receipt)
    return item


@transaction.atomic
def remove_line(claim: Claim, item: Item, *, by) -> None:
    _lock_draft(claim, by)
    _forget_file(item)
    item.delete()
    getattr(claim, "_prefetched_objects_cache", {}).pop("items", None)  # if read before it went


def _lock_draft(claim: Claim, by) -> None:
    fresh = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    if not is_claimant(by, fresh):
        raise Refused([Refusal("not_yours", "This is not yours to do.")])
    if not fresh.is_draft:
        raise Refused([Refusal("state", "This claim has been sent and can no longer be changed.")])
    cycle = fresh.placement.advert.cycle
    if not cycle.accepting_claims(clock.now()):
        raise Refused([Refusal("closed", f"Claims closed on {when(cycle.claims_close_at)}.")])


def _attach(item: Item, receipt: CleanReceipt) -> None:
    """Give ``item`` its receipt in place of an earlier one; one file proves one live item."""
    _forget_file(item)
    Receipt.objects.filter(item=item).delete()
    row = Receipt(
        item=item,
        original_name=receipt.original_name,
        content_type=receipt.content_type,
        sha256=receipt.sha256,
    )
    row.file.save(f"receipt.{receipt.extension}", ContentFile(receipt.content), save=False)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        row.file.delete(save=False)
        raise Refused([Refusal("receipt_used", _used_for(item, receipt), "receipt")]) from None
    item.receipt = row


def _used_for(item: Item, receipt: CleanReceipt) -> str:
    """Which of the student's own items the file proves; of other people's nothing is said."""
    other = (
        Item.objects.filter(
            receipt__sha256=receipt.sha256,
            receipt__live=True,
            claim__placement__student=item.claim.placement.student_id,
        )
        .exclude(pk=item.pk)
        .prefetch_related("days")
        .first()
    )
    used = f"You have used this receipt for {describe(other)}" if other else "This receipt is used"
    return f"{used}{' already' if not other else ''}. Choose another file."


def _forget_file(item: Item) -> None:
    """Remove the stored file once the change is certain."""
    old = Receipt.objects.filter(item=item).first() if item.pk else None
    if old:
        transaction.on_commit(lambda: old.file.delete(save=False))
