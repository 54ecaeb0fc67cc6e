"""The offer's machine, and what applications add to the machines below them."""

from accounts.models import Student
from applications import rules
from applications.models import Application, Offer
from applications.workflow import again, effects, guards, hooks
from microinternships.engine import DEADLINE, EFFECT, HOST, OFFICE, STUDENT, Event, Machine
from placements.models import Advert
from placements.workflow import advert_machine, placement_machine
from placements.workflow.locks import its_cycle, its_weeks

State = Offer.State


def everything_above(offer: Offer):
    """Student, advert, application: in this order, so that nothing deadlocks."""
    application = offer.application
    return [
        Student.objects.filter(pk=application.student_id),
        Advert.objects.filter(pk=application.advert_id),
        Application.objects.filter(pk=application.pk),
    ]


LOCKS = (everything_above,)
ITS_CYCLE = "application.advert.cycle_id"
MADE = (State.MADE,)

EVENTS = (
    Event(
        "accept",
        "Accept offer",
        sources=MADE,
        target=State.ACCEPTED,
        who=(STUDENT,),
        guards=(
            guards.known_to_student,
            guards.in_time,
            guards.still_eligible,
            guards.days_free,
            guards.under_maximum,
        ),
        inputs=(guards.current_terms, guards.offer_zone_acknowledged),
        effects=(effects.answered, effects.place_student),
        alerts=("placement_confirmed", "offer_accepted_host"),
        locks=(its_cycle(ITS_CYCLE), *LOCKS),
    ),
    Event(
        "decline",
        "Decline offer",
        sources=MADE,
        target=State.DECLINED,
        who=(STUDENT,),
        guards=(guards.known_to_student, guards.in_time),
        effects=(effects.answered, effects.tell_application("declined")),
        alerts=("offer_declined_host",),
        locks=LOCKS,
    ),
    Event(
        "lapse",
        "Let lapse",
        sources=MADE,
        target=State.LAPSED,
        who=(DEADLINE,),
        guards=(guards.time_is_up,),
        effects=(effects.tell_application("lapsed"),),
        alerts=("offer_lapsed", "offer_lapsed_host"),
        locks=LOCKS,
    ),
    Event(
        "rescind",
        "Withdraw offer",
        sources=MADE,
        target=State.RESCINDED,
        who=(HOST, OFFICE),
        effects=(effects.tell_application("rescinded"),),
        locks=LOCKS,
        comment=True,
    ),
    Event(
        "amend",
        "Change offer",
        sources=MADE,
        target=None,
        who=(HOST, OFFICE),
        guards=(guards.in_time,),
        inputs=(
            guards.something_changes,
            guards.amended_days_fit,
            guards.still_free_that_week,
            guards.amended_hours_fit,
        ),
        effects=(effects.new_terms,),
        alerts=("offer_changed",),
        locks=(*LOCKS, its_weeks(ITS_CYCLE)),
        comment=True,
    ),
    Event(
        "extend",
        "Give more time to answer",
        sources=MADE,
        target=None,
        who=(OFFICE,),
        inputs=(guards.later_answer,),
        effects=(effects.extend,),
        alerts=("offer_extended",),
        locks=LOCKS,
        comment=True,
    ),
    Event(
        "end",
        "Ended with its application",
        sources=MADE,
        target=State.DECLINED,
        who=(EFFECT,),
        effects=(effects.answered,),
    ),
)

offer_machine = Machine(Offer, EVENTS, roles=rules.roles)

advert_machine.extend(
    "withdraw",
    locks=(hooks.applicants,),
    guards=(hooks.nothing_promised_unless_office,),
    effects=(hooks.end_applications,),
)
advert_machine.extend(
    "amend_terms",
    locks=(hooks.applicants,),
    inputs=(
        hooks.offers_keep_their_mode,
        hooks.offers_keep_their_week,
        hooks.places_for_those_offered,
        hooks.offers_keep_what_is_reimbursed,
        hooks.answers_keep_their_question,
        hooks.names_stay_hidden,
    ),
    effects=(again.ask_applicants,),
    alerts=("advert_changed",),
)
advert_machine.extend(
    "move_week",
    locks=(hooks.applicants,),
    effects=(again.ask_applicants,),
    alerts=("advert_changed",),
)
advert_machine.extend("extend", alerts=("advert_extended",))
advert_machine.extend("close_early", alerts=("saved_advert_closed",))
placement_machine.extend(
    "reinstate",
    locks=(hooks.its_application,),
    guards=(hooks.no_offer_holds_the_place,),
    effects=(hooks.place_again,),
)
placement_machine.extend("cancel", locks=(hooks.its_application,), effects=(hooks.end_placed,))
