"""State x event x role x (one second before, at, one second after its deadline), every cell.

An event that reads the clock is fired from every state, by every role, around each of its own
clocks. An event that does not is fired by whoever may, from where it may, at every clock of its
scene. What is expected stands in ``windows.py``; what the machines do may differ nowhere.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from applications.workflow import application_machine, offer_machine
from enquiries.workflow import concern_machine, question_machine
from expenses.workflow import claim_machine
from microinternships import clock, engine
from microinternships.engine import Machine, Refused
from microinternships.models import Transition
from placements.workflow import advert_machine, organisation_machine, placement_machine
from tests.grids import NOBODY, ROLES
from tests.matrix import scenes
from tests.matrix.windows import WINDOWS, expected
from workshops.workflow import booking_machine, workshop_machine

pytestmark = pytest.mark.django_db

SCENES = {
    organisation_machine: scenes.of_organisation,
    advert_machine: scenes.of_advert,
    application_machine: scenes.of_application,
    offer_machine: scenes.of_offer,
    placement_machine: scenes.of_placement,
    claim_machine: scenes.of_claim,
    question_machine: scenes.of_question,
    concern_machine: scenes.of_concern,
    workshop_machine: scenes.of_workshop,
    booking_machine: scenes.of_booking,
}
AROUND = (-1, 0, 1)


def test_the_matrix_knows_every_event_of_every_machine():
    known = {machine.name: set(rows) for machine, rows in WINDOWS.items()}
    assert known == {machine.name: set(machine.events) for machine in engine.machines.values()}
    assert set(SCENES) == set(WINDOWS)


def planned(machine: Machine, state: str, clocks) -> Iterator[tuple[str, str, str, int]]:
    """(event, role, clock, seconds from it) of every cell to try in ``state``."""
    for event in machine:
        own = {window.clock for window in WINDOWS[machine][event.name]}
        for role in ROLES:
            possible = role in event.who and state in event.sources
            for name in clocks:
                if name in own:
                    yield from ((event.name, role, name, seconds) for seconds in AROUND)
                elif possible:
                    yield event.name, role, name, 0


def answer(machine: Machine, event: str, scene, role: str, at: datetime) -> tuple:
    """(codes, state afterwards, history rows written); nothing of it is kept."""
    history = Transition.objects.of(scene.subject)
    who = {"role": role} if role in NOBODY else {"by": scene.people[role]}
    sent = scene.data.get(event, {})
    with clock.standing_at(at), transaction.atomic():
        before = history.count()
        try:
            machine.fire(event, scene.subject, comment="Because of this.", **who, **sent)
            codes = set()
        except Refused as refused:
            codes = refused.codes
        state = machine.model._base_manager.values_list("state", flat=True).get(pk=scene.subject.pk)
        written = history.count() - before
        transaction.set_rollback(True)
    return codes, state, written


@pytest.mark.parametrize(
    ("machine", "state"),
    [
        pytest.param(machine, state, id=f"{machine.model._meta.model_name}-{state}")
        for machine in SCENES
        for state, _ in machine.states
    ],
)
def test_every_cell_answers_as_declared(machine, state):
    with clock.standing_at(scenes.TODAY):
        scene = SCENES[machine](state)
    wrong = []
    for name, role, at, seconds in planned(machine, state, scene.clocks):
        event = machine.events[name]
        now = scene.clocks[at] + timedelta(seconds=seconds)
        codes = expected(WINDOWS[machine][name], event, state, role, now, scene.clocks)
        should = (codes, state, 0) if codes else (set(), event.target or state, 1)
        if (got := answer(machine, name, scene, role, now)) != should:
            wrong.append((name, role, f"{at}{seconds:+d}s", got, should))
    assert wrong == []


def test_every_timed_event_is_tried_around_each_of_its_clocks():
    """The plan itself, from the tables alone: no timed cell is left out."""
    for machine, rows in WINDOWS.items():
        clocks = {window.clock for windows in rows.values() for window in windows} | {"another"}
        for state, _ in machine.states:
            tried = set(planned(machine, state, clocks))
            timed = {
                (event, role, window.clock, seconds)
                for event, windows in rows.items()
                for window in windows
                for role in ROLES
                for seconds in AROUND
            }
            assert timed <= tried
