"""An application as its student reads it: one word, what comes next, and the story so far.

Until a round's release nothing here may depend on what a host has decided.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from applications.held import as_student_sees
from applications.models import Application
from microinternships import clock
from microinternships.models import Transition
from microinternships.phrases import when

State = Application.State
BY_DEFAULT = (
    "The host did not decide in time, so this application has ended. "
    "This says nothing about your application."
)


@dataclass(frozen=True, slots=True)
class Status:
    """``word`` and its colour, a sentence, and a deadline of the student's, if there is one."""

    word: str
    kind: str
    line: str
    due: datetime | None = None
    verb: str = "Due"


def status_of(application: Application, now: datetime) -> Status:
    """How ``application`` stands for its student at ``now``."""
    seen = as_student_sees(application, now)
    if seen == State.DRAFT:
        return _draft(application, now)
    if application.asked_again_at and seen in (State.SUBMITTED, State.RESERVE):
        return ASKED_AGAIN
    if seen == State.SUBMITTED:
        return _sent(application, now)
    if seen == State.OFFERED:
        return _offered(application, now)
    if seen == State.RESERVE:
        ends = when(application.advert.cycle.reserve_ends_at)
        return Status(
            "On the reserve list",
            "active",
            f"If a place becomes free you may be offered it, until {ends}.",
        )
    return _ended(application, seen)


def _draft(application: Application, now: datetime) -> Status:
    closes = application.closes_at
    if closes <= now:
        return Status("Not sent", "neutral", f"Applications closed on {when(closes)}.")
    return Status("Draft", "warn", "Not sent yet.", closes, "Send it before")


CONFIRM = "Confirm again"
ASKED_AGAIN = Status(CONFIRM, "warn", "The advert has changed. Say again that you can come.")


def _sent(application: Application, now: datetime) -> Status:
    return Status("Sent", "active", hears(application, now))


def hears(application: Application, now: datetime | None = None) -> str:
    """When the student learns the outcome, as a sentence at ``now``."""
    in_round, now = application.round, now or clock.now()
    if (in_round.release_at or in_round.choose_by) <= now:
        return "The host’s time to choose has ended. You hear very soon."
    if in_round.release_at:
        return f"You hear on {when(in_round.release_at)}, whatever the outcome."
    return f"You hear as soon as the host has decided: by {when(in_round.choose_by)}."


def _offered(application: Application, now: datetime) -> Status:
    offer = application.open_offer
    if offer is None or offer.overdue(now):
        return Status("Offer lapsed", "neutral", "The time to answer this offer has passed.")
    return Status("Offer", "good", "You have an offer.", offer.respond_by, "Answer before")


def _ended(application: Application, seen: str) -> Status:
    if seen == State.PLACED:
        return Status("Placed", "good", "You have accepted: this is your placement.")
    if seen == State.UNSUCCESSFUL:
        return Status("Not selected", "neutral", _why(application))
    if seen == State.DECLINED:
        if application.by_default:
            return Status("Offer lapsed", "neutral", "The time to answer this offer has passed.")
        return Status("Offer declined", "neutral", "You declined this offer.")
    if seen == State.WITHDRAWN:
        return Status("Withdrawn", "neutral", "This application has ended.")
    return Status("Cancelled", "neutral", "This application has ended.")


def _why(application: Application) -> str:
    """The host's reason; after a deadline ended it, also whatever reason came since."""
    reason = application.get_reason_display()
    if not application.by_default:
        return reason
    return f"{BY_DEFAULT} The reason the host has given since: {reason}." if reason else BY_DEFAULT


OVER = ("Not sent", "Offer lapsed", "Offer declined", "Not selected", "Withdrawn", "Cancelled")


def most_urgent_first(applications: Iterable[Application], now: datetime) -> list[dict]:
    """Each application with its status: what needs the student by deadline, then what is open,
    then what is over."""
    lines = [{"application": one, "status": status_of(one, now)} for one in applications]
    return sorted(lines, key=_urgency)


def _urgency(line: dict) -> tuple:
    status = line["status"]
    due = status.due.timestamp() if status.due else 0
    return status.due is None, status.word in OVER, due


# The story. What the student did is told at once; what a host decided, at the release.

OWN = {
    "submit": "You sent your application.",
    "take_back": "You took your application back to change it.",
    "take_up_again": "You took your application up again.",
    "withdraw": "You withdrew your application.",
    "cancel": "The Internship Office cancelled this application.",
    "advert_withdrawn": "The organisation withdrew its advert, so this application ended.",
    "ended_by_acceptance": "You accepted another offer, so this application ended.",
}
DECIDED = {
    "reserve": "You were put on the reserve list.",
    "offer": "You were offered a place.",
    "not_select": "You were not selected.",
    "not_select_by_default": BY_DEFAULT,
    "reserve_ends": "The reserve list ended before a place became free for you.",
    "reconsider": "The host is looking at your application again.",
    "rescinded": "The host withdrew its offer.",
}
AFTERWARDS = {
    "give_feedback": "The host said why you were not selected.",
    "accepted": "You accepted the offer.",
    "declined": "You declined the offer.",
    "lapsed": "The offer was not answered in time, so it lapsed.",
    "reinstate": "The Internship Office renewed your offer.",
    "placement_cancelled": "The placement was cancelled.",
    "placement_reinstated": "The Internship Office reinstated the placement.",
}


# What leaves the decision where it is, told when it happens.
BETWEEN = {
    "ask_again": "The advert changed, and you were asked to confirm again that you can come.",
    "confirm_again": "You confirmed that you can come.",
}


def story(application: Application, now: datetime) -> list[tuple[datetime, str]]:
    """The dated sentences of ``application``, oldest first, as far as its student may know."""
    return tell(Transition.objects.of(application), application, now)


def tell(
    rows: Iterable[Transition], application: Application, now: datetime
) -> list[tuple[datetime, str]]:
    """Of decisions taken before the release only the last is told, and dated by the release.

    None is told to somebody who took the application out of the host's hands before.
    """
    told = [(application.created_at, "You began this application.")]
    release, released = application.round.release_at, application.round.released(now)
    held: tuple[datetime, str] | None = None
    for row in rows:
        if row.event in OWN or row.event in BETWEEN:
            if held and released and row.at >= release:
                told.append(held)
                held = None
            held = held if row.event in BETWEEN else None
            told.append((row.at, OWN.get(row.event) or BETWEEN[row.event]))
        elif release and (row.at < release or not released):
            held = _after_another_decision(held, row, release)
        elif sentence := DECIDED.get(row.event) or AFTERWARDS.get(row.event):
            if held:
                told.append(held)
                held = None
            told.append((row.at, sentence))
    if held and released:
        told.append(held)
    return told


def _after_another_decision(held, row: Transition, release: datetime):
    if row.event == "reconsider":
        return None
    sentence = DECIDED.get(row.event)
    return (release, sentence) if sentence else held


def key_dates(application: Application) -> list[dict]:
    """What comes when, from the round: the same for everybody who applied in it."""
    in_round = application.round
    rows = [
        {"label": "Applications close", "when": application.closes_at},
        {"label": "Hosts choose by", "when": in_round.choose_by},
    ]
    if in_round.release_at:
        rows.append({"label": "You hear the outcome", "when": in_round.release_at})
    rows.append({"label": "Offers are answered by", "when": in_round.answer_by})
    rows += [
        {"label": f"Week {week.label}", "when": week.starts_on, "until": week.ends_on}
        for week in application.advert.offered_weeks
    ]
    return rows
