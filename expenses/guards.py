"""What stands against an event on a claim: guards read the claim, inputs also what was sent."""

from datetime import datetime
from decimal import Decimal

from django.db.models import prefetch_related_objects

from expenses.models import Claim, Item, Receipt
from expenses.policy import decision_problem, item_problem, placement_verdict
from expenses.rules import is_claimant
from microinternships import clock
from microinternships.engine import OFFICE, Act, Refusal
from microinternships.phrases import when
from microinternships.templatetags.words import money
from microinternships.workingdays import add_working_days

WORKING_DAYS_TO_DECIDE = 10
WORKING_DAYS_TO_PAY = 10
WORKING_DAYS_TO_ANSWER = 5
WORKING_DAYS_TO_CONFIRM = 10
WORKING_DAYS_TO_ASK_AGAIN = 10


def due(moment: datetime, working_days: int) -> datetime:
    """12:00 noon in Oxford on the n-th English working day after ``moment``."""
    return clock.noon(add_working_days(moment.astimezone(clock.OXFORD).date(), working_days))


def parts(claim: Claim) -> Claim:
    """``claim`` with its lines, receipts, days and payments read once."""
    prefetch_related_objects([claim], *Claim.PARTS)
    return claim


# the student's side


def before_claims_close(act: Act) -> Refusal | None:
    cycle = act.subject.placement.advert.cycle
    if cycle.accepting_claims(act.now):
        return None
    return Refusal("closed", f"Claims closed on {when(cycle.claims_close_at)}.")


def something_is_claimed(act: Act) -> Refusal | None:
    if parts(act.subject).ordered_items:
        return None
    return Refusal("empty", "Add at least one amount with its receipt.")


def placement_reimburses(act: Act) -> Refusal | None:
    verdict = placement_verdict(parts(act.subject).placement, act.now)
    if verdict.passed or verdict.code == "closed":
        return None
    return Refusal(verdict.code, verdict.sentence)


def every_item_is_in_order(act: Act) -> Refusal | None:
    """The first line that fails: claimable days, a reimbursed category, an amount, a receipt."""
    claim = parts(act.subject)
    problems = (item_problem(item, claim.placement, act.now) for item in claim.ordered_items)
    return next((problem for problem in problems if problem), None)


def one_currency(act: Act) -> Refusal | None:
    if len({item.claimed_currency for item in parts(act.subject).ordered_items}) <= 1:
        return None
    return Refusal("currencies", "Claim in one currency. Make a second claim for the other.")


def every_question_is_answered(act: Act) -> Refusal | None:
    answers = act.data.get("answers", {})
    for item in parts(act.subject).ordered_items:
        if item.question and not answers.get(item.pk, "").strip():
            return Refusal("no_answer", "Answer the host's question.", f"item-{item.pk}-answer")
    return None


def may_still_ask_again(act: Act) -> Refusal | None:
    """Something was reduced or refused, not asked before, within ten working days."""
    claim = parts(act.subject)
    if claim.approved.amount >= claim.claimed.amount:
        return Refusal("nothing_reduced", "Everything you claimed was approved.")
    if claim.review_asked_at:
        return Refusal("asked_before", "You have asked the Internship Office already.")
    until = due(claim.decided_at, WORKING_DAYS_TO_ASK_AGAIN)
    if act.now >= until:
        return Refusal("too_late", f"You could ask for this until {when(until)}.")
    return None


# the host's side


def not_the_claimant(act: Act) -> Refusal | None:
    """Nobody decides their own claim, whichever other role they hold."""
    if not is_claimant(act.by, act.subject):
        return None
    return Refusal(
        "own_claim",
        "You cannot decide your own claim. Ask a colleague or the Internship Office to do it.",
    )


def office_says_why(act: Act) -> Refusal | None:
    """The Office acts for either side with a comment only."""
    if act.role != OFFICE or act.comment:
        return None
    return Refusal("comment", "Say why, in a sentence or two.", "comment")


def something_is_asked(act: Act) -> Refusal | None:
    asked = act.data.get("questions", {})
    own = {item.pk for item in parts(act.subject).ordered_items}
    if own.issuperset(asked) and any(question.strip() for question in asked.values()):
        return None
    return Refusal("no_question", "Write your question beside the item it is about.")


def every_item_is_decided(act: Act) -> Refusal | None:
    decisions = act.data.get("decisions", {})
    items = parts(act.subject).ordered_items
    if not {item.pk for item in items}.issuperset(decisions):
        return Refusal("other_item", "Decide the items of this claim only.")
    problems = (decision_problem(item, decisions.get(item.pk)) for item in items)
    return next((problem for problem in problems if problem), None)


def decided_total(act: Act) -> Decimal:
    return sum((one.amount for one in act.data.get("decisions", {}).values()), Decimal(0))


