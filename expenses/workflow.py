"""A claim's life: the table of events, and what each changes."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from djmoney.money import Money

from expenses import guards
from expenses.guards import due, parts
from expenses.hooks import claimed_days_stay_claimable
from expenses.models import Claim, Receipt
from expenses.policy import Decision, describe
from expenses.rules import roles
from microinternships import clock
from microinternships.engine import (
    DEADLINE,
    HOST,
    OFFICE,
    STUDENT,
    Act,
    Event,
    Machine,
    Refusal,
    Refused,
)
from microinternships.templatetags.words import money
from microinternships.workingdays import add_working_days, working_days_between
from placements.workflow import placement_machine

S = Claim.State


@dataclass(frozen=True, slots=True)
class NewPayment:
    """A payment a host says they made; the amount is in the claim's currency."""

    paid_on: date
    amount: Decimal
    method: str
    reference: str = ""


# what the events change


def record_arrival(act: Act) -> None:
    act.subject.submitted_at = act.now
    act.subject.decide_by = due(act.now, guards.WORKING_DAYS_TO_DECIDE)


def ask_questions(act: Act) -> None:
    """One question per item; a question asked before gives way to the new one."""
    act.subject.queried_at = act.now
    for item in parts(act.subject).ordered_items:
        item.question, item.answer = act.data["questions"].get(item.pk, "").strip(), ""
        item.save(update_fields=["question", "answer"])


def keep_answers(act: Act) -> None:
    for item in parts(act.subject).ordered_items:
        item.answer = act.data["answers"].get(item.pk, "").strip()
        item.save(update_fields=["answer"])


def restart_decide_clock(act: Act) -> None:
    """The clock stood still while the host waited: the working days lost are given back."""
    claim = act.subject
    asked, now, was_due = (
        moment.astimezone(clock.OXFORD).date()
        for moment in (claim.queried_at, act.now, claim.decide_by)
    )
    claim.decide_by = clock.noon(add_working_days(was_due, working_days_between(asked, now)))
    claim.queried_at = None


def keep_decisions(act: Act) -> None:
    claim = parts(act.subject)
    for item in claim.ordered_items:
        decision = act.data["decisions"][item.pk]
        item.approved = Money(decision.amount, item.claimed_currency)
        whole = decision.amount == item.claimed.amount
        item.reason = "" if whole else decision.reason.strip()
        item.save(update_fields=["approved", "approved_currency", "reason"])
    claim.decided_at = act.now
    claim.review_asked_at = None if act.event.name != "raise_approval" else claim.review_asked_at


def write_decision_down(act: Act) -> None:
    """Put the decision, item by item, into the history: a reopened claim forgets it elsewhere."""
    lines = [act.comment] if act.comment else []
    for item in parts(act.subject).ordered_items:
        because = f": {item.reason}" if item.reason else ""
        lines.append(f"{describe(item)}: {money(item.approved)} of {money(item.claimed)}{because}")
    act.comment = "\n".join(line[:1].upper() + line[1:] for line in lines)


def set_pay_by(act: Act) -> None:
    act.subject.pay_by = due(act.now, guards.WORKING_DAYS_TO_PAY)
    act.subject.paid_at = None


def free_refused_receipts(act: Act) -> None:
    refused = [item.proof.pk for item in act.subject.ordered_items if item.refused and item.proof]
    Receipt.objects.filter(pk__in=refused).update(live=False)


def free_all_receipts(act: Act) -> None:
    Receipt.objects.filter(item__claim=act.subject).update(live=False)


def take_receipts_back(act: Act) -> None:
    """Proofs of refused items prove them again; the database has the last word on that."""
    try:
        with transaction.atomic():
            Receipt.objects.filter(item__claim=act.subject, live=False).update(live=True)
    except IntegrityError:
        raise Refused([RECEIPT_USED]) from None


RECEIPT_USED = Refusal("receipt_used", "One of the receipts proves another item by now.")


