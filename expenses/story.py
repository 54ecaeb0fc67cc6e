"""What happened to a claim, in plain sentences, oldest first."""

from dataclasses import dataclass
from datetime import datetime

from expenses.models import Claim
from microinternships.engine import HOST, OFFICE, STUDENT
from microinternships.models import Transition

# event: what the student reads, what the host reads. {who} is the host or the Office.
SENTENCES = {
    "submit": ("You sent the claim.", "{student} sent the claim."),
    "query": ("The host asked you a question.", "You asked a question."),
    "answer": ("You answered the host's question.", "{student} answered your question."),
    "hand_back": (
        "You did not answer in time, so the claim went back to the host.",
        "{student} did not answer in five working days, so the claim came back to you.",
    ),
    "approve": ("{who} approved the claim.", "{who} approved the claim."),
    "reject": ("{who} refused the claim.", "{who} refused the claim."),
    "reopen": ("{who} reopened the decision.", "{who} reopened the decision."),
    "ask_for_review": (
        "You asked the Internship Office to look again.",
        "{student} asked the Internship Office to look again.",
    ),
    "raise_approval": ("The Internship Office approved more.",) * 2,
    "record_part_payment": ("The host recorded a part payment.", "You recorded a part payment."),
    "record_payment": ("The host recorded the payment.", "You recorded the payment."),
    "confirm": ("You confirmed that you were paid.", "{student} confirmed the payment."),
    "dispute": ("You said that you were not paid.", "{student} said they were not paid."),
    "settle_by_default": ("Ten working days passed without a word, so the claim is settled.",) * 2,
    "uphold_payment": ("The Internship Office found that the payment was made.",) * 2,
    "withdraw": ("You withdrew the claim.", "{student} withdrew the claim."),
    "void": ("The Internship Office made the claim void.",) * 2,
}


@dataclass(frozen=True, slots=True)
class Chapter:
    """One event: when, the sentence, and what the person wrote with it."""

    at: datetime
    sentence: str
    note: str


def story(claim: Claim, reader: str) -> list[Chapter]:
    """The claim's history as ``reader`` (student or host) is told it."""
    return [_chapter(row, claim, reader) for row in Transition.objects.of(claim)]


def _chapter(row: Transition, claim: Claim, reader: str) -> Chapter:
    to_student, to_host = SENTENCES[row.event]
    sentence = to_student if reader == STUDENT else to_host
    who = {OFFICE: "The Internship Office", HOST: "The host" if reader == STUDENT else "You"}
    words = sentence.format(who=who.get(row.role, ""), student=claim.placement.student.called)
    note = getattr(row, "note", None)
    return Chapter(row.at, words, note.text if note else "")
