"""Organisation: who may offer places at all."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from microinternships import phrases
from microinternships.engine import HOST, OFFICE, Act, Event, Machine, Refusal, Refused
from placements import policy, rules, terms
from placements.models import Advert, MemberChange, Organisation, Role
from placements.workflow import people
from placements.workflow.guards import not_of_the_house

State = Organisation.State
NOT_YET_DECIDED = (Advert.State.DRAFT, Advert.State.SUBMITTED, Advert.State.CHANGES_REQUESTED)
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


def _facts_are_known(act: Act) -> Refusal | None:
    """What students and the Office rely on stands in the row of whoever is verified, however it
    came there."""
    held, facts = act.subject, ("kind", "sector", "country", "website")
    lacking = [f"its {name}" for name in facts if not getattr(held, name)]
    if not (held.insurance_declared and held.supervision_declared):
        lacking.append("whether it supervises and insures students")
    if not held.terms_accepted.exists():
        lacking.append("whether it accepts the terms for hosts")
    if not lacking:
        return None
    sentence = f"Not known of {held} yet: {', '.join(lacking)}. Fill it in or ask its host first."
    return Refusal("facts", sentence)


def _permit_is_ahead(act: Act) -> Refusal | None:
    cycle = act.data.get("cycle")
    if cycle is None:
        return Refusal("cycle", "Choose a cycle.", "cycle")
    return policy.permit_is_ahead(act.data.get("until"), cycle, act.now)


def _let_in_late(act: Act) -> None:
    """Adverts that wait for submission are let in as well; a later time of their own stays."""
    cycle, until = act.data["cycle"], act.data["until"]
    act.subject.late_permits.update_or_create(cycle=cycle, defaults={"until": until})
    theirs = Advert.objects.filter(organisation=act.subject, cycle=cycle, state__in=NOT_YET_DECIDED)
    shorter = Q(submit_late_until=None) | Q(submit_late_until__lt=until)
    theirs.filter(shorter).update(submit_late_until=until)
    act.comment = f"Adverts for {cycle} until {phrases.when(until)}.\n{act.comment}"


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
            guards=(not_of_the_house, _facts_are_known),
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
            guards=(not_of_the_house, _facts_are_known),
            alerts=("organisation_resumed",),
            comment=True,
        ),
        Event(
            "permit",
            "Let it write adverts late",
            sources=(State.DRAFT, State.SUBMITTED, State.VERIFIED),
            target=None,
            who=(OFFICE,),
            inputs=(_permit_is_ahead,),
            effects=(_let_in_late,),
            alerts=("late_adverts_permitted",),
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
