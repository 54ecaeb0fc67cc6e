"""What must be true of the stored claims: invariants 7, 8 and 10 of the programme."""

from collections.abc import Iterator

from django.db.models import Count, Q

from expenses.models import Claim, Item, Receipt
from microinternships.invariants import invariant
from microinternships.models import Transition
from placements.models import DayMode

S = Claim.State
NEVER_SENT = (S.DRAFT, *Claim.OVER)
DECIDING = (
    "approve",
    "reject",
    "reopen",
    "raise_approval",
    "record_part_payment",
    "record_payment",
)


@invariant(
    7, "Every item of a sent claim lies on a claimable day and has a receipt; approved <= claimed."
)
def items_not_in_order() -> Iterator[Item]:
    """A day marked absent after the claim was sent is the host's to refuse, not a broken rule."""
    sent = Item.objects.exclude(claim__state__in=NEVER_SENT).select_related(
        "claim__placement__advert", "receipt"
    )
    for item in sent.prefetch_related("days"):
        if not _in_order(item):
            yield item


def _in_order(item: Item) -> bool:
    claim, placement = item.claim, item.claim.placement
    days_fine = item.ordered_days and all(
        day.placement_id == placement.pk
        and (day.mode == DayMode.IN_PERSON or day.travel_reason)
        and placement.hours_on(day.date)[1] <= claim.submitted_at
        for day in item.ordered_days
    )
    money_fine = item.claimed is not None and (
        item.approved is None or item.approved <= item.claimed
    )
    return bool(days_fine and money_fine and item.proof)


@invariant(7, "A decided claim is decided whole; a paid one's payments make up what was approved.")
def claims_not_balanced() -> Iterator[Claim]:
    after = (S.APPROVED, S.REJECTED, S.PAID, S.DISPUTED, S.SETTLED)
    for claim in Claim.objects.filter(state__in=after).prefetch_related("items", "payments"):
        undecided = any(item.approved is None for item in claim.ordered_items)
        paid_up = claim.state in (S.PAID, S.DISPUTED, S.SETTLED)
        # While a disputed payment is made again, the failed one no longer counts.
        remaking = claim.state == S.DISPUTED and any(one.failed for one in claim.payments.all())
        unbalanced = paid_up and not remaking and claim.paid != claim.approved
        if undecided or unbalanced or claim.paid > claim.approved:
            yield claim


@invariant(8, "One receipt file serves at most one live item.")
def receipts_serving_twice() -> Iterator[Receipt]:
    twice = (
        Receipt.objects.filter(live=True)
        .values("sha256")
        .annotate(times=Count("pk"))
        .filter(times__gt=1)
        .values("sha256")
    )
    yield from Receipt.objects.filter(live=True, sha256__in=twice)


@invariant(8, "A receipt is live exactly while its item is neither withdrawn, void nor refused.")
def receipts_wrongly_live() -> Iterator[Receipt]:
    gone = Q(item__claim__state__in=Claim.OVER) | Q(item__approved=0)
    yield from Receipt.objects.filter(gone, live=True)
    yield from Receipt.objects.filter(live=False).exclude(gone)


@invariant(10, "Nobody decided their own claim.")
def claims_decided_by_their_student() -> Iterator[Claim]:
    decided = Transition.objects.filter(machine="expenses.claim", event__in=DECIDING)
    deciders = dict.fromkeys(decided.values_list("subject_id", "by_id"))
    claims = Claim.objects.filter(pk__in={claim for claim, _ in deciders})
    for claim in claims.select_related("placement__student"):
        if (claim.pk, claim.placement.student.user_id) in deciders:
            yield claim
