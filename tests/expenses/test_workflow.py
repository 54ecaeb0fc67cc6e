"""Each guard of the claim's table, and what each event changes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from djmoney.money import Money

from expenses import jobs, workflow
from expenses.models import Claim, Item, Receipt
from expenses.policy import Decision
from expenses.workflow import claim_machine
from microinternships import clock
from microinternships.deadlines import GRACE
from microinternships.engine import Refused
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
    student_of,
)
from tests.factories import (
    ClaimFactory,
    CycleFactory,
    HostFactory,
    ItemFactory,
    OfficeFactory,
    ReceiptFactory,
)

pytestmark = pytest.mark.django_db
S = Claim.State


def refusals(event: str, claim, by=None, **data) -> list[tuple[str, str]]:
    """The (code, field) of every reason against ``event``; the claim stays as it was."""
    before = claim.state
    with pytest.raises(Refused) as caught:
        claim_machine.fire(event, claim, by=by, **data)
    assert fresh(claim).state == before
    return [(refusal.code, refusal.field) for refusal in caught.value.refusals]


def submit_refusals(claim) -> list[tuple[str, str]]:
    return refusals("submit", claim, student_of(claim))


# sending


def test_sending_sets_the_day_by_which_the_host_decides():
    claim = claim_in(S.DRAFT)
    with clock.standing_at(clock.now()):
        sent = claim_machine.fire("submit", claim, by=student_of(claim))
        noon = clock.noon(add_working_days(clock.today(), 10))
        assert (sent.state, sent.submitted_at, sent.decide_by) == (S.SUBMITTED, clock.now(), noon)


def test_an_empty_claim_is_not_sent():
    assert submit_refusals(ClaimFactory(placement=past_placement())) == [("empty", "")]


def item_refusal(**kwargs) -> tuple[str, str]:
    """What is said of a claim with one line like this."""
    claim = ClaimFactory(placement=kwargs.pop("placement", None) or past_placement())
    receipt = kwargs.pop("receipt", True)
    item = ItemFactory(claim=claim, **kwargs)
    if receipt:
        ReceiptFactory(item=item)
    ((code, field),) = submit_refusals(claim)
    return code, field.replace(str(item.pk), "N")


def test_every_line_needs_a_day_an_amount_and_a_receipt():
    assert item_refusal(days=[]) == ("no_day", "item-N-days")
    assert item_refusal(claimed=None) == ("no_amount", "item-N-amount")
    assert item_refusal(receipt=False) == ("no_receipt", "item-N-receipt")


def test_a_line_lies_on_claimable_days_of_its_own_placement():
    for first in (0, 1):  # both days, then the remote one alone
        hybrid = past_placement(["in_person", "remote"])
        days = hybrid.ordered_days[first:]
        assert item_refusal(placement=hybrid, days=days) == ("remote_day", "item-N-days")
    other = past_placement().ordered_days[:1]
    assert item_refusal(days=other) == ("other_placement", "item-N-days")
    absent = past_placement()
    absent.days.update(attended=False)
    assert item_refusal(placement=absent) == ("absent", "item-N-days")


def test_what_the_host_gives_is_not_claimed():
    placement = past_placement(advert__lunch_in_kind=True)
    assert item_refusal(placement=placement) == ("given_in_kind", "item-N-amount")


def test_a_claim_is_in_one_currency():
    claim = claim_in(S.DRAFT)
    item = claim.items.first()
    item.claimed = Money("5.00", "EUR")
    item.save()
    assert submit_refusals(claim) == [("currencies", "")]


@pytest.mark.parametrize(("second", "sent"), [(-1, True), (0, False), (1, False)])
def test_a_claim_is_sent_before_claims_close(second, sent):
    claim = claim_in(S.DRAFT)
    closes = claim.placement.advert.cycle.claims_close_at
    with clock.standing_at(closes + timedelta(seconds=second)):
        if sent:
            assert claim_machine.fire("submit", claim, by=student_of(claim)).state == S.SUBMITTED
        else:
            assert submit_refusals(claim) == [("closed", "")]


def test_a_cancelled_placements_claim_is_not_sent():
    claim = claim_in(S.DRAFT)
    type(claim.placement).objects.update(state="cancelled")
    assert submit_refusals(fresh(claim)) == [("not_active", "")]


def test_the_database_keeps_what_was_claimed():
    claim = claim_in(S.SUBMITTED)
    with pytest.raises(IntegrityError, match="cannot change once"), transaction.atomic():
        claim.items.update(claimed=Decimal("99.00"))
    assert claim.claimed == Money("38.60", "GBP")


# questions


def test_a_question_stops_the_hosts_clock_until_it_is_answered():
    claim = claim_in(S.SUBMITTED)
    host, item = host_of(claim), claim.items.first()
    monday = clock.noon(date(2026, 11, 2))
    due = clock.noon(date(2026, 11, 16))
    Claim.objects.update(decide_by=due)
    with clock.standing_at(monday):
        asked = claim_machine.fire("query", claim, by=host, questions={item.pk: " Which bus? "})
    assert (asked.state, asked.decide_by) == (S.QUERIED, due)
    assert fresh(item).question == "Which bus?"
    with clock.standing_at(monday + timedelta(days=3)):
        answered = claim_machine.fire(
            "answer", asked, by=student_of(claim), answers={item.pk: "The X90."}
        )
    assert (answered.state, answered.queried_at) == (S.SUBMITTED, None)
    assert answered.decide_by == clock.noon(date(2026, 11, 19))
    assert fresh(item).answer == "The X90."


@pytest.mark.parametrize("questions", [{}, {0: "Not of this claim"}])
def test_a_question_is_about_an_item_of_the_claim(questions):
    claim = claim_in(S.SUBMITTED)
    asked = refusals("query", claim, host_of(claim), questions=questions)
    assert asked == [("no_question", "")]


def test_every_question_is_answered():
    claim = claim_in(S.QUERIED)
    item = claim.items.first()
    Item.objects.filter(pk=item.pk).update(question="Which bus?")
    found = refusals("answer", claim, student_of(claim), answers={item.pk: " "})
    assert found == [("no_answer", f"item-{item.pk}-answer")]


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


# money


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


# endings


@pytest.mark.parametrize("event", ["withdraw", "void"])
def test_a_claim_that_ends_frees_its_receipts(event):
    claim = claim_in(S.SUBMITTED)
    by = student_of(claim) if event == "withdraw" else OfficeFactory()
    claim_machine.fire(event, claim, by=by, comment="Twice the same.")
    assert set(Receipt.objects.values_list("live", flat=True)) == {False}
    ReceiptFactory(sha256=claim.items.first().receipt.sha256)


@pytest.mark.parametrize(
    "event_and_state",
    [
        ("reopen", S.APPROVED),
        ("dispute", S.PAID),
        ("uphold_payment", S.DISPUTED),
        ("void", S.SUBMITTED),
        ("ask_for_review", S.APPROVED),
    ],
)
def test_some_events_ask_why(event_and_state):
    event, state = event_and_state
    claim = claim_in(state)
    by = {"reopen": host_of(claim), "dispute": student_of(claim)}.get(event)
    by = by or (student_of(claim) if event == "ask_for_review" else OfficeFactory())
    assert refusals(event, claim, by) == [("comment", "comment")]


@pytest.mark.parametrize(
    ("state", "field", "days", "event"),
    [
        (S.PAID, "paid_at", 10, "settle_by_default"),
        (S.QUERIED, "queried_at", 5, "hand_back"),
    ],
)
def test_silence_decides_at_noon_of_the_last_working_day(state, field, days, event):
    claim = claim_in(state)
    since = clock.now() - timedelta(days=1)
    Claim.objects.update(**{field: since})
    until = clock.noon(add_working_days(since.astimezone(clock.OXFORD).date(), days))
    assert jobs.apply_defaults(until + GRACE - timedelta(seconds=1)) == 0
    assert jobs.apply_defaults(until + GRACE) == 1
    assert jobs.apply_defaults(until + GRACE) == 0
    after = fresh(claim)
    settled = state == S.PAID
    assert (after.state, after.settled_by_default) == (
        S.SETTLED if settled else S.SUBMITTED,
        settled,
    )


def test_a_student_has_one_draft_for_a_placement():
    placement = past_placement(cycle=CycleFactory(phase="claiming"))
    ClaimFactory(placement=placement)
    with pytest.raises(IntegrityError, match="one_draft_claim_per_placement"), transaction.atomic():
        ClaimFactory(placement=placement)
    ClaimFactory(placement=placement, state=S.SUBMITTED)