def forget_decision(act: Act) -> None:
    claim = parts(act.subject)
    for item in claim.ordered_items:
        item.approved, item.reason = None, ""
        item.save(update_fields=["approved", "approved_currency", "reason"])
    claim.decided_at = claim.pay_by = claim.review_asked_at = None
    claim.decide_by = due(act.now, guards.WORKING_DAYS_TO_DECIDE)


def keep_payment(act: Act) -> None:
    claim, new = act.subject, act.data["payment"]
    claim.payments.filter(pk__in=act.data.get("failed", ())).update(failed=True)
    claim.payments.create(
        paid_on=new.paid_on,
        amount=Money(new.amount, claim.currency),
        method=new.method,
        reference=new.reference,
        recorded_by=act.by,
    )
    claim._prefetched_objects_cache.pop("payments", None)


def note_paid(act: Act) -> None:
    act.subject.paid_at = act.now


def note_dispute(act: Act) -> None:
    act.subject.disputed_at = act.now


def note_default(act: Act) -> None:
    act.subject.settled_by_default = True


def note_review(act: Act) -> None:
    act.subject.review_asked_at = act.now


# the table

DECIDED = (guards.every_item_is_decided,)
HOSTS = (guards.not_the_claimant,)
PAYMENT = (guards.payment_is_dated, guards.payment_is_positive, guards.failed_ones_are_named)

