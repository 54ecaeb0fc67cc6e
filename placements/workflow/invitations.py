"""Ways to come to act for an organisation: an invitation accepted, or a request answered."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from alerts import ledger
from microinternships import phrases
from microinternships.engine import Refusal, Refused
from placements import rules
from placements.models import HostMember, Invitation, JoinRequest, MemberChange, Organisation
from placements.workflow.people import NO_ROLE, admit, lock, must_look_after_people

What = MemberChange.What
MOST_WAITING = 20
"""So many invitations may wait at a time; more look like a list of strangers."""
ONE_MAIL_IN = timedelta(minutes=10)


@transaction.atomic
def invite(
    organisation: Organisation, *, email: str, roles: Collection[str], by, now: datetime
) -> Invitation:
    """Ask whoever reads mail at ``email`` to act for the organisation. Raises Refused."""
    organisation = lock(organisation)
    must_look_after_people(by, organisation)
    if refusals := [NO_ROLE] if not roles else _against_inviting(organisation, email):
        raise Refused(refusals)
    invitation = Invitation(organisation=organisation, email=email, invited_by=by, sent_at=now)
    invitation.roles = roles
    invitation.save()
    _send(invitation)
    return invitation


def _against_inviting(organisation: Organisation, email: str) -> list[Refusal]:
    mine = {"user__emailaddress__email__iexact": email, "user__emailaddress__verified": True}
    if member := organisation.members.filter(**mine).select_related("user").first():
        sentence = f"{member.user} acts for {organisation} already. You can change their roles."
        return [Refusal("member", sentence, "email")]
    waiting = organisation.invitations.waiting()
    if waiting.filter(email__iexact=email).exists():
        sentence = f"{email} has an invitation already. You can send it again."
        return [Refusal("invited", sentence, "email")]
    if waiting.count() >= MOST_WAITING:
        sentence = f"{MOST_WAITING} invitations are waiting. Withdraw one before you send another."
        return [Refusal("too_many", sentence, "email")]
    return []


@transaction.atomic
def send_again(invitation: Invitation, *, by, now: datetime) -> None:
    """Send it once more, with its full time. Raises Refused when it no longer waits."""
    invitation = _waiting(invitation, by)
    if now < invitation.sent_at + ONE_MAIL_IN:
        sentence = "It has just been sent. Give the mail ten minutes to arrive."
        raise Refused([Refusal("just_sent", sentence)])
    invitation.sent_at = now
    invitation.save(update_fields=["sent_at"])
    _send(invitation)


@transaction.atomic
def withdraw(invitation: Invitation, *, by, now: datetime) -> None:
    """Take it back: it can no longer be accepted. Raises Refused when it no longer waits."""
    invitation = _waiting(invitation, by)
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])


def _waiting(invitation: Invitation, by) -> Invitation:
    """The row under its organisation's lock, for somebody who looks after people."""
    must_look_after_people(by, lock(invitation.organisation))
    held = Invitation.objects.select_related("organisation").get(pk=invitation.pk)
    if refusal := _ended(held):
        raise Refused([refusal])
    return held


def _send(invitation: Invitation) -> None:
    step = f"sent-{invitation.sent_at:%Y%m%d%H%M%S}"
    ledger.queue("colleague_invited", invitation, step=step)


def against_accepting(invitation: Invitation, *, by, now: datetime) -> list[Refusal]:
    """Why ``by`` may not accept it at ``now``; the first reason stands alone.

    Without ``by``, who has not signed in yet, what stands against anybody.
    """
    if refusal := _ended(invitation):
        return [refusal]
    if invitation.expired(now):
        ran_out = phrases.when(invitation.expires_at)
        sentence = f"This invitation ran out on {ran_out}. Ask your colleague to send it again."
        return [Refusal("expired", sentence)]
    if by is not None and not by.has_verified(invitation.email):
        sentence = (
            f"This invitation is for {invitation.email}, and you are signed in as {by.email}. "
            "Sign in with that address, or add it to your account first."
        )
        return [Refusal("other_address", sentence)]
    return []


def _ended(invitation: Invitation) -> Refusal | None:
    if invitation.accepted_at is not None:
        return Refusal("accepted", "This invitation has been accepted already.")
    if invitation.withdrawn_at is not None:
        sentence = "This invitation was withdrawn. Ask your colleague if you still need one."
        return Refusal("withdrawn", sentence)
    return None


@transaction.atomic
def accept(invitation: Invitation, *, by, now: datetime) -> HostMember:
    """Let ``by`` act for the organisation with the invitation's roles. Raises Refused."""
    organisation = lock(invitation.organisation)
    held = Invitation.objects.select_related("invited_by").get(pk=invitation.pk)
    held.organisation = organisation
    if refusals := against_accepting(held, by=by, now=now):
        raise Refused(refusals)
    held.accepted_at = now
    held.save(update_fields=["accepted_at"])
    return admit(organisation, by, roles=held.roles, by=held.invited_by, what=What.ACCEPTED)


@transaction.atomic
def ask_to_join(organisation: Organisation, *, message: str, by, now: datetime) -> JoinRequest:
    """Tell the organisation's admins that ``by`` would like to act for it; once. Raises Refused."""
    organisation = lock(organisation)
    if rules.is_member(by, organisation):
        raise Refused([Refusal("member", f"You act for {organisation} already.")])
    asked, new = JoinRequest.objects.get_or_create(
        organisation=organisation,
        user=by,
        answered_at=None,
        defaults={"message": message, "asked_at": now},
    )
    if new:
        ledger.queue("join_asked", asked, step="asked")
    return asked


@transaction.atomic
def answer(request: JoinRequest, *, roles: Collection[str], by, now: datetime) -> None:
    """Let the person act for the organisation with ``roles``, or say no by giving none.

    Raises Refused to strangers, and when a colleague has answered already.
    """
    organisation = lock(request.organisation)
    must_look_after_people(by, organisation)
    held = JoinRequest.objects.select_related("user").get(pk=request.pk)
    if held.answered_at is not None:
        raise Refused([Refusal("answered", "Somebody has answered this request already.")])
    if roles:
        admit(organisation, held.user, roles=roles, by=by)  # which answers the request
        return
    held.answered_at = now
    held.save(update_fields=["answered_at"])
    ledger.queue("join_declined", held, step="answered")
