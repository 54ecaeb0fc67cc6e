"""Advert: from a host's draft, past the Office, to what students read."""

from collections.abc import Callable, Collection, Iterable

from django.db import transaction

from microinternships import clock
from microinternships.engine import EFFECT, HOST, OFFICE, Act, Event, Machine, Refusal, Refused
from microinternships.overtaken import CODE
from placements import policy, rules
from placements.models import Advert, CandidateWeek, Cycle, LatePermit, Organisation, Placement
from placements.workflow import asking, changes, review
from placements.workflow.guards import not_of_the_house, terms_are_accepted
from placements.workflow.locks import its_cycle
from placements.workflow.placements import placement_machine

State = Advert.State
EDITABLE = (State.DRAFT, State.CHANGES_REQUESTED)
NOT_YOURS = Refusal("not_yours", "This is not yours to do.")
ADMIN_ONLY = "Ask somebody who looks after people at your organisation: only they can withdraw it."
OVERTAKEN = (
    "This draft was saved in another window, by you or a colleague, since you opened it. "
    "Nothing you typed is lost: it still stands here. Look at what differs, then save again."
)
STUDENT_COMING = (
    "A student has a placement with you through this advert, so only the Internship Office can "
    "withdraw it. Write to the Office."
)


def _about(rule: Callable[[Advert], Refusal | None]) -> Callable[[Act], Refusal | None]:
    return lambda act: rule(act.subject)


def _missing(name: str) -> Callable[[Act], Refusal | None]:
    def is_filled_in(act: Act) -> Refusal | None:
        return next((gap for gap in policy.missing(act.subject) if gap.field == name), None)

    return is_filled_in


def _not_too_late(act: Act) -> Refusal | None:
    return policy.not_too_late(act.subject, act.now)


COMPLETE = (
    *(_missing(name) for name, _ in policy.TO_FILL_IN),
    _about(lambda advert: policy.length(advert.days)),
    _about(
        lambda advert: policy.working_hours(
            advert.day_starts, advert.day_ends, advert.unpaid_break, advert.days
        )
    ),
    _about(lambda advert: policy.candidate_weeks(advert.weeks.all(), advert.cycle)),
    _about(lambda advert: policy.cycle_allows(advert.mode, advert.cycle)),
    _about(lambda advert: policy.mode_of_each_day(advert.mode, advert.day_modes, advert.days)),
    _about(lambda advert: policy.place_is_known(advert.mode, advert.place)),
    _about(lambda advert: policy.zone_is_known(advert.zone)),
    _about(lambda advert: policy.expenses_duty(advert.mode, advert.expenses_accepted)),
)


def _organisation_verified(act: Act) -> Refusal | None:
    organisation = act.subject.organisation
    if organisation.state == Organisation.State.VERIFIED:
        return None
    return Refusal("unverified", f"Verify {organisation} first.")


def _cycle_still_allows_it(act: Act) -> Refusal | None:
    """Its cycle may have turned remote since it was submitted."""
    return policy.cycle_allows(act.subject.mode, act.subject.cycle)


def _admin_or_office(act: Act) -> Refusal | None:
    if act.role == OFFICE or rules.is_admin(act.by, act.subject):
        return None
    return Refusal("not_admin", ADMIN_ONLY)


def _nobody_placed(act: Act) -> Refusal | None:
    placed = Placement.objects.active().filter(advert=act.subject)
    if act.role == OFFICE or not placed.exists():
        return None
    return Refusal("placed", STUDENT_COMING)


def _remember_who_submitted(act: Act) -> None:
    act.subject.submitted_by = act.by


def _tell_those_placed(act: Act) -> None:
    """Whoever holds a placement has terms of their own, and is told of the few that are not."""
    if act.data["changed"].isdisjoint(changes.OF_PLACEMENTS):
        return
    for placement in Placement.objects.active().filter(advert=act.subject).order_by("pk"):
        placement_machine.fire(
            "advert_amended", placement, by=act.by, role=EFFECT, comment=act.comment
        )


def _close_now(act: Act) -> None:
    act.subject.own_closing_at = act.now


