"""What happened to an advert and to an organisation's people, in sentences hosts may read."""

from collections.abc import Iterable
from datetime import datetime

from microinternships.engine import HOST
from microinternships.models import Transition
from microinternships.templatetags.words import sentence_list
from placements.models import MemberChange, Role

SENTENCES = {
    "submit": "Submitted to the Internship Office.",
    "request_changes": "The Internship Office asked for changes.",
    "approve": "The Internship Office approved it.",
    "decline": "The Internship Office declined it.",
    "permit": "The Internship Office lets it be submitted late.",
    "amend": "The wording was changed.",
    "ask_for_change": "You asked the Internship Office for a change.",
    "take_back_change": "You took back what you asked the Internship Office for.",
    "decline_change": "The Internship Office declined the change.",
    "amend_terms": "The Internship Office changed the terms.",
    "move_week": "The Internship Office moved a week of the cycle.",
    "extend": "The Internship Office gave applications more time.",
    "close_early": "Closed to applications early.",
    "suspend": "The Internship Office suspended it.",
    "resume": "The Internship Office resumed it.",
}


def told_to_hosts(history: Iterable[Transition]) -> list[tuple[datetime, str]]:
    """(when, sentence) for each event, with what was written to the host."""
    return [(row.at, _sentence(row)) for row in history]


def _sentence(row: Transition) -> str:
    if row.event == "withdraw":
        by = "You withdrew it." if row.role == HOST else "The Internship Office withdrew it."
        return by
    said = f" “{row.note.text}”" if hasattr(row, "note") else ""
    return f"{SENTENCES[row.event]}{said}"


def sentence_about(change: MemberChange) -> str:
    """Who gave or took which role. Somebody whose account is gone has no name any more."""
    somebody = change.user or "Somebody"
    by = "The Internship Office" if change.by_office else change.by or "Somebody"
    before, after = (_roles(given) for given in (change.roles_before, change.roles_after))
    return {
        MemberChange.What.REGISTERED: f"{somebody} registered the organisation.",
        MemberChange.What.ACCEPTED: f"{somebody} accepted the invitation of {by}, as {after}.",
        MemberChange.What.JOINED: f"{by} let {somebody} join as {after}.",
        MemberChange.What.CHANGED: f"{by} changed {somebody} from {before} to {after}.",
        MemberChange.What.REMOVED: f"{by} removed {somebody}, until then {before}.",
        MemberChange.What.LEFT: f"{somebody}, until then {before}, left.",
    }[MemberChange.What(change.what)]


def _roles(given: Iterable[str]) -> str:
    """As in "admin and recruiter"."""
    return sentence_list([Role(role).label.lower() for role in given])
