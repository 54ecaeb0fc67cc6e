"""Each guard of sending a claim, of asking about it, and of its endings; what each changes."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from djmoney.money import Money

from expenses import jobs
from expenses.models import Claim, Item, Receipt
from expenses.workflow import claim_machine
from microinternships import clock
from microinternships.deadlines import GRACE
from microinternships.workingdays import add_working_days
from tests.expenses.scenes import claim_in, fresh, host_of, past_placement, refusals, student_of
from tests.factories import ClaimFactory, CycleFactory, ItemFactory, OfficeFactory, ReceiptFactory

pytestmark = pytest.mark.django_db
S = Claim.State


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
