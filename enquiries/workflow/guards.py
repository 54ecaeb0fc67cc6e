"""Guards that questions and concerns share."""

from microinternships.engine import Act, Refusal
from placements import rules


def not_of_the_house(act: Act) -> Refusal | None:
    """Nobody decides for the Office about what was said of an organisation they act for."""
    if not rules.is_member(act.by, act.subject.about_advert):
        return None
    return Refusal("own", "You act for this organisation, so a colleague has to decide this.")
