"""Each guard of deciding about a claim, of deciding again, and of the Office looking again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from djmoney.money import Money

from expenses import workflow
from expenses.models import Claim, Receipt
from expenses.policy import Decision
from expenses.workflow import claim_machine
from microinternships import clock
from microinternships.models import Transition
from microinternships.workingdays import add_working_days
from tests.expenses.scenes import (
    claim_in,
    decided,
    decisions,
    fresh,
    host_of,
    past_placement,
    payment,
    pays,
    refusals,
    student_of,
)
from tests.factories import HostFactory, ItemFactory, OfficeFactory, ReceiptFactory

pytestmark = pytest.mark.django_db
S = Claim.State


# deciding


@pytest.mark.parametrize(
    ("travel", "reason", "code", "field"),
    [
        ("30.21", "More", "more_than_claimed", "amount"),
        ("-1", "Less", "negative", "amount"),
        ("22.80", " ", "no_reason", "reason"),
        ("0", "", "no_reason", "reason"),
    ],
)
def test_at_most_the_claim_with_a_reason_for_anything_less(travel, reason, code, field):
    claim = claim_in(S.SUBMITTED)
    item = claim.items.get(category="travel")
    found = refusals(
        "approve", claim, host_of(claim), decisions=decisions(claim, travel, "8.40", reason)
    )
    assert found == [(code, f"item-{item.pk}-{field}")]


def test_every_item_is_decided_and_no_other():
    claim, other = claim_in(S.SUBMITTED), claim_in(S.SUBMITTED)
    host = host_of(claim)
    travel, lunch = claim.items.order_by("pk")
    one = {travel.pk: Decision(Decimal("30.20"))}
    assert refusals("approve", claim, host, decisions=one) == [
        ("undecided", f"item-{lunch.pk}-verdict")
    ]
    foreign = decisions(claim, "30.20", "8.40") | {other.items.first().pk: Decision(Decimal(1))}
    assert refusals("approve", claim, host, decisions=foreign) == [("other_item", "")]


def test_approving_in_part_keeps_the_claim_the_reason_and_the_day_to_pay_by():
    claim = claim_in(S.SUBMITTED)
    given = decisions(claim, "22.80", "8.40", "The bus costs less.")
    with clock.standing_at(clock.now()):
        approved = workflow.decide(claim, by=host_of(claim), decisions=given)
        assert approved.pay_by == clock.noon(add_working_days(clock.today(), 10))
    assert (approved.state, approved.approved_in_part) == (S.APPROVED, True)
    assert (approved.claimed, approved.approved) == (Money("38.60", "GBP"), Money("31.20", "GBP"))
    travel, lunch = approved.items.order_by("pk")
    assert (travel.reason, lunch.reason) == ("The bus costs less.", "")
    written = Transition.objects.of(claim).get(event="approve").note.text.splitlines()
    day = travel.ordered_days[0]
    assert written == [
        f"Travel on {day}: £22.80 of £30.20: The bus costs less.",
        f"Lunch on {day}: £8.40 of £8.40",
    ]


def test_a_claim_refused_whole_frees_its_receipts():
    claim = claim_in(S.SUBMITTED)
    refused = workflow.decide(claim, by=host_of(claim), decisions=decisions(claim, "0", "0"))
    assert (refused.state, refused.pay_by) == (S.REJECTED, None)
    assert set(Receipt.objects.values_list("live", flat=True)) == {False}


def test_only_a_refused_items_receipt_is_freed():
    claim = claim_in(S.SUBMITTED)
    workflow.decide(claim, by=host_of(claim), decisions=decisions(claim, "30.20", "0"))
    live = dict(Receipt.objects.values_list("item__category", "live"))
    assert live == {"travel": True, "lunch": False}


def test_approving_nothing_and_refusing_something_are_not_the_same_event():
    claim = claim_in(S.SUBMITTED)
    host = host_of(claim)
    nothing, something = decisions(claim, "0", "0"), decisions(claim, "1", "0")
    assert refusals("approve", claim, host, decisions=nothing) == [("all_refused", "")]
    assert refusals("reject", claim, host, decisions=something) == [("some_approved", "")]


def test_a_day_marked_absent_after_the_claim_was_sent_is_not_reimbursed():
    claim = claim_in(S.SUBMITTED)
    claim.placement.days.update(attended=False)
    travel = claim.items.get(category="travel")
    whole = decisions(claim, "30.20", "8.40")
    found = refusals("approve", fresh(claim), host_of(claim), decisions=whole)
    assert found == [("absent", f"item-{travel.pk}-verdict")]


@pytest.mark.parametrize(
    ("state", "event", "data"),
    [
        (S.SUBMITTED, "approve", True),
        (S.SUBMITTED, "reject", True),
        (S.SUBMITTED, "query", False),
        (S.APPROVED, "reopen", False),
        (S.APPROVED, "record_payment", False),
        (S.APPROVED, "record_part_payment", False),
    ],
)
def test_nobody_decides_or_pays_their_own_claim(state, event, data):
    claim = claim_in(state)
    student = student_of(claim)
    HostFactory(organisation=claim.placement.advert.organisation, user=student)
    sent = {"decisions": decisions(claim, "30.20", "8.40")} if data else {}
    sent |= {"questions": {claim.items.first().pk: "?"}, "payment": payment("31.20")}
    found = refusals(event, claim, student, comment="Mine", **sent)
    assert "own_claim" in [code for code, _ in found]


def test_a_host_who_does_not_look_after_money_decides_nothing():
    claim = claim_in(S.SUBMITTED)
    recruiter = host_of(claim, is_approver=False)
    whole = decisions(claim, "30.20", "8.40")
    assert refusals("approve", claim, recruiter, decisions=whole) == [("not_yours", "")]


def test_the_office_decides_with_a_comment_only():
    claim, office = claim_in(S.SUBMITTED), OfficeFactory()
    whole = decisions(claim, "30.20", "8.40")
    assert refusals("approve", claim, office, decisions=whole) == [("comment", "comment")]
    viewer = OfficeFactory(role="viewer")
    assert refusals("approve", claim, viewer, decisions=whole) == [("not_yours", "")]
    done = workflow.decide(claim, by=office, decisions=whole, comment="The host is ill.")
    assert done.state == S.APPROVED


# reopening


def test_reopening_forgets_the_decision_and_keeps_it_in_the_history():
    claim = claim_in(S.SUBMITTED)
    host = host_of(claim)
    workflow.decide(claim, by=host, decisions=decisions(claim, "30.20", "0", "No lunch."))
    again = claim_machine.fire("reopen", claim, by=host, comment="I misread it.")
    assert (again.state, again.decided_at, again.pay_by) == (S.SUBMITTED, None, None)
    assert [(item.approved, item.reason) for item in again.items.all()] == [(None, "")] * 2
    assert set(Receipt.objects.values_list("live", flat=True)) == {True}
    note = Transition.objects.of(claim).get(event="approve").note.text
    assert "£0.00 of £8.40: No lunch." in note


def test_a_decision_is_not_reopened_once_something_is_paid():
    claim = claim_in(S.APPROVED)
    pays(claim, "5.00")
    found = refusals("reopen", claim, host_of(claim), comment="Wait")
    assert found == [("paid_already", "")]


def test_a_decision_is_not_reopened_when_a_freed_receipt_serves_elsewhere():
    claim = claim_in(S.REJECTED)
    taken = claim.items.first().receipt
    ReceiptFactory(sha256=taken.sha256, item=ItemFactory(claim__placement=past_placement()))
    found = refusals("reopen", claim, host_of(claim), comment="Wait")
    assert found == [("receipt_used", "")]


# looking again


def test_asking_the_office_to_look_again_is_for_reduced_claims_once_and_in_time():
    claim = claim_in(S.APPROVED)
    student = student_of(claim)
    asked = claim_machine.fire("ask_for_review", claim, by=student, comment="The fare rose.")
    assert (asked.state, asked.review_asked_at is not None) == (S.APPROVED, True)
    again = refusals("ask_for_review", claim, student, comment="Again")
    assert again == [("asked_before", "")]
    late = claim_in(S.APPROVED)
    until = clock.noon(add_working_days(clock.today(), 10))
    with clock.standing_at(until):
        found = refusals("ask_for_review", late, student_of(late), comment="Late")
    assert found == [("too_late", "")]
    with clock.standing_at(until - timedelta(seconds=1)):
        claim_machine.fire("ask_for_review", late, by=student_of(late), comment="In time")


def test_a_claim_approved_whole_is_not_looked_at_again():
    claim = claim_in(S.APPROVED)
    decided(claim.items.get(category="travel"), "30.20")
    found = refusals("ask_for_review", fresh(claim), student_of(claim), comment="More")
    assert found == [("nothing_reduced", "")]


def test_the_office_raises_but_never_lowers_and_never_above_the_claim():
    claim, office = claim_in(S.PAID), OfficeFactory()

    def codes(travel, lunch):
        given = decisions(claim, travel, lunch)
        return [
            code
            for code, _ in refusals("raise_approval", claim, office, comment="So", decisions=given)
        ]

    assert codes("22.80", "8.40") == ["nothing_raised"]
    assert codes("30.20", "8.00") == ["less_than_before"]
    assert codes("30.30", "8.40") == ["more_than_claimed"]
    raised = claim_machine.fire(
        "raise_approval",
        claim,
        by=office,
        comment="So",
        decisions=decisions(claim, "30.20", "8.40"),
    )
    assert (raised.state, raised.owed, raised.paid_at) == (S.APPROVED, Money("7.40", "GBP"), None)
