"""Booking: a place, or one in the line for it, which the first in line gets when one comes free.

Locks are taken in this order: student, workshop, booking. Under the student's nobody books two
workshops of the same hour; under the workshop's places are counted and given.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Student
from alerts import ledger
from microinternships import clock
from microinternships.engine import (
    EFFECT,
    OFFICE,
    STUDENT,
    Act,
    Event,
    Machine,
    Refusal,
    Refused,
)
from placements import rules
from workshops.models import Booking, Workshop

State = Booking.State

BEGUN = Refusal("begun", "This workshop has begun.")
NOT_ANNOUNCED = Refusal("not_announced", "This workshop does not take place.")
HELD_ALREADY = Refusal("held", "You have booked this workshop already.")


def _student_and_workshop(booking: Booking) -> list[QuerySet]:
    return [
        Student.objects.filter(pk=booking.student_id),
        Workshop.objects.filter(pk=booking.workshop_id),
    ]


def _not_begun(act: Act) -> Refusal | None:
    return BEGUN if act.subject.workshop.begun(act.now) else None


def _pass_the_place_on(act: Act) -> None:
    act.subject.save()  # as nobody's place any more, before the places are counted
    fill_places(act.subject.workshop)


def _roles(user, booking: Booking) -> set[str]:
    own = user is not None and user.pk is not None and booking.student.user_id == user.pk
    return ({STUDENT} if own else set()) | ({OFFICE} if rules.is_office(user) else set())


booking_machine = Machine(
    Booking,
    (
        Event(
            "take_place",
            "Get a place",
            sources=(State.WAITING,),
            target=State.BOOKED,
            who=(EFFECT,),
            alerts=("workshop_booked",),
        ),
        Event(
            "move_up",
            "Get the place that came free",
            sources=(State.WAITING,),
            target=State.BOOKED,
            who=(EFFECT,),
            alerts=("workshop_place_came_free",),
        ),
        Event(
            "give_up",
            "Give the place up",
            sources=Booking.ACTIVE,
            target=State.CANCELLED,
            who=(STUDENT,),
            guards=(_not_begun,),
            effects=(_pass_the_place_on,),
            locks=(_student_and_workshop,),
        ),
        Event(
            "take_off",
            "Take off the list",
            sources=Booking.ACTIVE,
            target=State.CANCELLED,
            who=(OFFICE,),
            guards=(_not_begun,),
            effects=(_pass_the_place_on,),
            alerts=("workshop_taken_off",),
            locks=(_student_and_workshop,),
            comment=True,
        ),
        Event(
            "end",
            "Ended with the workshop",
            sources=Booking.ACTIVE,
            target=State.CANCELLED,
            who=(EFFECT,),
            alerts=("workshop_cancelled",),
        ),
    ),
    roles=_roles,
)


def fill_places(workshop: Workshop) -> None:
    """Give every free place to who waits longest. The workshop has to be locked."""
    free = workshop.places - workshop.bookings.booked().count()
    for booking in workshop.bookings.waiting()[: max(0, free)]:
        booking_machine.fire("move_up", booking, role=EFFECT)


def may_book(workshop: Workshop, student: Student, now: datetime) -> list[Refusal]:
    """Why ``student`` can get neither a place nor one in the line now; empty when they can."""
    if not workshop.announced:
        return [NOT_ANNOUNCED]
    if workshop.begun(now):
        return [BEGUN]
    own = Booking.objects.filter(student=student)
    if own.active().filter(workshop=workshop).exists():
        return [HELD_ALREADY]
    return [_at_the_same_time(one) for one in own.in_the_way_of(workshop)[:1]]


def _at_the_same_time(booking: Booking) -> Refusal:
    other = booking.workshop
    held = "have a place at" if booking.has_a_place else "wait for a place at"
    sentence = f"You {held} “{other}” at that time: {other.when}. Give that up first."
    return Refusal("overlap", sentence)


@transaction.atomic
def book(workshop: Workshop, *, student: Student) -> Booking:
    """Give ``student`` a place, or without a free one the last place in the line.

    Raises Refused with every reason. Locks the student, then the workshop.
    """
    list(Student.objects.select_for_update(no_key=True).filter(pk=student.pk))
    workshop = Workshop.objects.select_for_update(no_key=True).get(pk=workshop.pk)
    now = clock.now()
    if against := may_book(workshop, student, now):
        raise Refused(against)
    free = workshop.places_left
    booking = Booking.objects.create(workshop=workshop, student=student, booked_at=now)
    if free:
        return booking_machine.fire("take_place", booking, role=EFFECT)
    ledger.queue("workshop_waiting", booking, step="booked")
    return booking
