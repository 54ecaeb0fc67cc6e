"""Organisation: who may offer places at all."""

from collections.abc import Collection

from django.db import transaction

from microinternships.engine import HOST, OFFICE, Act, Event, Machine, Refusal, Refused
from placements import rules, terms
from placements.models import MemberChange, Organisation, Role
from placements.workflow import people
from placements.workflow.guards import not_of_the_house

State = Organisation.State
ALWAYS = ("sector", "about")
"""What the Office does not check, so that hosts change it at any time."""


def _declarations_made(act: Act) -> Refusal | None:
    if not act.subject.supervision_declared:
        sentence = "Confirm that you will supervise every student on placement."
        return Refusal("supervision", sentence, "supervision_declared")
    if not act.subject.insurance_declared:
        sentence = "Confirm that your insurance covers students on placement."
        return Refusal("insurance", sentence, "insurance_declared")
    return None


def _terms_accepted(act: Act) -> Refusal | None:
    if terms.accepted_by(act.subject):
        return None
    return Refusal("terms", "Accept the terms for hosts.", "terms")


organisation_machine = Machine(
    Organisation,
    (
        Event(
            "submit",
            "Submit to the Office",
            sources=(State.DRAFT,),
            target=State.SUBMITTED,
            who=(HOST,),
            guards=(_declarations_made, _terms_accepted),
            alerts=("organisation_to_verify",),
        ),
        Event(
            "verify",
            "Verify",
            sources=(State.SUBMITTED, State.DECLINED),
            target=State.VERIFIED,
            who=(OFFICE,),
            guards=(not_of_the_house,),
            alerts=("organisation_verified",),
        ),
        Event(
            "decline",
            "Decline",
            sources=(State.SUBMITTED,),
            target=State.DECLINED,
            who=(OFFICE,),
            guards=(not_of_the_house,),
            alerts=("organisation_declined",),
            comment=True,
        ),
        Event(
            "suspend",
            "Suspend",
            sources=(State.VERIFIED,),
            target=State.SUSPENDED,
            who=(OFFICE,),
            alerts=("organisation_suspended",),
            comment=True,
        ),
        Event(
            "resume",
            "Resume",
            sources=(State.SUSPENDED,),
            target=State.VERIFIED,
            who=(OFFICE,),
            guards=(not_of_the_house,),
            alerts=("organisation_resumed",),
            comment=True,
        ),
    ),
    roles=rules.organisation_roles,
)


@transaction.atomic
def register_organisation(organisation: Organisation, *, by) -> Organisation:
    """Store a new organisation as a draft; ``by`` becomes its first admin."""
    organisation.state = State.DRAFT
    organisation.save()
    people.admit(organisation, by, roles=Role.values, by=by, what=MemberChange.What.REGISTERED)
    return organisation


@transaction.atomic
def save_organisation(organisation: Organisation, *, by, fields: Collection[str]) -> None:
    """Store a draft's ``fields``; afterwards only those of ``ALWAYS``. Raises Refused otherwise.

    Name, kind, website, country and declarations are what the Office verified, so only the Office
    changes them then.
    """
    held = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not rules.is_admin(by, held):
        raise Refused([Refusal("not_yours", "This is not yours to do.")])
    if held.state != State.DRAFT and not set(fields) <= set(ALWAYS):
        raise Refused([Refusal("state", "The Office has it now, so it can no longer be changed.")])
    organisation.save(update_fields=list(fields))
