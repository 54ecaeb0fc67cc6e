"""What the Internship Office reads before it verifies an organisation, together on one page."""

from microinternships.phrases import when
from placements.likeness import Likeness, like
from placements.models import MemberChange, Organisation


def facts(organisation: Organisation) -> list[tuple[str, str]]:
    """Who brought it here and what they confirmed, as label and value."""
    declared = ("insurance_declared", "supervision_declared")
    return [
        ("Registered", _registered(organisation)),
        *(
            (
                Organisation._meta.get_field(name).verbose_name,
                "Confirmed" if getattr(organisation, name) else "Not confirmed",
            )
            for name in declared
        ),
        ("Terms for hosts", _terms(organisation)),
    ]


def _registered(organisation: Organisation) -> str:
    registered = organisation.member_changes.filter(what=MemberChange.What.REGISTERED)
    change = registered.select_related("user").first()
    if change is None:
        return "Not known"
    who = f"{change.user}, {change.user.email}" if change.user else "somebody who has left us"
    return f"By {who}, on {when(change.at)}"


def _terms(organisation: Organisation) -> str:
    accepted = organisation.terms_accepted.select_related("accepted_by").last()
    if accepted is None:
        return "Not accepted"
    by = accepted.accepted_by or "somebody who has left us"
    return f"Version {accepted.version}, accepted by {by} on {when(accepted.accepted_at)}"


def likely_duplicates(organisation: Organisation) -> list[Likeness]:
    """Of all that are registered, in whatever state."""
    others = Organisation.objects.exclude(pk=organisation.pk)
    return like(organisation.name, organisation.website, among=others)
