"""Random people do random things at random times; after each step every invariant holds.

The seeds are fixed, so a failure comes again: it names the seed and all that happened.
"""

from logging import ERROR
from random import Random

import pytest
from django.db import transaction

from microinternships import clock, deadlines
from microinternships.invariants import broken, invariants
from microinternships.models import Transition
from tests.properties.steps import step
from tests.properties.world import a_little_later, lay_out, next_milestone

pytestmark = pytest.mark.django_db

SEEDS = (1, 5, 9)
BEFORE_OPENING = 15
BEFORE_THE_CLOSE = BEFORE_OPENING + 40
# How much happens between two moments that matter: while hosts choose and students answer, and
# once all there is to do is to come, and to claim.
CHOOSING, CLAIMING = 14, 5
STEPS = BEFORE_OPENING + 200

# What the walks together have to have done, or they prove less than they seem to.
REACHED = {
    ("placements.organisation", "permit", "office"),
    ("placements.advert", "permit", "office"),
    ("placements.advert", "submit", "host"),
    ("placements.advert", "approve", "office"),
    ("applications.application", "submit", "student"),
    ("applications.application", "reserve", "host"),
    ("applications.application", "offer", "host"),
    ("applications.application", "offer", "effect"),  # a freed place, passed on to a reserve
    ("applications.application", "not_select", "host"),
    ("applications.application", "accepted", "effect"),
    ("applications.offer", "accept", "student"),
    ("applications.offer", "lapse", "deadline"),
    ("placements.placement", "confirm_attendance", "host"),
    ("enquiries.question", "answer", "host"),
    ("enquiries.concern", "close", "office"),
    ("expenses.claim", "submit", "student"),
    ("expenses.claim", "approve", "host"),
    ("expenses.claim", "record_payment", "host"),
}


def walk(seed: int, caplog) -> None:
    """Walk from ``seed``; whatever goes wrong is raised with all that led to it."""
    random = Random(seed)
    world = lay_out(random)
    for number in range(STEPS):
        if number == BEFORE_OPENING:
            world.now = world.cycle.opens_at
        elif number >= BEFORE_THE_CLOSE and not number % _pace(world):
            world.now = next_milestone(random, world)
        elif random.random() < 0.1:
            world.now = a_little_later(random, world)
        try:
            with clock.standing_at(world.now):
                _one_step(random, world)
            assert [one.getMessage() for one in caplog.records if one.levelno >= ERROR] == []
        except Exception as problem:
            trail = "\n".join(world.trail)
            message = f"Seed {seed}, step {number}, at {world.now}:\n{trail}\n{problem}"
            raise AssertionError(message) from problem


def _pace(world) -> int:
    return CHOOSING if world.now < world.cycle.reserve_ends_at else CLAIMING


def _one_step(random: Random, world) -> None:
    """Somebody acts before the jobs have run, because no rule may depend on them; then they run."""
    before = Transition.objects.count()
    did = step(random, world)
    world.trail.append(f"{world.now:%a %-d %b %H:%M:%S} {did}")
    if "refused" in did:
        assert Transition.objects.count() == before
    deadlines.apply_all(world.now)
    assert [(one.number, one.sentence, rows) for one, rows in broken()] == []


def test_whatever_people_do_the_invariants_hold(caplog):
    assert {one.number for one in invariants} == set(range(1, 12))
    reached: set[tuple[str, str, str]] = set()
    for seed in SEEDS:
        with transaction.atomic():
            walk(seed, caplog)
            reached |= set(Transition.objects.values_list("machine", "event", "role"))
            transaction.set_rollback(True)
    assert reached >= REACHED, REACHED - reached
