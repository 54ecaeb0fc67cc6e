"""An organisation's people: invitations, requests to join, and who gave or took which role."""

from alerts.kinds import Kind, register
from microinternships import clock
from placements.alerts import people
from placements.history import sentence_about
from placements.models import HostMember, Invitation, JoinRequest, MemberChange, Role

What = MemberChange.What


def _still_waits(invitation: Invitation, alert) -> str:
    if invitation.accepted_at or invitation.withdrawn_at:
        return "no longer waiting"
    return "ran out" if invitation.expired(clock.now()) else ""


def _whose_roles_they_are(change: MemberChange) -> list:
    """The person, unless they did it themselves."""
    return [change.user] if change.by_id != change.user_id else []


def _other_admins(change: MemberChange) -> list:
    """Those who look after people and have not just done it; who invited somebody has waited."""
    knows = {change.user_id} if change.what == What.ACCEPTED else {change.user_id, change.by_id}
    return [one for one in people.admins(change.organisation) if one.pk not in knows]


def _admins_or_office(asked: JoinRequest) -> list:
    admins = [one for one in people.admins(asked.organisation) if one.is_active]
    return admins or people.office()


def _not_answered_yet(asked: JoinRequest, alert) -> str:
    return "answered already" if asked.answered_at else ""


def _not_admitted_since(asked: JoinRequest, alert) -> str:
    joined = HostMember.objects.filter(organisation=asked.organisation, user=asked.user)
    return "has joined since" if joined.exists() else ""


def _with_names(change: MemberChange) -> MemberChange:
    """Its people, or None for an account that is gone."""
    return MemberChange.objects.select_related("user", "by").get(pk=change.pk)


def _roles_now(change: MemberChange, recipient) -> dict:
    change = _with_names(change)
    by = "The Internship Office" if change.by_office else change.by or "A colleague"
    return {"by": by, "roles": [Role(role) for role in change.roles_after]}


def _sentence(change: MemberChange, recipient) -> dict:
    return {"sentence": sentence_about(_with_names(change))}


register(
    Kind(
        "colleague_invited",
        subject="placements.invitation",
        recipients=lambda invitation: [invitation],
        still_true=_still_waits,
    ),
    Kind(
        "your_roles",
        subject="placements.memberchange",
        recipients=_whose_roles_they_are,
        context=_roles_now,
    ),
    Kind(
        "colleagues_changed",
        subject="placements.memberchange",
        recipients=_other_admins,
        context=_sentence,
    ),
    Kind(
        "join_asked",
        subject="placements.joinrequest",
        recipients=_admins_or_office,
        still_true=_not_answered_yet,
    ),
    Kind(
        "join_declined",
        subject="placements.joinrequest",
        recipients=lambda asked: [asked.user],
        still_true=_not_admitted_since,
    ),
)
