"""Every letter about travel and lunch, on the paths that lead to it."""

from datetime import datetime, timedelta

import pytest

from expenses.guards import due
from expenses.models import Claim
from expenses.workflow import claim_machine, decide, pay
from microinternships import clock
from microinternships.engine import DEADLINE
from tests.alert_letters import chase, told
from tests.expenses.scenes import (
    claim_in,
    decisions,
    fresh,
    host_of,
    past_placement,
    payment,
    student_of,
)
from tests.factories import CycleFactory, OfficeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)

CLAIM = {
    "submit": ("claim_received", "claim_to_decide"),
    "query": ("claim_question",),
    "answer": ("claim_back_with_you",),
    "hand_back": ("claim_back_with_you",),
    "approve": ("claim_decided", "claim_to_pay"),
    "reject": ("claim_decided",),
    "reopen": ("claim_reopened", "claim_back_with_you"),
    "ask_for_review": ("review_asked",),
    "raise_approval": ("claim_decided", "claim_to_pay"),
    "record_part_payment": ("claim_part_paid",),
    "record_payment": ("claim_paid",),
    "confirm": ("claim_settled_host",),
    "dispute": ("payment_disputed_host", "payment_disputed_office"),
    "settle_by_default": ("claim_settled",),
    "uphold_payment": ("claim_settled", "claim_settled_host"),
    "withdraw": ("claim_ended_host",),
    "void": ("claim_void", "claim_ended_host"),
}


def test_each_event_tells_what_the_design_asks():
    assert told(claim_machine) == CLAIM


class People:
    def __init__(self, claim: Claim):
        self.student = student_of(claim)
        self.host = host_of(claim)
        self.office = OfficeFactory()


def test_a_claim_asked_about_cut_raised_paid_and_disputed(post):
    claim = claim_in("draft")
    who = People(claim)

    def fire(event, by, **data):
        fired = claim_machine.fire(event, fresh(claim), by=by, **data)
        post()
        return fired

    travel, _ = claim.ordered_items
    fire("submit", who.student)
    fire("query", who.host, questions={travel.pk: "Which bus was this?"})
    fire("answer", who.student, answers={travel.pk: "The X90."})
    decide(fresh(claim), by=who.host, decisions=decisions(claim, "22.80", "8.40"))
    post()
    fire("ask_for_review", who.student, comment="It was the only bus.")
    fire(
        "raise_approval",
        who.office,
        comment="So it was.",
        decisions=decisions(claim, "30.20", "8.40"),
    )
    for amount in ("20.00", "18.60"):
        pay(fresh(claim), by=who.host, payment=payment(amount))
        post()
    fire("dispute", who.student, comment="Nothing has arrived.")
    fire("uphold_payment", who.office, comment="The bank confirms it.")
    student, host, office = who.student.pk, who.host.pk, who.office.pk
    assert post.told == [
        ("claim_received", student),
        ("claim_to_decide", host),
        ("claim_question", student),
        ("claim_back_with_you", host),
        ("claim_decided", student),
        ("claim_to_pay", host),
        ("review_asked", office),
        ("claim_decided", student),
        ("claim_to_pay", host),
        ("claim_part_paid", student),
        ("claim_paid", student),
        ("payment_disputed_host", host),
        ("payment_disputed_office", office),
        ("claim_settled", student),
        ("claim_settled_host", host),
    ]
    assert "It was the only bus." in post.text("review_asked")
    assert "£38.60 of £38.60 approved" in post.letters["claim_decided"].subject_line


def test_the_decision_is_told_item_by_item(post):
    claim = claim_in()
    who = People(claim)
    day = claim.placement.ordered_days[0]
    cut = decisions(claim, "22.80", "8.40", "The bus costs less.")
    claim = decide(claim, by=who.host, decisions=cut)
    post()
    assert post.letters["claim_decided"].subject_line == (
        f"£31.20 of £38.60 approved: {claim.placement.advert.organisation}"
    )
    text = post.text("claim_decided")
    assert f"- Travel on {day}: £22.80 of £30.20 approved. Reason: The bus costs less.\n" in text
    assert f"- Lunch on {day}: £8.40 approved.\n" in text
    assert "pays £31.20 by" in text
    assert f"Pay £31.20 to {claim.placement.student.name}" in (
        post.letters["claim_to_pay"].subject_line
    )


