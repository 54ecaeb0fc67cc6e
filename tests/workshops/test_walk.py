"""Students and the Office do random things with workshops; after each step invariant 11 holds.

Workshops share nothing with placements, so they are walked apart from them. The seeds are fixed.
"""

from datetime import datetime, timedelta
from random import Random

import pytest
from django.db import transaction

from microinternships import clock
from microinternships.engine import Refused
from microinternships.invariants import invariants
from microinternships.models import Transition
from tests.factories import OfficeFactory, StudentFactory
from tests.workshops.factories import WorkshopFactory
from workshops.models import Booking, Workshop
from workshops.workflow import book, booking_machine, workshop_machine

pytestmark = pytest.mark.django_db
BEGINS = datetime(2026, 10, 12, 10, 0, tzinfo=clock.OXFORD)
STEPS = 70
OURS = [one for one in invariants if one.number == 11]
REACHED = {
    ("workshops.booking", "take_place", "effect"),
    ("workshops.booking", "move_up", "effect"),
    ("workshops.booking", "give_up", "student"),
    ("workshops.booking", "take_off", "office"),
    ("workshops.booking", "end", "effect"),
    ("workshops.workshop", "announce", "office"),
    ("workshops.workshop", "move", "office"),
    ("workshops.workshop", "revise", "office"),
    ("workshops.workshop", "cancel", "office"),
}


def sent(random: Random, now: datetime, event: str) -> dict:
    if event == "revise":
        return {"places": random.randint(0, 4)}
    starts = now + timedelta(hours=random.randint(-2, 90))
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=1)} if event == "move" else {}


def press(random: Random, people: list, now: datetime) -> None:
    """Anybody presses anything, the Office and the student concerned most often."""
    office, *students = people
    if random.random() < 0.5:
        booking = random.choice(list(Booking.objects.order_by("pk")))
        by = random.choice((office, booking.student.user, booking.student.user, students[0].user))
        booking_machine.fire(random.choice(("give_up", "take_off")), booking, by=by, comment="So.")
        return
    event = random.choice(("announce", "announce", "move", "revise", "revise", "cancel"))
    workshop = random.choice(list(Workshop.objects.order_by("pk")))
    by = random.choice((office, office, students[0].user))
    workshop_machine.fire(event, workshop, by=by, comment="So.", **sent(random, now, event))


def walk(seed: int) -> None:
    random, now = Random(seed), BEGINS
    with clock.standing_at(now):
        people = [OfficeFactory(), *StudentFactory.create_batch(5)]
        for state, places in (("announced", 1), ("announced", 2), ("draft", 2)):
            starts = now + timedelta(days=random.randint(1, 4))
            WorkshopFactory(
                state=state, places=places, starts_at=starts, ends_at=starts + timedelta(hours=2)
            )
    trail = []
    for _ in range(STEPS):
        now += timedelta(minutes=random.choice((0, 1, 20, 90)))
        before = Transition.objects.count()
        with clock.standing_at(now):
            try:
                if random.random() < 0.5 or not Booking.objects.exists():
                    workshop = random.choice(list(Workshop.objects.order_by("pk")))
                    book(workshop, student=random.choice(people[1:]))
                else:
                    press(random, people, now)
            except Refused as refused:
                trail.append(f"{now:%a %H:%M} refused {sorted(refused.codes)}")
                assert Transition.objects.count() == before
            else:
                trail.append(f"{now:%a %H:%M} {Transition.objects.last()}")
            wrong = [(one.sentence, list(one.check())) for one in OURS]
            story = "\n".join([f"Seed {seed}", *trail, f"{wrong}"])
            assert not any(rows for _, rows in wrong), story


def test_whatever_people_do_with_workshops_places_are_given_in_line():
    reached: set[tuple[str, str, str]] = set()
    for seed in (1, 2, 3):
        with transaction.atomic():
            walk(seed)
            reached |= set(Transition.objects.values_list("machine", "event", "role"))
            transaction.set_rollback(True)
    assert reached >= REACHED, REACHED - reached
