"""What must always be true of the stored rows, proved on demand and nightly.

Each app registers its own checks in its ``invariants.py``.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model

Check = Callable[[], Iterable[Model]]


@dataclass(frozen=True, slots=True)
class Invariant:
    number: int
    sentence: str
    check: Check


invariants: list[Invariant] = []


def invariant(number: int, sentence: str) -> Callable[[Check], Check]:
    """Register a function that returns the rows breaking invariant ``number``."""

    def register(check: Check) -> Check:
        invariants.append(Invariant(number, sentence, check))
        return check

    return register


def broken() -> list[tuple[Invariant, list[Model]]]:
    """Every invariant that does not hold, with the rows that break it."""
    ordered = sorted(invariants, key=lambda one: one.number)
    return [(one, rows) for one in ordered if (rows := list(one.check()))]