def test_refused_reopened_and_made_void(post):
    claim = claim_in()
    who = People(claim)
    claim = decide(claim, by=who.host, decisions=decisions(claim, "0", "0"))
    post()
    assert "was refused" in post.letters["claim_decided"].subject_line
    claim_machine.fire("reopen", fresh(claim), by=who.host, comment="I misread it.")
    post()
    claim_machine.fire("void", fresh(claim), by=who.office, comment="Made twice.")
    post()
    student, host = who.student.pk, who.host.pk
    assert post.told == [
        ("claim_decided", student),
        ("claim_reopened", student),
        ("claim_back_with_you", host),
        ("claim_void", student),
        ("claim_ended_host", host),
    ]


def test_confirmed_or_settled_in_silence(post):
    confirmed, silent = claim_in("paid"), claim_in("paid")
    who, others = People(confirmed), People(silent)
    claim_machine.fire("confirm", confirmed, by=who.student)
    claim_machine.fire("settle_by_default", silent, role=DEADLINE)
    post()
    assert sorted(post.told) == [
        ("claim_settled", others.student.pk),
        ("claim_settled_host", who.host.pk),
    ]
    assert "Ten working days have passed" in post.text("claim_settled")


def test_an_unanswered_question_goes_back(post):
    claim = claim_in("queried")
    host = host_of(claim)
    claim_machine.fire("hand_back", claim, role=DEADLINE)
    post()
    assert post.told == [("claim_back_with_you", host.pk)]
    assert "has not answered your question" in post.text("claim_back_with_you")


@pytest.mark.parametrize(("state", "hears"), [("draft", False), ("submitted", True)])
def test_a_host_hears_of_an_end_only_of_what_was_sent(post, state, hears):
    claim = claim_in(state)
    host = host_of(claim)
    claim_machine.fire("withdraw", claim, by=student_of(claim))
    post()
    assert post.told == ([("claim_ended_host", host.pk)] if hears else [])


def test_a_host_who_claims_hears_nothing_as_host(post):
    """Nobody decides their own claim, so nobody is asked to."""
    claim = claim_in("draft")
    host_of(claim, user=student_of(claim))
    claim_machine.fire("submit", claim, by=student_of(claim))
    post()
    assert post.kinds == {"claim_received"}


def at(*parts: int) -> datetime:
    return datetime(2026, *parts, tzinfo=clock.OXFORD)


TODAY = at(11, 4, 9)  # a Wednesday; the placement's week A was 12-16 October


