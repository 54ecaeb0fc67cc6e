"""How an advert stands at a moment, in a word: what was decided, read by the clock."""

from dataclasses import dataclass
from datetime import datetime

from microinternships import phrases
from placements.models import Advert, Cycle


@dataclass(frozen=True, slots=True)
class Standing:
    """A word for the tag, the tag's kind, and the sentence that says what comes next."""

    word: str
    kind: str
    next: str = ""


def order(advert: Advert, now: datetime) -> int:
    """What needs its host first: what they can still send, what students read, what comes, what is
    being chosen from or over, what will not come back. Ties keep the order they had."""
    State = Advert.State
    if advert.state in (State.DRAFT, State.CHANGES_REQUESTED) and now < advert.submit_by:
        return 0
    if advert.state == State.APPROVED:
        if advert.open(now):
            return 1
        return 3 if advert.cycle.launched(now) else 2
    return 2 if advert.state in (State.SUBMITTED, State.SUSPENDED) else 4


def of_advert(advert: Advert, now: datetime) -> Standing:
    """Reads the advert's cycle and rounds; fetch them first."""
    if advert.state == Advert.State.APPROVED:
        return _approved(advert, now)
    due = phrases.when(advert.submit_by)
    in_time = now < advert.submit_by
    to_send = f"Submit it by {due}." if in_time else f"Adverts were due on {due}."
    known = {
        Advert.State.DRAFT: Standing("Draft", "neutral", to_send),
        Advert.State.SUBMITTED: Standing(
            "With the Office", "active", "The Internship Office reads it next."
        ),
        Advert.State.CHANGES_REQUESTED: Standing("Changes requested", "warn", to_send),
        Advert.State.DECLINED: Standing("Declined", "bad"),
        Advert.State.SUSPENDED: Standing("Suspended", "bad", "Students do not see it."),
        Advert.State.WITHDRAWN: Standing("Withdrawn", "neutral"),
    }
    return known[advert.state]


def _approved(advert: Advert, now: datetime) -> Standing:
    cycle = advert.cycle
    if cycle.archived(now):
        return Standing("Archived", "neutral")
    if not cycle.launched(now):
        return Standing("Approved", "good", f"It appears on {phrases.when(cycle.opens_at)}.")
    closes = phrases.when(advert.closes_at(now))
    if advert.open(now):
        return Standing("Open", "good", f"Applications close {closes}.")
    if advert.full_in(cycle.latest_round(now)):
        return Standing("Filled", "good", "Every place is taken.")
    return Standing("Closed", "neutral", f"Applications closed {closes}.{_again(cycle, now)}")


def _again(cycle: Cycle, now: datetime) -> str:
    """Rounds after the first are for places left, whoever closed early before."""
    coming = cycle.next_round(now)
    if coming is None:
        return ""
    opens = phrases.when(coming.opens_at)
    return f" Round {coming.number} opens {opens}, for places that are left."
