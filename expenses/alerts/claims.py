"""What is told while a claim waits for a decision, and the decision itself."""

from datetime import datetime

from django.db.models import QuerySet

from alerts.kinds import Chaser, Kind, register
from expenses.alerts import people
from expenses.guards import WORKING_DAYS_TO_ANSWER, WORKING_DAYS_TO_ASK_AGAIN, due
from expenses.models import Claim, Item
from expenses.policy import describe
from microinternships.templatetags.words import money
from placements.alerts import past

State = Claim.State


def claims_in(*states: str) -> QuerySet[Claim]:
    return Claim.objects.filter(state__in=states).ready_to_show()


def only_in(*states: str):
    """Moot once the claim has left ``states``."""

    def still_true(claim: Claim, alert) -> str:
        return "" if claim.state in states else f"the claim is now “{claim.get_state_display()}”"

    return still_true


def about(name: str, recipients, **more) -> Kind:
    known = {"subject": "expenses.claim", "recipients": recipients}
    return Kind(name, **(known | {"still_true": past.still_the_latest} | more))


# In words


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def lines(claim: Claim) -> list[str]:
    """Each item with what was claimed, as in "Lunch on Monday 5 October: £8.40"."""
    return [_capital(f"{describe(item)}: {money(item.claimed)}") for item in claim.ordered_items]


def _decided(item: Item) -> str:
    what = _capital(describe(item))
    because = f" Reason: {item.reason}" if item.reason else ""
    if item.refused:
        return f"{what}: refused.{because}"
    if item.reduced:
        return f"{what}: {money(item.approved)} of {money(item.claimed)} approved.{because}"
    return f"{what}: {money(item.approved)} approved."


def _items(claim: Claim, recipient) -> dict:
    return {"lines": lines(claim), "event": past.last(claim).event}


def _questions(claim: Claim, recipient) -> dict:
    asked = [item for item in claim.ordered_items if item.question]
    return {
        "questions": [_capital(f"{describe(item)}: {item.question}") for item in asked],
        "deadline": answer_by(claim),
    }


def answer_by(claim: Claim) -> datetime | None:
    """Until when the student can answer, as the guard that hands the claim back reckons it."""
    return due(claim.queried_at, WORKING_DAYS_TO_ANSWER) if claim.queried_at else None


def _decision(claim: Claim, recipient) -> dict:
    less = claim.approved.amount < claim.claimed.amount
    return {
        "lines": [_decided(item) for item in claim.ordered_items],
        "raised": past.last(claim).event == "raise_approval",
        "ask_again_by": due(claim.decided_at, WORKING_DAYS_TO_ASK_AGAIN) if less else None,
    }


def _comment(claim: Claim, recipient) -> dict:
    row = past.last(claim)
    return {"comment": past.what_was_said(row), "role": row.role, "event": row.event}


def _review(claim: Claim, recipient) -> dict:
    return {"comment": past.what_was_said(past.last(claim, "ask_for_review"))}


WAITING = only_in(State.SUBMITTED)

register(
    about("claim_received", people.student, context=_items),
    about("claim_to_decide", people.hosts, context=_items),
    about("claim_back_with_you", people.hosts, context=_items),
    about("claim_question", people.student, context=_questions),
    about("claim_decided", people.student, context=_decision),
    about("claim_reopened", people.student, context=_comment),
    about("claim_void", people.student, context=_comment),
    about("claim_ended_host", people.hosts_who_had_it, context=_comment),
    about("review_asked", people.office, context=_review),
    # At half-time, which is two of the five working days on, and the day before.
    Chaser(
        "claim_question_unanswered",
        subject="expenses.claim",
        recipients=people.student,
        due=lambda now: claims_in(State.QUERIED),
        deadline=answer_by,
        steps=("T-3wd", "T-1d"),
        since=lambda claim: claim.queried_at,
        still_true=only_in(State.QUERIED),
        context=_questions,
    ),
    Chaser(
        "claim_undecided",
        subject="expenses.claim",
        recipients=people.hosts,
        due=lambda now: claims_in(State.SUBMITTED),
        deadline=lambda claim: claim.decide_by,
        steps=("T-3wd", "T", "T+5wd"),
        since=lambda claim: claim.submitted_at,
        still_true=WAITING,
    ),
    Chaser(
        "claim_undecided_office",
        subject="expenses.claim",
        recipients=people.office,
        due=lambda now: claims_in(State.SUBMITTED),
        deadline=lambda claim: claim.decide_by,
        steps=("T+5wd",),
        still_true=WAITING,
    ),
)