def something_is_approved(act: Act) -> Refusal | None:
    if decided_total(act) > 0:
        return None
    return Refusal("all_refused", "Every item is refused, so refuse the claim.")


def nothing_is_approved(act: Act) -> Refusal | None:
    if decided_total(act) == 0:
        return None
    return Refusal("some_approved", "Something is approved, so approve the claim.")


def only_raised(act: Act) -> Refusal | None:
    """Looking again may give more, never take back what was promised."""
    decisions = act.data.get("decisions", {})
    for item in parts(act.subject).ordered_items:
        decision = decisions.get(item.pk)
        if decision and item.approved is not None and decision.amount < item.approved.amount:
            return Refusal(
                "less_than_before",
                f"{money(item.approved)} is approved already and cannot become less.",
                f"item-{item.pk}-amount",
            )
    if decided_total(act) > act.subject.approved.amount:
        return None
    return Refusal("nothing_raised", "Raise the amount of at least one item.")


def nothing_paid(act: Act) -> Refusal | None:
    if not act.subject.payments.exists():
        return None
    return Refusal("paid_already", "A payment is recorded, so the decision stands.")


def receipts_are_still_free(act: Act) -> Refusal | None:
    """A refused item gave its receipt back; it may prove another item by now."""
    claim = parts(act.subject)
    for item in claim.ordered_items:
        if item.proof and not item.proof.live and _used_elsewhere(item):
            return Refusal(
                "receipt_used",
                f"The receipt “{item.proof.original_name}” proves another item by now, "
                "so this decision cannot be reopened.",
            )
    return None


def _used_elsewhere(item: Item) -> bool:
    same = Receipt.objects.filter(sha256=item.proof.sha256, live=True)
    return same.exclude(pk=item.proof.pk).exists()


# money


def payment_is_dated(act: Act) -> Refusal | None:
    """A payment has happened: today in Oxford at the latest, and not before the claim."""
    paid_on = act.data["payment"].paid_on
    if paid_on <= act.now.astimezone(clock.OXFORD).date():
        return None
    return Refusal("in_future", "Enter the date the payment was made, today or earlier.", "paid_on")


def payment_is_positive(act: Act) -> Refusal | None:
    if act.data["payment"].amount > 0:
        return None
    return Refusal("no_amount", "Enter an amount above zero.", "amount")


def failed_ones_are_named(act: Act) -> Refusal | None:
    """Paying again after a dispute: say which earlier payment did not arrive."""
    claim = parts(act.subject)
    standing = {one.pk for one in claim.payments.all() if not one.failed}
    failed = set(act.data.get("failed", ()))
    if not failed <= standing:
        return Refusal("other_payment", "Choose payments of this claim only.", "failed")
    if claim.state == Claim.State.DISPUTED and not failed and not outstanding(act):
        return Refusal("none_failed", "Choose the payment that did not arrive.", "failed")
    return None


def outstanding(act: Act) -> Decimal:
    """What is still to pay before this payment, without payments that failed."""
    claim, failed = parts(act.subject), set(act.data.get("failed", ()))
    paid = sum(
        (
            one.amount.amount
            for one in claim.payments.all()
            if not one.failed and one.pk not in failed
        ),
        Decimal(0),
    )
    return claim.approved.amount - paid


def not_too_much(act: Act) -> Refusal | None:
    left = outstanding(act)
    if act.data["payment"].amount <= left:
        return None
    return Refusal(
        "too_much",
        f"{money(left, act.subject.currency)} is left to pay; enter at most that.",
        "amount",
    )


def leaves_something(act: Act) -> Refusal | None:
    if act.data["payment"].amount != outstanding(act):
        return None
    return Refusal("pays_all", "This payment completes the claim.", "amount")


def pays_the_rest(act: Act) -> Refusal | None:
    if act.data["payment"].amount >= outstanding(act):
        return None
    return Refusal("pays_part", "This payment does not complete the claim.", "amount")


# the clock


def answer_is_overdue(act: Act) -> Refusal | None:
    until = due(act.subject.queried_at, WORKING_DAYS_TO_ANSWER)
    if act.now >= until:
        return None
    return Refusal("too_early", f"The student can answer until {when(until)}.")


def silence_is_long_enough(act: Act) -> Refusal | None:
    until = due(act.subject.paid_at, WORKING_DAYS_TO_CONFIRM)
    if act.now >= until:
        return None
    return Refusal("too_early", f"The student can confirm until {when(until)}.")


def paid_in_full(act: Act) -> Refusal | None:
    """A payment that failed has to be made again, whole, before it can be upheld."""
    if act.subject.paid == act.subject.approved:
        return None
    return Refusal("pays_part", "The payments do not make up what was approved.")
