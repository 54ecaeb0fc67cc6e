"""Each invariant holds of claims made through the table, and finds rows that break it."""

import pytest
from djmoney.money import Money

from expenses import invariants, workflow
from expenses.models import Claim, Item, Receipt
from expenses.workflow import claim_machine
from microinternships.engine import HOST
from microinternships.models import Transition
from tests.expenses.scenes import claim_in, decisions, host_of, payment, pays, student_of

pytestmark = pytest.mark.django_db
S = Claim.State
CHECKS = (
    invariants.items_not_in_order,
    invariants.claims_not_balanced,
    invariants.receipts_serving_twice,
    invariants.receipts_wrongly_live,
    invariants.claims_decided_by_their_student,
)


def broken() -> dict[str, int]:
    return {check.__name__: len(found) for check in CHECKS if (found := list(check()))}


@pytest.mark.parametrize("state", S.values)
def test_claims_of_the_scenes_break_nothing(state):
    claim_in(state)
    assert broken() == {}


def test_a_whole_life_breaks_nothing_on_the_way():
    claim = claim_in(S.DRAFT)
    student, host = student_of(claim), host_of(claim)
    steps = (
        lambda: claim_machine.fire("submit", claim, by=student),
        lambda: workflow.decide(claim, by=host, decisions=decisions(claim, "30.20", "0")),
        lambda: claim_machine.fire("reopen", claim, by=host, comment="Misread"),
        lambda: workflow.decide(claim, by=host, decisions=decisions(claim, "22.80", "0")),
        lambda: workflow.pay(claim, by=host, payment=payment("20.00")),
        lambda: workflow.pay(claim, by=host, payment=payment("2.80")),
        lambda: claim_machine.fire("dispute", claim, by=student, comment="Nothing came."),
        lambda: workflow.pay(
            claim,
            by=host,
            payment=payment("1.00"),
            failed=(claim.payments.order_by("pk").last().pk,),
        ),
        lambda: workflow.pay(claim, by=host, payment=payment("1.80")),
        lambda: claim_machine.fire("confirm", claim, by=student),
    )
    for step in steps:
        step()
        assert broken() == {}
    claim.refresh_from_db()
    assert (claim.state, claim.paid) == (S.SETTLED, Money("22.80", "GBP"))


def test_what_breaks_invariant_7_is_found():
    claim = claim_in(S.SUBMITTED)
    claim.items.first().receipt.delete()
    assert broken() == {"items_not_in_order": 1}
    claim.items.last().days.clear()
    assert broken() == {"items_not_in_order": 2}
    paid = claim_in(S.PAID)
    paid.payments.all().delete()
    over = claim_in(S.APPROVED)
    pays(over, "31.21")
    undecided = claim_in(S.APPROVED)
    Item.objects.filter(claim=undecided).update(approved=None)
    assert broken()["claims_not_balanced"] == 3


def test_what_breaks_invariant_8_is_found():
    claim_in(S.SUBMITTED)
    Receipt.objects.update(live=False)
    withdrawn = claim_in(S.WITHDRAWN)
    Receipt.objects.filter(item__claim=withdrawn).update(live=True)
    assert broken() == {"receipts_wrongly_live": 4}


def test_what_breaks_invariant_10_is_found():
    claim = claim_in(S.APPROVED)
    Transition.objects.create(
        machine="expenses.claim",
        subject_id=claim.pk,
        event="approve",
        source=S.SUBMITTED,
        target=S.APPROVED,
        role=HOST,
        by=student_of(claim),
    )
    assert broken() == {"claims_decided_by_their_student": 1}
