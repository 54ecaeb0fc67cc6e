"""The application's machine: every way an application moves, as one table."""

from accounts.models import Student
from applications import held, rules
from applications.models import Application
from applications.workflow import again, effects, guards
from microinternships import clock
from microinternships.engine import DEADLINE, EFFECT, HOST, OFFICE, STUDENT, Event, Machine
from placements.models import Advert
from placements.workflow.locks import its_weeks

State = Application.State


def its_student(application: Application):
    return [Student.objects.filter(pk=application.student_id)]


def student_and_advert(application: Application):
    return [*its_student(application), Advert.objects.filter(pk=application.advert_id)]


def reads(application: Application, role: str) -> str:
    if role != STUDENT:
        return application.get_state_display()
    return State(held.as_student_sees(application, clock.now())).label


ONE_STUDENT = (its_student,)
PLACES = (student_and_advert,)
DECIDABLE = (State.SUBMITTED, State.SHORTLISTED, State.RESERVE)

EVENTS = (
    Event(
        "submit",
        "Send application",
        sources=(State.DRAFT,),
        target=State.SUBMITTED,
        who=(STUDENT,),
        guards=(
            guards.eligible,
            guards.advert_open,
            guards.under_round_limit,
            guards.under_maximum,
            guards.available,
            guards.committed,
            guards.zone_acknowledged,
            guards.statement_in_length,
            guards.question_answered,
            guards.has_cv,
        ),
        effects=(effects.send,),
        alerts=("application_received",),
        locks=PLACES,
    ),
    Event(
        "take_back",
        "Take back to change it",
        sources=held.HELD_STATES,
        target=State.DRAFT,
        who=(STUDENT,),
        guards=(guards.before_close, guards.nothing_decided),
        effects=(effects.unsend, again.ask_when_sent_again),
        alerts=("application_taken_back_host",),
        locks=ONE_STUDENT,
    ),
    Event(
        "take_up_again",
        "Take up again",
        sources=(State.WITHDRAWN,),
        target=State.DRAFT,
        who=(STUDENT,),
        guards=(guards.before_close, guards.advert_open),
        effects=(effects.unsend, again.ask_when_sent_again),
        locks=ONE_STUDENT,
    ),
    Event(
        "confirm_again",
        "Confirm again",
        sources=held.HELD_STATES,
        target=None,
        who=(STUDENT,),
        guards=(guards.unreleased_if_unsuccessful, again.asked_again),
        inputs=(again.weeks_are_offered, again.commits_again, again.sees_the_clock),
        effects=(again.keep_confirmation,),
        locks=ONE_STUDENT,
    ),
    Event(
        "withdraw",
        "Withdraw application",
        sources=(*Application.OPEN, State.UNSUCCESSFUL),
        target=State.WITHDRAWN,
        who=(STUDENT,),
        guards=(guards.unreleased_if_unsuccessful,),
        effects=(effects.free_slot_before_close, effects.end_open_offer),
        alerts=("application_withdrawn", "application_ended_host"),
        locks=ONE_STUDENT,
    ),
    Event(
        "shortlist",
        "Shortlist",
        sources=(State.SUBMITTED,),
        target=State.SHORTLISTED,
        who=(HOST,),
        guards=(guards.hosts_may_decide,),
        locks=ONE_STUDENT,
    ),
    Event(
        "put_back",
        "Take off the shortlist",
        sources=(State.SHORTLISTED,),
        target=State.SUBMITTED,
        who=(HOST,),
        guards=(guards.hosts_may_decide,),
        locks=ONE_STUDENT,
    ),
    Event(
        "reserve",
        "Put on the reserve list",
        sources=(State.SUBMITTED, State.SHORTLISTED),
        target=State.RESERVE,
        who=(HOST, OFFICE),
        guards=(guards.hosts_may_decide,),
        effects=(effects.rank,),
        alerts=("on_the_reserve_list",),
        locks=PLACES,
    ),
    Event(
        "move_up",
        "Move up",
        sources=(State.RESERVE,),
        target=None,
        who=(HOST,),
        guards=(guards.reserve_list_lives,),
        effects=(effects.move_up,),
        locks=PLACES,
    ),
    Event(
        "move_down",
        "Move down",
        sources=(State.RESERVE,),
        target=None,
        who=(HOST,),
        guards=(guards.reserve_list_lives,),
        effects=(effects.move_down,),
        locks=PLACES,
    ),
    Event(
        "offer",
        "Offer a place",
        sources=DECIDABLE,
        target=State.OFFERED,
        who=(HOST, OFFICE, EFFECT),
        guards=(
            guards.may_offer_now,
            guards.place_free,
            guards.time_to_answer,
            guards.may_take_part,
        ),
        inputs=(
            guards.days_fit,
            guards.free_that_week,
            guards.hours_fit,
            guards.no_clash,
            guards.place_not_passed_on,
        ),
        effects=(effects.make_offer,),
        alerts=("you_have_an_offer",),
        locks=(*PLACES, its_weeks("advert.cycle_id")),
    ),
    Event(
        "not_select",
        "Do not select",
        sources=DECIDABLE,
        target=State.UNSUCCESSFUL,
        who=(HOST, OFFICE),
        guards=(guards.hosts_may_decide,),
        inputs=(guards.reason_given,),
        effects=(effects.give_reason,),
        alerts=("not_selected",),
        locks=ONE_STUDENT,
    ),
    Event(
        "give_feedback",
        "Give feedback",
        sources=(State.UNSUCCESSFUL,),
        target=None,
        who=(HOST,),
        guards=(guards.feedback_waits, guards.not_archived),
        inputs=(guards.reason_given, guards.says_more_than_before),
        effects=(effects.give_reason,),
        alerts=("feedback_given",),
        locks=ONE_STUDENT,
    ),
    Event(
        "reconsider",
        "Reconsider",
        sources=(State.UNSUCCESSFUL,),
        target=State.SUBMITTED,
        who=(HOST, OFFICE),
        guards=(guards.may_reconsider,),
        inputs=(guards.office_says_why,),
        effects=(effects.clear_decision,),
        alerts=("looked_at_again",),
        locks=ONE_STUDENT,
    ),
    Event(
        "not_select_by_default",
        "End without a decision",
        sources=Application.UNDECIDED,
        target=State.UNSUCCESSFUL,
        who=(DEADLINE,),
        guards=(guards.choosing_is_over,),
        effects=(effects.mark_default,),
        alerts=("not_selected",),
        locks=ONE_STUDENT,
    ),
    Event(
        "reserve_ends",
        "End the reserve list",
        sources=(State.RESERVE,),
        target=State.UNSUCCESSFUL,
        who=(DEADLINE,),
        guards=(guards.reserve_is_over,),
        effects=(effects.mark_default,),
        alerts=("reserve_list_ended",),
        locks=ONE_STUDENT,
    ),
    Event(
        "cancel",
        "Cancel application",
        sources=Application.OPEN,
        target=State.CANCELLED,
        who=(OFFICE,),
        effects=(effects.end_open_offer,),
        alerts=("application_cancelled", "application_ended_host"),
        locks=ONE_STUDENT,
        comment=True,
    ),
    Event(
        "reinstate",
        "Reinstate the offer",
        sources=(State.DECLINED, State.WITHDRAWN),
        target=State.OFFERED,
        who=(OFFICE,),
        guards=(guards.was_offered, guards.place_free, guards.time_to_answer, guards.eligible),
        effects=(effects.reinstate_offer,),
        alerts=("you_have_an_offer", "offer_reinstated_host"),
        locks=PLACES,
        comment=True,
    ),
    # What follows from an offer or a placement; nobody presses these.
    Event(
        "accepted",
        "Offer accepted",
        sources=(State.OFFERED,),
        target=State.PLACED,
        who=(EFFECT,),
    ),
    Event(
        "declined",
        "Offer declined",
        sources=(State.OFFERED,),
        target=State.DECLINED,
        who=(EFFECT,),
    ),
    Event(
        "lapsed",
        "Offer not answered in time",
        sources=(State.OFFERED,),
        target=State.DECLINED,
        who=(EFFECT,),
        effects=(effects.mark_default,),
    ),
    Event(
        "rescinded",
        "Offer withdrawn by the host",
        sources=(State.OFFERED,),
        target=State.UNSUCCESSFUL,
        who=(EFFECT,),
        alerts=("not_selected", "offer_withdrawn"),
    ),
    Event(
        "ended_by_acceptance",
        "Ended by accepting another offer",
        sources=(*Application.OPEN, State.UNSUCCESSFUL),
        target=State.WITHDRAWN,
        who=(EFFECT,),
        guards=(guards.unreleased_if_unsuccessful,),
        effects=(effects.end_open_offer,),
        alerts=("application_ended_host",),
    ),
    Event(
        "advert_withdrawn",
        "Advert withdrawn",
        sources=(*Application.OPEN, State.UNSUCCESSFUL),
        target=State.CANCELLED,
        who=(EFFECT,),
        guards=(guards.unreleased_if_unsuccessful,),
        effects=(effects.free_slot_before_close, effects.end_open_offer),
        alerts=("application_cancelled",),
    ),
    Event(
        "ask_again",
        "Asked to confirm again",
        sources=held.HELD_STATES,
        target=None,
        who=(EFFECT,),
        guards=(guards.unreleased_if_unsuccessful,),
        effects=(again.mark,),
        alerts=("confirm_new_terms",),
        locks=ONE_STUDENT,
    ),
    Event(
        "placement_cancelled",
        "Placement cancelled",
        sources=(State.PLACED,),
        target=State.CANCELLED,
        who=(EFFECT,),
        alerts=("placement_cancelled_host",),
    ),
    Event(
        "placement_reinstated",
        "Placement reinstated",
        sources=(State.CANCELLED,),
        target=State.PLACED,
        who=(EFFECT,),
    ),
)

application_machine = Machine(Application, EVENTS, roles=rules.roles, reads=reads)
