"""How a claim stands at a time, in a word and a sentence, for the person who looks at it."""

from dataclasses import dataclass
from datetime import datetime

from expenses.guards import WORKING_DAYS_TO_ANSWER, WORKING_DAYS_TO_CONFIRM, due
from expenses.models import Claim
from microinternships.engine import HOST, STUDENT

S = Claim.State


@dataclass(frozen=True, slots=True)
class Standing:
    """``word`` and ``kind`` make the tag; ``sentence`` says what happens next; ``due`` by when."""

    word: str
    kind: str
    sentence: str = ""
    due: datetime | None = None
    verb: str = "Due"
    past: str = "Was due"


def of_claim(claim: Claim, now: datetime, reader: str) -> Standing:
    """The standing of ``claim`` as ``reader`` (student or host) is told it."""
    return (_for_student if reader == STUDENT else _for_host)(claim, now)


def _for_student(claim: Claim, now: datetime) -> Standing:
    closes = claim.placement.advert.cycle.claims_close_at
    match claim.state:
        case S.DRAFT if closes <= now:
            return Standing("Not sent", "neutral", "Claims closed before this one was sent.")
        case S.DRAFT:
            return Standing(
                "Draft", "active", "Finish and send it.", closes, "Send before", "Closed"
            )
        case S.SUBMITTED:
            return Standing(
                "With the host",
                "active",
                "",
                claim.decide_by,
                "The host decides by",
                "The host was to decide by",
            )
        case S.QUERIED:
            until = due(claim.queried_at, WORKING_DAYS_TO_ANSWER)
            return Standing("Question for you", "warn", "", until, "Answer by")
        case S.APPROVED:
            word = "Approved in part" if claim.approved_in_part else "Approved"
            return Standing(
                word, "good", "", claim.pay_by, "The host pays by", "The host was to pay by"
            )
        case S.REJECTED:
            return Standing("Refused", "bad", "The reasons stand beside each item.")
        case S.PAID:
            until = due(claim.paid_at, WORKING_DAYS_TO_CONFIRM)
            return Standing("Paid", "good", "Confirm that it arrived.", until, "Confirm by")
        case S.DISPUTED:
            return Standing("Not received", "warn", "The host looks into the payment.")
    return Standing(claim.get_state_display(), "good" if claim.state == S.SETTLED else "neutral")


def _for_host(claim: Claim, now: datetime) -> Standing:
    match claim.state:
        case S.SUBMITTED:
            kind = "bad" if claim.overdue_to_decide(now) else "warn"
            return Standing(
                "To decide", kind, "", claim.decide_by, "Decide by", "Was to be decided by"
            )
        case S.QUERIED:
            until = due(claim.queried_at, WORKING_DAYS_TO_ANSWER)
            return Standing("With the student", "active", "", until, "The student answers by")
        case S.APPROVED:
            kind = "bad" if claim.overdue_to_pay(now) else "warn"
            return Standing("To pay", kind, "", claim.pay_by, "Pay by", "Was to be paid by")
        case S.DISPUTED:
            return Standing("Not received", "bad", "The student says the money did not arrive.")
        case S.PAID:
            return Standing("Paid", "good", "The student confirms that it arrived.")
    good = claim.state == S.SETTLED
    return Standing(claim.get_state_display(), "good" if good else "neutral")


__all__ = ["HOST", "STUDENT", "Standing", "of_claim"]
