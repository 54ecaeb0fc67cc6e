"""Who acts for an organisation: giving, taking and handing over roles (HO-12, HO-36).

Everything here takes the organisation's lock first and reads again after it, so that of two people
who act at the same moment the second meets what the first has done.
"""

from collections.abc import Collection

from django.db import transaction
from django.db.models import QuerySet

from accounts import closing
from alerts import ledger
from microinternships import clock
from microinternships.engine import Refusal, Refused
from placements import owed, rules
from placements.models import HostMember, Invitation, MemberChange, Organisation, Role

What = MemberChange.What
State = Organisation.State
NEVER_VERIFIED = (State.DRAFT, State.SUBMITTED, State.DECLINED)  # no way leads back to them
NOT_YOURS = Refusal("not_yours", "This is not yours to do.")
NO_ROLE = Refusal("no_role", "Choose at least one role.", "roles")


def lock(organisation: Organisation) -> Organisation:
    """The row as it stands; nobody else changes the organisation's people meanwhile."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def must_look_after_people(by, organisation: Organisation) -> None:
    """Raises Refused unless ``by`` is an admin of the organisation, or runs the programme."""
    if not rules.looks_after_people(by, organisation):
        raise Refused([NOT_YOURS])


def against(member: HostMember, roles: Collection[str] = ()) -> list[Refusal]:
    """What stands against ``member`` keeping only ``roles``; with none, against their going."""
    others = member.organisation.members.exclude(pk=member.pk).filter(user__is_active=True)
    found = []
    if member.is_admin and Role.ADMIN not in roles and not others.filter(is_admin=True).exists():
        sentence = (
            f"{member.user} is the only one who looks after {member.organisation} and its people. "
            "Give that role to a colleague first."
        )
        found.append(Refusal("last_admin", sentence, "roles"))
    gives_up_money = member.is_approver and Role.APPROVER not in roles
    if gives_up_money and not others.filter(is_approver=True).exists():
        found += [_last_approver(member, what) for what in owed.by(member.organisation)]
    return found


@closing.ask
def against_closing(user) -> list[str]:
    """Why ``user``'s account stays open: what stands against their leaving any organisation.

    Nobody relies on one that never was verified, so the Office may close the account of whoever
    made it up.

    Holds the people of all of them still until the transaction ends.
    """
    theirs = Organisation.objects.filter(members__user=user).order_by("pk")
    for organisation in theirs:
        lock(organisation)
    members = user.host_memberships.select_related("user", "organisation").order_by("organisation")
    members = members.exclude(organisation__state__in=NEVER_VERIFIED)
    return [refusal.message for member in members for refusal in against(member)]


def invited_by(member: HostMember) -> QuerySet[Invitation]:
    """What ends with ``member``, who could let themselves back in by it."""
    return member.organisation.invitations.waiting().filter(invited_by=member.user)


def _last_approver(member: HostMember, what: str) -> Refusal:
    sentence = (
        f"{what}, and {member.user} is the only one who looks after claims and payments. "
        "Give that role to a colleague first."
    )
    return Refusal("last_approver", sentence, "roles")


@transaction.atomic
def admit(
    organisation: Organisation,
    user,
    *,
    roles: Collection[str],
    by,
    what: str = What.JOINED,
) -> HostMember:
    """Let ``user`` act for the organisation as ``by`` decided; roles they had already stay.

    Asks nobody: whoever calls it has checked that ``by`` may.
    """
    organisation = lock(organisation)
    member = HostMember.objects.filter(organisation=organisation, user=user).first()
    before = member.roles if member else []
    member = member or HostMember(organisation=organisation, user=user)
    member.roles = {*before, *roles}
    member.save()
    if member.roles != before:
        _write_down(member, what if not before else What.CHANGED, before=before, by=by)
    organisation.join_requests.filter(user=user, answered_at=None).update(
        answered_at=clock.now(), admitted=True
    )
    return member


@transaction.atomic
def change_roles(member: HostMember, *, roles: Collection[str], by) -> HostMember:
    """Give ``member`` exactly ``roles``. Raises Refused when that may not be."""
    member = _held(member)
    must_look_after_people(by, member.organisation)
    if refusals := [NO_ROLE] if not roles else against(member, roles):
        raise Refused(refusals)
    before, member.roles = member.roles, roles
    if member.roles != before:
        member.save()
        _write_down(member, What.CHANGED, before=before, by=by)
    return member


@transaction.atomic
def remove(member: HostMember, *, by) -> None:
    """Take ``member`` off the organisation; whoever removes themselves leaves. Invitations that
    they sent and nobody has accepted are withdrawn.

    Raises Refused when that may not be.
    """
    member = _held(member)
    leaves = by == member.user
    if not leaves:
        must_look_after_people(by, member.organisation)
    if refusals := against(member):
        raise Refused(refusals)
    before = member.roles
    invited_by(member).update(withdrawn_at=clock.now())
    member.delete()
    member.roles = ()
    _write_down(member, What.LEFT if leaves else What.REMOVED, before=before, by=by)


def _held(member: HostMember) -> HostMember:
    """``member`` under the organisation's lock. Raises Refused when they have gone meanwhile."""
    organisation = lock(member.organisation)
    held = organisation.members.select_related("user").filter(pk=member.pk).first()
    if held is None:
        sentence = f"{member.user} does not act for {organisation} any more."
        raise Refused([Refusal("gone", sentence)])
    held.organisation = organisation
    return held


def _write_down(member: HostMember, what: str, *, before: list[str], by) -> None:
    """One line of history, and the alerts it tells."""
    by_office = rules.is_office(by) and not rules.is_member(by, member.organisation)
    change = MemberChange.objects.create(
        organisation=member.organisation,
        user=member.user,
        by=by,
        by_office=by_office and by != member.user,
        what=what,
        roles_before=before,
        roles_after=member.roles,
    )
    for kind in ("your_roles", "colleagues_changed"):
        ledger.queue(kind, change, step="changed")
