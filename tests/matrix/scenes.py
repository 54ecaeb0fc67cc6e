"""For each machine and state: a subject, the people around it, what they send, and its clocks.

Every guard that does not read the clock is content, so that what is left is who, from where, when.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from applications.models import Application, Offer, Reason
from applications.places import LEAST_TO_ANSWER
from expenses.guards import (
    WORKING_DAYS_TO_ANSWER,
    WORKING_DAYS_TO_ASK_AGAIN,
    WORKING_DAYS_TO_CONFIRM,
    due,
)
from expenses.models import Claim
from microinternships import clock
from microinternships.engine import STUDENT
from placements import policy
from placements.models import ChangeRequest, Placement
from tests.applications.test_workflow import five_days
from tests.applications.test_workflow import people as around_application
from tests.expenses import scenes as claims
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    ConcernFactory,
    CycleFactory,
    OfferFactory,
    OrganisationFactory,
    PlacementFactory,
    QuestionFactory,
    StudentFactory,
)
from tests.placements.people import around
from tests.workshops.factories import BookingFactory, WorkshopFactory

# A Monday in term; the clocks go back within the weeks that follow.
TODAY = datetime(2026, 10, 5, 10, 0, tzinfo=clock.OXFORD)
LONG_AGO = date(2026, 1, 5)
SECOND = timedelta(seconds=1)


@dataclass
class Scene:
    subject: Any
    people: dict[str, Any]
    data: dict[str, dict]
    clocks: dict[str, datetime]


def _cycle_clocks(cycle) -> dict[str, datetime]:
    first = cycle.first_round
    return {
        "adverts_due_at": cycle.adverts_due_at,
        "opens_at": first.opens_at,
        "closes_at": first.closes_at,
        "choose_by": first.choose_by,
        "release_at": first.release_at,
        "answer_by": first.answer_by,
        "no_time_to_answer": cycle.reserve_ends_at - LEAST_TO_ANSWER + SECOND,
        "reserve_ends_at": cycle.reserve_ends_at,
        "claims_close_at": cycle.claims_close_at,
        "archive_at": cycle.archive_at,
    }


def _held_cycle():
    return CycleFactory(rounds_and_weeks__held=True)


def of_organisation(state: str) -> Scene:
    organisation = OrganisationFactory(state=state)
    cycle = _held_cycle()
    sent = {"permit": {"cycle": cycle, "until": cycle.reserve_ends_at}}
    return Scene(organisation, around(organisation), sent, _cycle_clocks(cycle))


def of_advert(state: str) -> Scene:
    advert = AdvertFactory(state=state, cycle=_held_cycle())
    ChangeRequest.objects.create(advert=advert, wish="other", asked_at=TODAY)
    first = advert.cycle.first_round
    asked_for = first.choose_by - timedelta(hours=1)
    data = {
        "permit": {"until": advert.cycle.reserve_ends_at},
        "amend": {"changes": {"access": "A ramp"}},
        "ask_for_change": {"wish": "other"},
        "amend_terms": {"changes": {"places": 2}},
        "extend": {"closes_at": asked_for},
    }
    clocks = _cycle_clocks(advert.cycle) | {"asked_for": asked_for}
    return Scene(advert, around(advert.organisation), data, clocks)


def of_application(state: str) -> Scene:
    advert = AdvertFactory(cycle=_held_cycle(), places=3)
    made = ApplicationFactory(state=state, advert=advert, asked_again_at=TODAY)
    if state == Application.State.OFFERED:
        OfferFactory(application=made)
    else:
        OfferFactory(application=made, state=Offer.State.LAPSED)
    application = Application.objects.get(pk=made.pk)
    week = advert.cycle.ordered_weeks[0]
    data = {
        "offer": {"week": week, "days": five_days(week), "contact_name": "Robin Example"},
        "confirm_again": {"weeks": [week], "committed": True},
        "not_select": {"reason": Reason.NUMBERS},
        "give_feedback": {"reason": Reason.NUMBERS, "feedback": "Say more about archives."},
    }
    clocks = _cycle_clocks(advert.cycle)
    return Scene(application, around_application(application), data, clocks)


def of_offer(state: str) -> Scene:
    advert = AdvertFactory(cycle=_held_cycle())
    application = ApplicationFactory(student=StudentFactory(), advert=advert, state="offered")
    round_one = application.round
    made = OfferFactory(application=application, respond_by=round_one.answer_by)
    accepted = {}
    if state == Offer.State.ACCEPTED:
        accepted["placement"] = PlacementFactory(
            student=StudentFactory(), advert=advert, week=made.week
        )
    Offer.objects.filter(pk=made.pk).update(state=state, **accepted)
    offer = Offer.objects.get(pk=made.pk)
    asked_for = offer.respond_by + timedelta(days=1)
    data = {
        "accept": {"terms_version": 1},
        "extend": {"respond_by": asked_for},
        "amend": {"place": "2 Example Street"},
    }
    clocks = {"respond_by": offer.respond_by, "asked_for": asked_for}
    return Scene(offer, around_application(application), data, _cycle_clocks(advert.cycle) | clocks)


def of_placement(state: str) -> Scene:
    placement = Placement.objects.get(pk=PlacementFactory(state=state).pk)
    days = placement.ordered_days
    data = {
        "confirm_attendance": {"attended": {day.date: True for day in days}},
        "correct_days": {"days": {day.date: (day.mode, True) for day in days}},
        "amend": {"terms": {"place": "2 Example Street"}},
    }
    clocks = {
        "starts_at": placement.starts_at,
        "ends_at": placement.ends_at,
        "counts_at": policy.attendance_counts_at(placement.last_day),
        "reserve_ends_at": placement.advert.cycle.reserve_ends_at,
        "claims_close_at": placement.advert.cycle.claims_close_at,
    }
    people = around(placement.advert.organisation, placement.student)
    return Scene(placement, people, data, clocks)


def of_claim(state: str) -> Scene:
    claim = claims.claim_in(state)
    first_day, cycle = claim.placement.ordered_days[0], claim.placement.advert.cycle
    clocks = {
        "day_ends_at": claim.placement.hours_on(first_day.date)[1],
        "claims_close_at": cycle.claims_close_at,
        "decide_by": claim.decide_by or TODAY + timedelta(days=14),
        "answer_due_at": due(claim.queried_at or TODAY, WORKING_DAYS_TO_ANSWER),
        "review_ends_at": due(claim.decided_at or TODAY, WORKING_DAYS_TO_ASK_AGAIN),
        "settles_at": due(claim.paid_at or TODAY, WORKING_DAYS_TO_CONFIRM),
    }
    return Scene(claim, claims.people(claim), _sent_to_claim(claim), clocks)


def of_question(state: str) -> Scene:
    question = QuestionFactory(state=state, advert__cycle=_held_cycle())
    cycle = question.advert.cycle
    said = {"answer": "Behind the second door."}
    clocks = _cycle_clocks(cycle)
    people = around(question.advert.organisation, question.student)
    return Scene(question, people, {"answer": said, "correct": said}, clocks)


def of_concern(state: str) -> Scene:
    advert = AdvertFactory(cycle=_held_cycle())
    people = around(advert.organisation)
    concern = ConcernFactory(state=state, advert=advert, reporter=people[STUDENT])
    answered = {"outcome": "nothing", "answer": "We found no fault."}
    return Scene(concern, people, {"close": answered}, _cycle_clocks(advert.cycle))


def of_workshop(state: str) -> Scene:
    workshop = WorkshopFactory(state=state)
    moved_to = workshop.starts_at + timedelta(days=1)
    new = {"starts_at": moved_to, "ends_at": moved_to + timedelta(hours=1)}
    clocks = {"starts_at": workshop.starts_at, "moved_to": moved_to}
    sent = {"move": new, "revise": {"places": 11}}
    return Scene(workshop, around(OrganisationFactory()), sent, clocks)


def of_booking(state: str) -> Scene:
    booking = BookingFactory(state=state)
    people = around(OrganisationFactory(), booking.student)
    return Scene(booking, people, {}, {"starts_at": booking.workshop.starts_at})


def _sent_to_claim(claim: Claim) -> dict[str, dict]:
    items = list(claim.items.order_by("pk"))
    again = tuple(claim.payments.values_list("pk", flat=True))
    failed = again if claim.state == Claim.State.DISPUTED else ()

    def payment(amount: str) -> dict:
        return {"payment": claims.payment(amount, paid_on=LONG_AGO), "failed": failed}

    return {
        "query": {"questions": {items[0].pk: "Which bus was it?"}},
        "answer": {"answers": {item.pk: "The X90." for item in items}},
        "approve": {"decisions": claims.decisions(claim, "22.80", "8.40")},
        "reject": {"decisions": claims.decisions(claim, "0", "0")},
        "raise_approval": {"decisions": claims.decisions(claim, "30.20", "8.40")},
        "record_payment": payment("31.20"),
        "record_part_payment": payment("10.00"),
    }
