"""Every state x event x role of a machine, generated from its own table.

::

    @pytest.mark.parametrize(("state", "event"), cells(advert_machine))
    def test_grid(state, event):
        assert_cell(advert_machine, event, scene(state, event))

A scene is so arranged that every guard of the event is content; what is left is
exactly what the table says: who may, and from where.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from microinternships import clock
from microinternships.engine import DEADLINE, EFFECT, HOST, OFFICE, STUDENT, Machine, Refused
from microinternships.models import Transition

STRANGER = "stranger"
NOBODY = (DEADLINE, EFFECT)
ROLES = (STRANGER, STUDENT, HOST, OFFICE, *NOBODY)


@dataclass
class Scene:
    """A subject, the one person who holds each role to it, what is sent along, and when."""

    subject: Any
    people: dict[str, Any]
    data: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None


def cells(machine: Machine) -> list:
    """A pytest parameter (state, event) for each square of the table."""
    return [
        pytest.param(state, event.name, id=f"{event.name}-from-{state}")
        for event in machine
        for state, _ in machine.states
    ]


def assert_cell(machine: Machine, event: str, scene: Scene) -> None:
    """Fire ``event`` once as each role and compare with the table, undoing each time."""
    with clock.standing_at(scene.at or clock.now()):
        answers = {role: _answer(machine, event, scene, role) for role in ROLES}
    assert answers == {role: _table_says(machine, event, scene, role) for role in ROLES}


def _table_says(machine: Machine, name: str, scene: Scene, role: str) -> tuple:
    event, state = machine.events[name], scene.subject.state
    if role not in event.who:
        return "refused", {"not_yours"}, state, 0
    if state not in event.sources:
        return "refused", {"state"}, state, 0
    return "done", set(), event.target or state, 1


def _answer(machine: Machine, event: str, scene: Scene, role: str) -> tuple:
    """(done or refused, codes, state afterwards, history rows written)."""
    history = Transition.objects.of(scene.subject)
    before = history.count()
    who = {"role": role} if role in NOBODY else {"by": scene.people[role]}
    with transaction.atomic():
        try:
            machine.fire(event, scene.subject, comment="Because of this.", **who, **scene.data)
            outcome, codes = "done", set()
        except Refused as refused:
            outcome, codes = "refused", refused.codes
        state = machine.model._base_manager.values_list("state", flat=True).get(pk=scene.subject.pk)
        written = history.count() - before
        transaction.set_rollback(True)
    return outcome, codes, state, written
