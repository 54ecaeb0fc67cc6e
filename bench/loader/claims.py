"""Claims: for every second placement with a day in person, a lunch and a ticket, long settled."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from bench.loader.applications import Applications, Sent
from bench.loader.cycles import DAYS, modes_of_days
from bench.loader.history import History
from bench.loader.rows import copy, number_on
from expenses.models import Claim, Item, Payment, Receipt

A_DAY = timedelta(days=1)
AMOUNTS = {Item.Category.LUNCH: Decimal("8.40"), Item.Category.TRAVEL: Decimal("12.00")}
S = Claim.State


@dataclass(frozen=True)
class Claims:
    applications: Applications
    history: History

    def load(self) -> None:
        placed = [one for one in self.applications.sent if one.placed]
        claiming = [
            (placement, one)
            for placement, one in enumerate(placed, 1)
            if placement % 2 and modes_of_days(one.advert)[0] == "in_person"
        ]
        numbered = [(number, *one) for number, one in enumerate(claiming, 1)]
        copy(Claim, (self._row(*one) for one in numbered))
        copy(Item, self._items(len(numbered)))
        days = ((number, (placement - 1) * DAYS + 1) for number, placement, _ in numbered)
        copy(Item.days.through, self._days(days))
        copy(Receipt, self._receipts(len(numbered)))
        copy(Payment, (self._payment(number, one) for number, _, one in numbered))
        number_on(Claim, Item, Item.days.through, Receipt, Payment)
        for number, _placement, one in numbered:
            self._tell(number, one)

    def _row(self, number: int, placement: int, one: Sent) -> dict:
        at = self._sent_at(one)
        return {
            "id": number,
            "placement_id": placement,
            "reference": f"C-B{number:06}",
            "state": S.SETTLED,
            "created_at": at,
            "submitted_at": at,
            "decide_by": at + 14 * A_DAY,
            "decided_at": at + A_DAY,
            "pay_by": at + 15 * A_DAY,
            "paid_at": at + 2 * A_DAY,
        }

    def _sent_at(self, one: Sent):
        """Eight days after week B's Friday, when either week is over."""
        return one.term.milestones.claims_close_at - 20 * A_DAY

    def _items(self, claims: int) -> Iterator[dict]:
        for claim in range(1, claims + 1):
            for place, (category, amount) in enumerate(AMOUNTS.items()):
                yield {
                    "id": 2 * claim - 1 + place,
                    "claim_id": claim,
                    "category": category,
                    "claimed": amount,
                    "claimed_currency": "GBP",
                    "approved": amount,
                    "approved_currency": "GBP",
                }

    def _days(self, first_days) -> Iterator[dict]:
        """Both items are for the placement's first day."""
        for claim, day in first_days:
            for item in (2 * claim - 1, 2 * claim):
                yield {"item_id": item, "placementday_id": day}

    def _receipts(self, claims: int) -> Iterator[dict]:
        for item in range(1, 2 * claims + 1):
            yield {
                "item_id": item,
                "file": f"receipts/{item}.jpg",
                "original_name": "receipt.jpg",
                "content_type": "image/jpeg",
                "sha256": hashlib.sha256(str(item).encode()).hexdigest(),
            }

    def _payment(self, claim: int, one: Sent) -> dict:
        return {
            "claim_id": claim,
            "paid_on": self._sent_at(one).date() + 2 * A_DAY,
            "amount": sum(AMOUNTS.values()),
            "amount_currency": "GBP",
            "method": Payment.Method.TRANSFER,
            "recorded_by_id": self._host(one),
        }

    def _host(self, one: Sent) -> int:
        adverts = self.applications.adverts
        return self.applications.people.host_of(adverts.organisation(one.advert))

    def _tell(self, number: int, one: Sent) -> None:
        tell, at = self.history.of("expenses.claim", number), self._sent_at(one)
        student, host = self.applications.people.user_of(one.student), self._host(one)
        tell("submit", S.DRAFT, S.SUBMITTED, "student", student, at)
        tell("approve", S.SUBMITTED, S.APPROVED, "host", host, at + A_DAY)
        tell("record_payment", S.APPROVED, S.PAID, "host", host, at + 2 * A_DAY)
        tell("confirm", S.PAID, S.SETTLED, "student", student, at + 3 * A_DAY)