class TestChasers:
    @pytest.fixture(autouse=True)
    def today(self):
        with clock.standing_at(TODAY):
            yield

    def counts(self, kind, *times):
        return [
            len(chase(kind, now + late))
            for now in times
            for late in (-SECOND, timedelta(0), timedelta(minutes=5))
        ]

    def claim(self, state, **dates) -> Claim:
        claim = claim_in(state)
        host_of(claim)
        OfficeFactory()
        Claim.objects.filter(pk=claim.pk).update(**dates)
        return fresh(claim)

    def test_to_decide(self):
        self.claim("submitted", submitted_at=at(11, 3, 9), decide_by=at(11, 17, 12))
        times = (at(11, 12, 12), at(11, 17, 12), at(11, 24, 12))
        assert self.counts("claim_undecided", *times) == [0, 1, 1, 1, 2, 2, 2, 3, 3]

    def test_undecided_reaches_the_office(self):
        self.claim("submitted", submitted_at=at(11, 3, 9), decide_by=at(11, 17, 12))
        assert self.counts("claim_undecided_office", at(11, 24, 12)) == [0, 1, 1]

    def test_to_pay(self):
        self.claim("approved", decided_at=at(11, 3, 9), pay_by=at(11, 17, 12))
        times = (at(11, 12, 12), at(11, 17, 12), at(11, 24, 12))
        assert self.counts("claim_unpaid", *times) == [0, 1, 1, 1, 2, 2, 2, 3, 3]

    def test_unpaid_reaches_the_office(self):
        self.claim("approved", decided_at=at(11, 3, 9), pay_by=at(11, 17, 12))
        assert self.counts("claim_unpaid_office", at(11, 24, 12)) == [0, 1, 1]

    def test_decided_or_paid_nothing_is_chased(self):
        self.claim("paid", decided_at=at(11, 3, 9), pay_by=at(11, 17, 12))
        for kind in ("claim_undecided", "claim_undecided_office", "claim_unpaid"):
            assert chase(kind, at(11, 24, 12)) == []

    def test_a_question(self):
        claim = self.claim("queried", queried_at=at(11, 3, 9))
        claim.items.update(question="Which bus was this?")
        assert due(claim.queried_at, 5) == at(11, 10, 12)
        times = (at(11, 5, 12), at(11, 9, 12))
        assert self.counts("claim_question_unanswered", *times) == [0, 1, 1, 1, 2, 2]

    def test_an_answered_question_is_not_asked_again(self):
        claim = self.claim("queried", queried_at=at(11, 3, 9))
        claim.items.update(question="Which bus was this?")
        assert len(chase("claim_question_unanswered", at(11, 5, 12))) == 1
        answers = {item.pk: "The X90." for item in claim.ordered_items}
        claim_machine.fire("answer", fresh(claim), by=student_of(claim), answers=answers)
        assert len(chase("claim_question_unanswered", at(11, 9, 12))) == 1

    def test_confirming_a_payment(self):
        self.claim("paid", paid_at=at(11, 3, 9))
        assert self.counts("confirm_payment", at(11, 10, 12)) == [0, 1, 1]

    @pytest.mark.parametrize("kind", ["payment_still_disputed", "payment_still_disputed_office"])
    def test_a_disputed_payment_comes_up_every_fifth_working_day(self, kind):
        """3 November is a Tuesday; each following letter is due a week later, at noon."""
        claim = self.claim("disputed", disputed_at=at(11, 3, 15))
        times = (at(11, 10, 12), at(11, 17, 12), at(11, 24, 12))
        assert self.counts(kind, *times) == [0, 1, 1, 1, 2, 2, 2, 3, 3]
        (letter, *_) = chase(kind, at(11, 24, 13))
        name = claim.placement.student.name
        assert f"On Tuesday 3 November 2026 {name} said that the money" in letter

    def test_a_disputed_payment_that_is_settled_comes_up_no_more(self):
        claim = self.claim("disputed", disputed_at=at(11, 3, 15))
        Claim.objects.filter(pk=claim.pk).update(state="settled")
        for kind in ("payment_still_disputed", "payment_still_disputed_office"):
            assert chase(kind, at(11, 10, 12)) == []

    @pytest.fixture
    def placement(self):
        return past_placement(cycle=CycleFactory(week_a=clock.noon(at(10, 12, 0).date())))

    def test_what_may_be_claimed(self, placement):
        """The last day is a Friday, so the letter waits for Monday morning."""
        assert placement.ends_at == at(10, 16, 17, 30)
        assert self.counts("claim_your_costs", at(10, 19, 9)) == [0, 1, 1]

    def test_claims_close(self, placement):
        """Friday 20 November at noon: a week and two days before."""
        assert placement.advert.cycle.claims_close_at == at(11, 20, 12)
        times = (at(11, 13, 12), at(11, 18, 12))
        assert self.counts("claims_close_soon", *times) == [0, 1, 1, 1, 2, 2]

    @pytest.mark.parametrize("state", ["submitted", "approved", "settled"])
    def test_who_has_claimed_is_not_chased(self, placement, state):
        claim_in(state, placement)
        assert chase("claim_your_costs", at(10, 19, 9)) == []
        assert chase("claims_close_soon", at(11, 18, 12)) == []

    def test_who_has_only_begun_is_asked_to_finish(self, placement):
        claim_in("draft", placement)
        (letter,) = chase("claims_close_soon", at(11, 13, 12))
        assert "You have begun a claim" in letter

    @pytest.mark.parametrize("modes", [["remote"] * 5])
    def test_where_nothing_is_reimbursed_nobody_is_asked(self, modes):
        week_a = clock.noon(at(10, 12, 0).date())
        past_placement(modes, cycle=CycleFactory(week_a=week_a), advert__mode="remote")
        assert chase("claim_your_costs", at(10, 19, 9)) == []
