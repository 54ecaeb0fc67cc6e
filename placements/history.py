"""An advert's history in plain sentences, as its hosts may read it."""

from collections.abc import Iterable
from datetime import datetime

from microinternships.engine import HOST
from microinternships.models import Transition

SENTENCES = {
    "submit": "Submitted to the Internship Office.",
    "request_changes": "The Internship Office asked for changes.",
    "approve": "The Internship Office approved it.",
    "decline": "The Internship Office declined it.",
    "permit": "The Internship Office lets it be submitted late.",
    "amend": "The wording was changed.",
    "ask_for_change": "You asked the Internship Office for a change.",
    "amend_terms": "The Internship Office changed the terms.",
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
