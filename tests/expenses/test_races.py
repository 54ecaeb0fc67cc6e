"""Two people at once, on real connections to a real database."""

import pytest

from expenses import drafts, receipts, workflow
from expenses.models import Claim, Receipt
from microinternships.models import Transition
from tests.expenses.scenes import (
    claim_in,
    decisions,
    fresh,
    host_of,
    past_placement,
    payment,
    picture,
    student_of,
    upload,
)
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
S = Claim.State


def test_two_hosts_deciding_at_once_decide_once():
    claim = claim_in(S.SUBMITTED)
    first, second = host_of(claim), host_of(claim)
    answers = at_once(
        lambda: workflow.decide(claim, by=first, decisions=decisions(claim, "30.20", "8.40")).state,
        lambda: workflow.decide(claim, by=second, decisions=decisions(claim, "0", "0")).state,
    )
    after = fresh(claim)
    assert {"state"} in answers
    assert [answer for answer in answers if answer != {"state"}] == [after.state]
    assert Transition.objects.of(claim).count() == 1
    total = {S.APPROVED: "£38.60", S.REJECTED: "£0.00"}[after.state]
    assert str(after.approved) == total


def test_two_hosts_paying_at_once_pay_no_more_than_is_owed():
    claim = claim_in(S.APPROVED)
    hosts = [host_of(claim), host_of(claim)]
    answers = at_once(
        *(lambda by=by: workflow.pay(claim, by=by, payment=payment("20.00")).state for by in hosts)
    )
    assert sorted(answers, key=str) == sorted([S.APPROVED, {"too_much"}], key=str)
    assert fresh(claim).paid.amount == 20


def test_one_receipt_for_two_claims_at_once_serves_one():
    clean = receipts.clean(upload(picture()))
    placements = [past_placement(), past_placement()]
    claims = [drafts.start(one, by=one.student.user) for one in placements]

    def attach(claim):
        line = drafts.Line([claim.placement.ordered_days[0]], "lunch", receipt=clean)
        return drafts.keep_line(claim, line, by=student_of(claim)).claim_id

    answers = at_once(*(lambda claim=claim: attach(claim) for claim in claims))
    assert {"receipt_used"} in answers
    assert Receipt.objects.count() == 1


def test_pressing_start_twice_makes_one_draft():
    placement = past_placement()
    student = placement.student.user
    answers = at_once(*(lambda: drafts.start(placement, by=student).pk for _ in range(4)))
    assert set(answers) == {Claim.objects.get().pk}
