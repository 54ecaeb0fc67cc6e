"""Guards that more than one machine asks."""

from microinternships.engine import Act, Refusal
from placements import rules


def not_of_the_house(act: Act) -> Refusal | None:
    """Nobody decides for the Office about an organisation they act for."""
    if not rules.is_member(act.by, act.subject):
        return None
    return Refusal("own", "You act for this organisation, so a colleague has to decide this.")
