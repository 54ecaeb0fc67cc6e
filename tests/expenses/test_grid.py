"""The claim's table, square by square."""

import pytest

from expenses.models import Claim
from expenses.workflow import claim_machine
from microinternships import clock
from tests.expenses.scenes import claim_in, decisions, payment, people
from tests.grids import Scene, assert_cell, cells

pytestmark = pytest.mark.django_db
S = Claim.State


def data_for(event: str, claim: Claim) -> dict:
    items = list(claim.items.order_by("pk"))
    if event == "query":
        return {"questions": {items[0].pk: "Which bus was it?"}}
    if event == "answer":
        return {"answers": {item.pk: "The X90." for item in items}}
    if event == "approve":
        return {"decisions": decisions(claim, "22.80", "8.40")}
    if event == "reject":
        return {"decisions": decisions(claim, "0", "0")}
    if event == "raise_approval":
        return {"decisions": decisions(claim, "30.20", "8.40")}
    if event in ("record_payment", "record_part_payment"):
        failed = tuple(claim.payments.values_list("pk", flat=True))
        amount = "31.20" if event == "record_payment" else "10.00"
        return {"payment": payment(amount), "failed": failed if claim.state == S.DISPUTED else ()}
    return {}


@pytest.mark.parametrize(("state", "event"), cells(claim_machine))
def test_grid(state, event):
    claim = claim_in(state)
    scene = Scene(claim, people(claim), data_for(event, claim), at=clock.now())
    assert_cell(claim_machine, event, scene)