advert_machine = Machine(
    Advert,
    (
        Event(
            "submit",
            "Submit to the Office",
            sources=EDITABLE,
            target=State.SUBMITTED,
            who=(HOST,),
            guards=(_not_too_late, terms_are_accepted, *COMPLETE, _about(policy.local_hours)),
            effects=(_remember_who_submitted, review.keep_submission),
            alerts=("advert_received",),
            locks=(its_cycle("cycle_id"),),
        ),
        Event(
            "request_changes",
            "Request changes",
            sources=(State.SUBMITTED,),
            target=State.CHANGES_REQUESTED,
            who=(OFFICE,),
            inputs=(review.something_is_asked,),
            effects=(review.keep_comments,),
            alerts=("advert_changes_requested",),
        ),
        Event(
            "approve",
            "Approve",
            sources=(State.SUBMITTED,),
            target=State.APPROVED,
            who=(OFFICE,),
            guards=(not_of_the_house, _organisation_verified, _cycle_still_allows_it),
            alerts=("advert_approved",),
        ),
        Event(
            "decline",
            "Decline",
            sources=(State.SUBMITTED,),
            target=State.DECLINED,
            who=(OFFICE,),
            guards=(not_of_the_house,),
            alerts=("advert_declined",),
            comment=True,
        ),
        Event(
            "permit",
            "Let it be submitted late",
            sources=EDITABLE,
            target=None,
            who=(OFFICE,),
            inputs=(changes.permit_is_ahead,),
            effects=(changes.permit_late,),
            alerts=("advert_permitted",),
            comment=True,
        ),
        Event(
            "amend",
            "Change the wording",
            sources=(State.APPROVED,),
            target=None,
            who=(HOST, OFFICE),
            guards=(changes.not_archived,),
            inputs=(
                changes.only(changes.WORDING),
                changes.access_is_kept,
                changes.office_says_why,
                *(changes.after_changes(guard) for guard in COMPLETE),
            ),
            effects=(changes.keep_changes,),
        ),
        Event(
            "ask_for_change",
            "Ask the Office for a change",
            sources=(State.APPROVED,),
            target=None,
            who=(HOST,),
            guards=(changes.not_archived,),
            inputs=(asking.wish_can_be_met,),
            effects=(asking.keep_request,),
            alerts=("advert_change_asked",),
            comment=True,
        ),
        Event(
            "take_back_change",
            "Take back what was asked",
            sources=(State.APPROVED,),
            target=None,
            who=(HOST,),
            guards=(asking.something_is_asked,),
            effects=(asking.forget_request,),
        ),
        Event(
            "decline_change",
            "Decline the change",
            sources=(State.APPROVED,),
            target=None,
            who=(OFFICE,),
            guards=(asking.something_is_asked,),
            effects=(asking.forget_request,),
            alerts=("advert_change_declined",),
            comment=True,
        ),
        Event(
            "amend_terms",
            "Change the terms",
            sources=(State.APPROVED,),
            target=None,
            who=(OFFICE,),
            guards=(changes.not_archived,),
            inputs=(
                changes.only(changes.TERMS),
                *(changes.after_changes(guard) for guard in COMPLETE),
                changes.hours_stay_local,
                changes.placements_keep_their_mode,
                changes.placements_keep_their_week,
                changes.places_for_those_placed,
                changes.placements_keep_what_is_reimbursed,
            ),
            effects=(changes.keep_changes, _tell_those_placed, asking.forget_request),
            alerts=("advert_terms_changed_host",),
            locks=(its_cycle("cycle_id"),),
            comment=True,
        ),
        Event(
            "move_week",
            "A week of the cycle moved",
            sources=(*EDITABLE, State.SUBMITTED, State.APPROVED, State.SUSPENDED),
            target=None,
            who=(EFFECT,),
            alerts=("advert_terms_changed_host",),
        ),
        Event(
            "extend",
            "Take applications for longer",
            sources=(State.APPROVED,),
            target=None,
            who=(OFFICE,),
            guards=(changes.hosts_still_choose,),
            inputs=(changes.later_close,),
            effects=(changes.keep_open, asking.forget_request),
            alerts=("advert_extended_host",),
            comment=True,
        ),
        Event(
            "close_early",
            "Close to applications now",
            sources=(State.APPROVED,),
            target=None,
            who=(OFFICE,),
            guards=(asking.takes_applications,),
            effects=(_close_now, asking.forget_request),
            alerts=("advert_closed_early",),
            comment=True,
        ),
        Event(
            "suspend",
            "Suspend",
            sources=(State.APPROVED,),
            target=State.SUSPENDED,
            who=(OFFICE,),
            alerts=("advert_suspended",),
            comment=True,
        ),
        Event(
            "resume",
            "Resume",
            sources=(State.SUSPENDED,),
            target=State.APPROVED,
            who=(OFFICE,),
            guards=(not_of_the_house, _organisation_verified, _cycle_still_allows_it),
            alerts=("advert_resumed",),
            comment=True,
        ),
        Event(
            "withdraw",
            "Withdraw",
            sources=(
                State.DRAFT,
                State.SUBMITTED,
                State.CHANGES_REQUESTED,
                State.APPROVED,
                State.SUSPENDED,
            ),
            target=State.WITHDRAWN,
            who=(HOST, OFFICE),
            guards=(_admin_or_office, _nobody_placed),
            alerts=("advert_withdrawn",),
        ),
    ),
    roles=rules.advert_roles,
)


