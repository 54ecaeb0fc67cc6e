"""What is told once a claim is approved: to pay it, that it is paid, and that it is not."""

from datetime import datetime

from alerts.kinds import Chaser, register
from expenses.alerts import people
from expenses.alerts.claims import about, claims_in, only_in
from expenses.guards import WORKING_DAYS_TO_CONFIRM, due
from expenses.models import Claim, Item
from expenses.policy import describe
from microinternships import clock
from microinternships.templatetags.words import money
from microinternships.workingdays import working_days_between
from placements.alerts import past

State = Claim.State


def settles_at(claim: Claim) -> datetime | None:
    """When silence settles a paid claim, as its guard reckons it."""
    return due(claim.paid_at, WORKING_DAYS_TO_CONFIRM) if claim.paid_at else None


def _approved(claim: Claim, recipient) -> dict:
    kept = [item for item in claim.ordered_items if item.approved and not item.refused]
    return {"lines": [_line(item) for item in kept], "deadline": claim.pay_by}


def _line(item: Item) -> str:
    what = describe(item)
    return f"{what[:1].upper()}{what[1:]}: {money(item.approved)}"


def _payments(claim: Claim, recipient) -> dict:
    made = [payment for payment in claim.payments.all() if not payment.failed]
    return {
        "payments": [
            f"{payment}, {payment.get_method_display().lower()}"
            + (f", reference {payment.reference}" if payment.reference else "")
            for payment in made
        ],
        "deadline": settles_at(claim),
    }


def _disputed(claim: Claim, recipient) -> dict:
    said = past.what_was_said(past.last(claim, "dispute"))
    return {**_payments(claim, recipient), "comment": said}


def _still_disputed_since(claim: Claim) -> datetime | None:
    """The latest of every fifth working day since the dispute: each brings a letter, until it is
    settled."""
    if not claim.disputed_at:
        return None
    disputed, today = (
        moment.astimezone(clock.OXFORD).date() for moment in (claim.disputed_at, clock.now())
    )
    days = working_days_between(disputed, today) // 5 * 5
    return due(claim.disputed_at, days) if days else None


def _still_disputed(name: str, recipients) -> Chaser:
    return Chaser(
        name,
        subject="expenses.claim",
        recipients=recipients,
        due=lambda now: claims_in(State.DISPUTED),
        deadline=_still_disputed_since,
        steps=("T",),
        since=lambda claim: claim.disputed_at,
        still_true=only_in(State.DISPUTED),
        context=_disputed,
    )


def _settled(claim: Claim, recipient) -> dict:
    row = past.last(claim)
    return {"event": row.event, "comment": past.what_was_said(row)}


OWED = only_in(State.APPROVED)

register(
    about("claim_to_pay", people.hosts, context=_approved),
    about(
        "claim_part_paid",
        people.student,
        context=_payments,
        still_true=only_in(State.APPROVED, State.DISPUTED),
    ),
    about("claim_paid", people.student, context=_payments),
    about("claim_settled", people.student, context=_settled),
    about("claim_settled_host", people.hosts, context=_settled),
    about("payment_disputed_host", people.hosts, context=_disputed),
    about("payment_disputed_office", people.office, context=_disputed),
    _still_disputed("payment_still_disputed", people.hosts),
    _still_disputed("payment_still_disputed_office", people.office),
    Chaser(
        "claim_unpaid",
        subject="expenses.claim",
        recipients=people.hosts,
        due=lambda now: claims_in(State.APPROVED),
        deadline=lambda claim: claim.pay_by,
        steps=("T-3wd", "T", "T+5wd"),
        since=lambda claim: claim.decided_at,
        still_true=OWED,
    ),
    Chaser(
        "claim_unpaid_office",
        subject="expenses.claim",
        recipients=people.office,
        due=lambda now: claims_in(State.APPROVED),
        deadline=lambda claim: claim.pay_by,
        steps=("T+5wd",),
        still_true=OWED,
    ),
    # Silence settles ten working days after the payment: this is five working days after it.
    Chaser(
        "confirm_payment",
        subject="expenses.claim",
        recipients=people.student,
        due=lambda now: claims_in(State.PAID),
        deadline=settles_at,
        steps=("T-5wd",),
        since=lambda claim: claim.paid_at,
        still_true=only_in(State.PAID),
        context=_payments,
    ),
)
