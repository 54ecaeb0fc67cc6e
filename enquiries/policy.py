"""How often and how a person may write, as pure functions.

Nothing is published about this; the numbers are our defaults, chosen so that nobody who means it
ever meets them.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from microinternships import phrases
from microinternships.engine import Refusal

QUESTIONS_A_DAY = CONCERNS_A_DAY = 5
DAY = timedelta(hours=24)


def within_the_day(
    sent: Iterable[datetime], *, most: int, what: str, now: datetime
) -> Refusal | None:
    """Whether one more may follow those ``sent``: at most ``most`` lie within any 24 hours.

    ``what`` names them, as in "questions".
    """
    counting = sorted(moment for moment in sent if moment > now - DAY)
    if len(counting) < most:
        return None
    again = phrases.when(counting[-most] + DAY)
    sentence = f"You have sent {most} {what} within a day. You can send the next from {again}."
    return Refusal("too_many", sentence)


def is_new(text: str, earlier: Iterable[str], sentence: str) -> Refusal | None:
    """Whether ``text`` differs from each of ``earlier`` by more than case, space and marks."""
    if _bare(text) in {_bare(one) for one in earlier}:
        return Refusal("duplicate", sentence, "text")
    return None


def says_something(text: str, sentence: str, field: str) -> Refusal | None:
    return None if _bare(text) else Refusal("empty", sentence, field)


def _bare(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
