"""What is unusual about a line of a claim: said to its student before it is sent, and to its host.

A flag forbids nothing. The student reads every flag that the host will read (ST-47).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from djmoney.money import Money

from expenses.models import Claim, Item
from expenses.policy import name_line
from microinternships.templatetags.words import money

# What a lunch costs at most as a rule, by currency (docs/decisions/0007).
USUAL_LUNCH = {"GBP": Decimal(15), "EUR": Decimal(18), "USD": Decimal(20)}


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to look at, in the words for the student and for the host."""

    code: str
    student: str
    host: str


def mark(claim: Claim) -> Claim:
    """``claim``, whose items and days have been read, with the ``flags`` of each line; one query
    for the placement's other claims and one for their days."""
    others = _of_other_claims(claim)
    for item in claim.ordered_items:
        item.flags = (*_large_lunch(item), *_second_one(item, [*claim.ordered_items, *others]))
    return claim


def _of_other_claims(claim: Claim) -> list[Item]:
    items = Item.objects.filter(claim__placement=claim.placement_id).exclude(claim=claim.pk)
    live = items.exclude(claim__state__in=(*Claim.OVER, Claim.State.DRAFT))
    return list(live.select_related("claim").prefetch_related("days"))


def _large_lunch(item: Item) -> Iterator[Flag]:
    if item.category != Item.Category.LUNCH or item.claimed is None:
        return
    usual = USUAL_LUNCH[item.claimed_currency]
    if item.claimed.amount > usual * max(1, len(item.ordered_days)):
        yield Flag(
            "large_lunch",
            f"{money(item.claimed)} is a lot for lunch. If it is right, leave it and say in “What "
            "it was” why, so that the host need not ask.",
            f"This is more than {money(Money(usual, item.claimed_currency))} for a lunch. The "
            "student was told so before they sent it.",
        )


def _second_one(item: Item, items: list[Item]) -> Iterator[Flag]:
    """Two lines for one day and category may both be right: a second bus, a missed receipt."""
    for other in items:
        shared = set(item.ordered_days).intersection(other.ordered_days)
        if other.pk == item.pk or other.category != item.category or other.refused or not shared:
            continue
        what = name_line(item.category, sorted(shared, key=lambda day: day.date))
        elsewhere = "" if other.claim_id == item.claim_id else f", in claim {other.claim}"
        yield Flag(
            "second",
            f"You claim {what} twice{elsewhere}. If both are right, leave them as they are.",
            f"There is a second amount for {what}{elsewhere}: {money(other.claimed)}.",
        )
