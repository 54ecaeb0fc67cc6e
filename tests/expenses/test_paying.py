"""Each guard of paying a claim, in parts, once more, and never too much."""

from datetime import timedelta

import pytest
from djmoney.money import Money

from expenses import workflow
from expenses.models import Claim
from expenses.workflow import claim_machine
from microinternships import clock
from microinternships.engine import Refused
from microinternships.models import Transition
from tests.expenses.scenes import claim_in, host_of, payment, refusals, student_of

pytestmark = pytest.mark.django_db
S = Claim.State


def test_part_payments_add_up_until_the_claim_is_paid():
    claim = claim_in(S.APPROVED)
    host = host_of(claim)
    first = workflow.pay(claim, by=host, payment=payment("20.00"))
    assert (first.state, first.owed) == (S.APPROVED, Money("11.20", "GBP"))
    second = workflow.pay(claim, by=host, payment=payment("11.20"))
    assert (second.state, second.owed, second.paid_at is None) == (S.PAID, Money("0", "GBP"), False)
    assert [row.event for row in Transition.objects.of(claim)] == [
        "record_part_payment",
        "record_payment",
    ]


@pytest.mark.parametrize(
    ("amount", "days", "expected"),
    [
        ("31.21", 0, ("too_much", "amount")),
        ("0", 0, ("no_amount", "amount")),
        ("-5", 0, ("no_amount", "amount")),
        ("31.20", 1, ("in_future", "paid_on")),
    ],
)
def test_a_payment_is_made_by_today_and_at_most_what_is_left(amount, days, expected):
    claim = claim_in(S.APPROVED)
    new = payment(amount, paid_on=clock.today() + timedelta(days=days))
    with pytest.raises(Refused) as caught:
        workflow.pay(claim, by=host_of(claim), payment=new)
    assert [(one.code, one.field) for one in caught.value.refusals] == [expected]
    assert claim.payments.count() == 0


def test_a_part_is_not_the_whole():
    claim = claim_in(S.APPROVED)
    host = host_of(claim)
    assert refusals("record_payment", claim, host, payment=payment("31.19")) == [
        ("pays_part", "amount")
    ]
    assert refusals("record_part_payment", claim, host, payment=payment("31.20")) == [
        ("pays_all", "amount")
    ]


def test_a_payment_that_never_arrived_is_made_again():
    claim = claim_in(S.PAID)
    host = host_of(claim)
    claim = claim_machine.fire("dispute", claim, by=student_of(claim), comment="Nothing came.")
    failed = claim.payments.get()
    with pytest.raises(Refused) as caught:
        workflow.pay(claim, by=host, payment=payment("31.20"))
    assert "none_failed" in caught.value.codes
    again = workflow.pay(claim, by=host, payment=payment("31.20"), failed=(failed.pk,))
    assert (again.state, again.paid) == (S.PAID, Money("31.20", "GBP"))
    assert list(again.payments.values_list("failed", flat=True)) == [True, False]


def test_a_payment_of_another_claim_cannot_be_named():
    claim, other = claim_in(S.DISPUTED), claim_in(S.DISPUTED)
    with pytest.raises(Refused) as caught:
        workflow.pay(
            claim, by=host_of(claim), payment=payment("5"), failed=(other.payments.get().pk,)
        )
    assert "other_payment" in caught.value.codes
    assert other.payments.get().failed is False