def start_draft(*, organisation: Organisation, cycle: Cycle, title: str, by) -> Advert:
    """A new draft, offered for every week of the cycle until the host says otherwise.

    Raises Refused to somebody who does not look after the organisation's
    adverts, and after the cycle's deadline, unless a permit of the Office still lets it in.
    """
    draft = Advert(organisation=organisation, cycle=cycle, title=title)
    return _store_new(draft, weeks=cycle.weeks.all(), by=by)


def copy_to_cycle(
    advert: Advert, *, cycle: Cycle, by, organisation: Organisation | None = None
) -> Advert:
    """A new draft in ``cycle`` that says what ``advert`` says, for the weeks of the same letter.

    It is of the same organisation, unless another one is given.

    The expenses duty is accepted anew for each cycle, because its rules belong
    to the cycle. Raises Refused as :func:`start_draft` does.
    """
    labels = advert.weeks.values_list("label", flat=True)
    weeks = cycle.weeks.filter(label__in=list(labels))
    draft = Advert.objects.get(pk=advert.pk)
    draft.title = advert.title
    draft.pk, draft._state.adding = None, True
    draft.cycle, draft.state, draft.created_at = cycle, State.DRAFT, clock.now()
    draft.organisation = organisation or draft.organisation
    draft.expenses_accepted, draft.submitted_by = False, None
    draft.own_closing_at = draft.submit_late_until = None
    draft.edition, draft.edited_in = 0, ""
    return _store_new(draft, weeks=weeks, by=by)


@transaction.atomic
def _store_new(draft: Advert, *, weeks: Iterable[CandidateWeek], by) -> Advert:
    if not rules.is_recruiter(by, draft):
        raise Refused([NOT_YOURS])
    permits = LatePermit.objects.filter(organisation=draft.organisation_id, cycle=draft.cycle)
    draft.submit_late_until = permits.values_list("until", flat=True).first()
    if late := policy.not_too_late(draft, clock.now()):
        raise Refused([late])
    draft.save(force_insert=True)
    draft.weeks.set(weeks)
    return draft


@transaction.atomic
def save_draft(
    advert: Advert,
    *,
    by,
    fields: Collection[str],
    weeks: Iterable[CandidateWeek] | None = None,
    edition: int,
    tab: str,
) -> None:
    """Store a draft's ``fields`` and, if given, ``weeks``; never its state.

    ``edition`` is the one that was read when the form was opened, and ``tab`` a word for that open
    form: it may save again and again, but not over what another form has saved since. Raises
    Refused then, to strangers, and while the Office or students have the advert.
    """
    held = Advert.objects.select_for_update(no_key=True).get(pk=advert.pk)
    if not rules.is_recruiter(by, held):
        raise Refused([NOT_YOURS])
    if held.state not in EDITABLE:
        reads = held.get_state_display().lower()
        sentence = f"This can no longer be changed: it is now “{reads}”."
        raise Refused([Refusal("state", sentence)])
    if edition != held.edition and not (tab and tab == held.edited_in):
        raise Refused([Refusal(CODE, OVERTAKEN)])
    advert.edition, advert.edited_in = held.edition + 1, tab
    advert.save(update_fields=[*fields, "edition", "edited_in"])
    if weeks is not None:
        advert.weeks.set(weeks)