claim_machine = Machine(
    Claim,
    [
        Event(
            "submit",
            "Send claim",
            (S.DRAFT,),
            S.SUBMITTED,
            (STUDENT,),
            guards=(
                guards.before_claims_close,
                guards.placement_reimburses,
                guards.something_is_claimed,
                guards.every_item_is_in_order,
                guards.one_currency,
            ),
            effects=(record_arrival,),
            alerts=("claim_received", "claim_to_decide"),
        ),
        Event(
            "query",
            "Ask a question",
            (S.SUBMITTED,),
            S.QUERIED,
            (HOST,),
            guards=HOSTS,
            inputs=(guards.something_is_asked,),
            effects=(ask_questions,),
            alerts=("claim_question",),
        ),
        Event(
            "answer",
            "Send answer",
            (S.QUERIED,),
            S.SUBMITTED,
            (STUDENT,),
            inputs=(guards.every_question_is_answered,),
            effects=(keep_answers, restart_decide_clock),
            alerts=("claim_back_with_you",),
        ),
        Event(
            "hand_back",
            "Unanswered: back to the host",
            (S.QUERIED,),
            S.SUBMITTED,
            (DEADLINE,),
            guards=(guards.answer_is_overdue,),
            effects=(restart_decide_clock,),
            alerts=("claim_back_with_you",),
        ),
        Event(
            "approve",
            "Approve",
            (S.SUBMITTED,),
            S.APPROVED,
            (HOST, OFFICE),
            guards=HOSTS,
            inputs=(*DECIDED, guards.something_is_approved, guards.office_says_why),
            effects=(keep_decisions, write_decision_down, set_pay_by, free_refused_receipts),
            alerts=("claim_decided", "claim_to_pay"),
        ),
        Event(
            "reject",
            "Refuse",
            (S.SUBMITTED,),
            S.REJECTED,
            (HOST, OFFICE),
            guards=HOSTS,
            inputs=(*DECIDED, guards.nothing_is_approved, guards.office_says_why),
            effects=(keep_decisions, write_decision_down, free_refused_receipts),
            alerts=("claim_decided",),
        ),
        Event(
            "reopen",
            "Reopen decision",
            (S.APPROVED, S.REJECTED),
            S.SUBMITTED,
            (HOST, OFFICE),
            guards=(*HOSTS, guards.nothing_paid, guards.receipts_are_still_free),
            effects=(forget_decision, take_receipts_back),
            alerts=("claim_reopened", "claim_back_with_you"),
            comment=True,
        ),
        Event(
            "ask_for_review",
            "Ask the Internship Office to look again",
            (S.APPROVED, S.REJECTED, S.PAID),
            None,
            (STUDENT,),
            guards=(guards.may_still_ask_again,),
            effects=(note_review,),
            alerts=("review_asked",),
            comment=True,
        ),
        Event(
            "raise_approval",
            "Approve more",
            (S.APPROVED, S.REJECTED, S.PAID),
            S.APPROVED,
            (OFFICE,),
            guards=(*HOSTS, guards.receipts_are_still_free),
            inputs=(*DECIDED, guards.only_raised),
            effects=(
                take_receipts_back,
                keep_decisions,
                write_decision_down,
                set_pay_by,
                free_refused_receipts,
            ),
            alerts=("claim_decided", "claim_to_pay"),
            comment=True,
        ),
        Event(
            "record_part_payment",
            "Record part payment",
            (S.APPROVED, S.DISPUTED),
            None,
            (HOST,),
            guards=HOSTS,
            inputs=(*PAYMENT, guards.not_too_much, guards.leaves_something),
            effects=(keep_payment,),
            alerts=("claim_part_paid",),
        ),
        Event(
            "record_payment",
            "Record payment",
            (S.APPROVED, S.DISPUTED),
            S.PAID,
            (HOST,),
            guards=HOSTS,
            inputs=(*PAYMENT, guards.not_too_much, guards.pays_the_rest),
            effects=(keep_payment, note_paid),
            alerts=("claim_paid",),
        ),
        Event(
            "confirm",
            "Confirm you were paid",
            (S.PAID,),
            S.SETTLED,
            (STUDENT,),
            alerts=("claim_settled_host",),
        ),
        Event(
            "dispute",
            "Say you were not paid",
            (S.PAID,),
            S.DISPUTED,
            (STUDENT,),
            effects=(note_dispute,),
            alerts=("payment_disputed_host", "payment_disputed_office"),
            comment=True,
        ),
        Event(
            "settle_by_default",
            "Settled after ten silent working days",
            (S.PAID,),
            S.SETTLED,
            (DEADLINE,),
            guards=(guards.silence_is_long_enough,),
            effects=(note_default,),
            alerts=("claim_settled",),
        ),
        Event(
            "uphold_payment",
            "Uphold the payment",
            (S.DISPUTED,),
            S.SETTLED,
            (OFFICE,),
            guards=(*HOSTS, guards.paid_in_full),
            alerts=("claim_settled", "claim_settled_host"),
            comment=True,
        ),
        Event(
            "withdraw",
            "Withdraw claim",
            (S.DRAFT, S.SUBMITTED, S.QUERIED),
            S.WITHDRAWN,
            (STUDENT,),
            effects=(free_all_receipts,),
            alerts=("claim_ended_host",),
        ),
        Event(
            "void",
            "Void claim",
            (S.DRAFT, S.SUBMITTED, S.QUERIED),
            S.VOID,
            (OFFICE,),
            guards=HOSTS,
            effects=(free_all_receipts,),
            alerts=("claim_void", "claim_ended_host"),
            comment=True,
        ),
    ],
    roles=roles,
)


placement_machine.extend("correct_days", inputs=(claimed_days_stay_claimable,))
placement_machine.extend("amend", inputs=(claimed_days_stay_claimable,))


# what pages, commands and jobs call


def decide(claim: Claim, *, by, decisions: dict[int, Decision], comment: str = "") -> Claim:
    """Carry out a host's (or the Office's) decisions: approved, or refused when nothing is left."""
    event = "approve" if any(one.amount > 0 for one in decisions.values()) else "reject"
    return claim_machine.fire(event, claim, by=by, comment=comment, decisions=decisions)


def pay(claim: Claim, *, by, payment: NewPayment, failed: tuple[int, ...] = ()) -> Claim:
    """Record a payment; the claim is paid once payments make up what was approved.

    ``failed`` are earlier payments of the claim that did not arrive and count no more.
    """
    with transaction.atomic():
        fresh = Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
        gone = [one.amount.amount for one in fresh.payments.filter(pk__in=failed, failed=False)]
        completes = payment.amount >= fresh.owed.amount + sum(gone)
        event = "record_payment" if completes else "record_part_payment"
        return claim_machine.fire(event, fresh, by=by, payment=payment, failed=failed)


__all__ = ["Decision", "NewPayment", "claim_machine", "decide", "pay"]
