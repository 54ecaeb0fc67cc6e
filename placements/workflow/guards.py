"""Guards that more than one machine asks."""

from microinternships.engine import Act, Refusal
from placements import rules, terms


def not_of_the_house(act: Act) -> Refusal | None:
    """Nobody decides for the Office about an organisation they act for."""
    if not rules.is_member(act.by, act.subject):
        return None
    return Refusal("own", "You act for this organisation, so a colleague has to decide this.")


def terms_are_accepted(act: Act) -> Refusal | None:
    """The organisation behind an advert accepted the terms for hosts as they read now."""
    organisation = act.subject.organisation
    if terms.accepted_by(organisation):
        return None
    return Refusal(
        "terms",
        f"The terms for hosts have changed. An admin of {organisation} has to accept them first, "
        "on the organisation's page.",
    )
