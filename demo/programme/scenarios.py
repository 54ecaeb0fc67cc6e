"""Milestones on which the demonstration can be laid out: today, a few hours before each."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from microinternships import clock


class UnknownScenarioError(Exception):
    """Nobody has written that scenario; the message lists those there are."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """``field`` of the cycle in ``phase`` (or of its first round) comes a few hours from now.

    ``days`` and ``gap``, where given, replace those of the cycle's plan, so that its other
    dates still lie in their order.
    """

    phase: str
    field: str
    words: str
    days: int | None = None
    gap: int | None = None


SCENARIOS = {
    "adverts-due": Scenario("collecting", "adverts_due_at", "hosts' adverts are due"),
    "launch-day": Scenario("open", "opens_at", "adverts appear", days=61),
    "deadline-day": Scenario("open", "closes_at", "applications close"),
    "choosing-day": Scenario("choosing", "choose_by", "hosts have to have chosen"),
    "release-day": Scenario("choosing", "release_at", "outcomes are released", days=24),
    "answers-day": Scenario("answering", "answer_by", "offers have to be answered"),
    "claims-close": Scenario("claiming", "claims_close_at", "claims close", days=-40, gap=7),
}


def find(name: str) -> Scenario | None:
    """The scenario called ``name``; None for none. Raises UnknownScenarioError with the list."""
    if not name:
        return None
    if name not in SCENARIOS:
        known = ", ".join(SCENARIOS)
        raise UnknownScenarioError(f"There is no scenario “{name}”. Choose one of: {known}.")
    return SCENARIOS[name]


def soon() -> datetime:
    """The milestone's moment: the full hour between three and four hours from now."""
    return (clock.now() + timedelta(hours=4)).replace(minute=0, second=0, microsecond=0)
