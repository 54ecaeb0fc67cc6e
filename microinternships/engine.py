"""The one place where a state changes.

A :class:`Machine` is a table of :class:`Event` rows. :meth:`Machine.fire` takes
one row through a single transaction: lock, look the edge up, ask the guards,
apply the effects, save, write history, queue the alerts. Everything happens or
nothing does. Views, admin buttons, jobs and tests all come through here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from microinternships import clock
from microinternships.overtaken import CODE as OVERTAKEN
from microinternships.templatetags.words import sentence_list

LOOK_AGAIN = "Read it again before you decide."
STUDENT, HOST, OFFICE, DEADLINE = "student", "host", "office", "deadline"
EFFECT = "effect"  # an event that only another event's effect fires; nobody presses it


@dataclass(frozen=True, slots=True)
class Refusal:
    """A guard's "no": a stable code, the sentence a person reads, the form field it belongs to."""

    code: str
    message: str
    field: str = ""


class Refused(Exception):
    """Raised by :meth:`Machine.fire` with every reason found; nothing was changed."""

    def __init__(self, refusals: Iterable[Refusal]):
        self.refusals = tuple(refusals)
        super().__init__(" ".join(refusal.message for refusal in self.refusals))

    @property
    def codes(self) -> set[str]:
        return {refusal.code for refusal in self.refusals}


@dataclass(slots=True)
class Act:
    """One attempt at one event: what guards read and effects work on."""

    event: Event
    subject: Any
    by: Any
    role: str
    now: datetime
    comment: str = ""
    data: dict[str, Any] = field(default_factory=dict)
    read: int | None = None


Guard = Callable[[Act], Refusal | None]
Effect = Callable[[Act], None]
Locks = Callable[[Any], Iterable[QuerySet]]


@dataclass(frozen=True, slots=True)
class Event:
    """One row of a machine's table.

    ``guards`` depend on the subject, the person and the time alone, so a page
    can ask them before it shows a button. ``inputs`` also read what was sent
    with the event (``act.data``, ``act.comment``) and are asked only when it is
    fired. ``target`` None leaves the state as it is.
    """

    name: str
    label: str
    sources: tuple[str, ...]
    target: str | None
    who: tuple[str, ...]
    guards: tuple[Guard, ...] = ()
    inputs: tuple[Guard, ...] = ()
    effects: tuple[Effect, ...] = ()
    alerts: tuple[str, ...] = ()
    locks: tuple[Locks, ...] = ()
    comment: bool = False


QueueAlerts = Callable[[tuple[str, ...], Act, Any], None]
_queue_alerts: list[QueueAlerts] = []
machines: dict[str, Machine] = {}


def on_transition(queue: QueueAlerts) -> None:
    """Register who queues the alerts an event names; called inside its transaction."""
    _queue_alerts[:] = [queue]


class Machine:
    """The states of one model and the events that move it.

    ``roles`` answers which of student, host and office a user is *to this
    object*; the clock comes as the role ``deadline`` and has no user. ``reads``
    says how the present state reads to a role, so that no refusal tells more
    than that person's pages do.
    """

    def __init__(
        self,
        model: type[Model],
        events: Iterable[Event],
        *,
        roles: Callable[[Any, Any], set[str]],
        reads: Callable[[Any, str], str] = lambda subject, role: subject.get_state_display(),
    ):
        self.model = model
        self.name = model._meta.label_lower
        self.states = model._meta.get_field("state").choices
        self.events = {event.name: event for event in events}
        self.roles = roles
        self.reads = reads
        machines[self.name] = self

    def __iter__(self) -> Iterator[Event]:
        return iter(self.events.values())

    def extend(self, name: str, **more: tuple) -> None:
        """Add an upper app's guards, effects, alerts or locks to an event of this machine."""
        event = self.events[name]
        added = {part: getattr(event, part) + tuple(extra) for part, extra in more.items()}
        self.events[name] = replace(event, **added)

    def fire(
        self,
        name: str,
        subject,
        *,
        by=None,
        role: str = "",
        comment: str = "",
        read: int | None = None,
        **data,
    ):
        """Carry ``name`` out on ``subject`` and return the row as it now stands.

        ``role`` is given only by jobs (``deadline``) and effects (``effect``); otherwise it
        follows from ``by``. ``read`` is the last row of the subject's history that ``by`` could
        read when they decided, 0 for none, None where nobody asks. Raises :class:`Refused` with
        every reason when the event may not happen; the database is then as it was.
        """
        event = self.events[name]
        with transaction.atomic():
            fresh = self._lock(event, subject)
            act = Act(event, fresh, by, role, clock.now(), comment.strip(), data, read)
            if refusals := self._refusals(act, (*event.guards, *event.inputs), fired=True):
                raise Refused(refusals)
            source = fresh.state
            fresh.state = event.target or source
            for effect in event.effects:
                effect(act)
            fresh.save()
            record = self._write_history(act, source)
            for queue in _queue_alerts:
                queue(event.alerts, act, record)
        return fresh

    def refusals(self, name: str, subject, *, by=None, role: str = "") -> list[Refusal]:
        """Why ``by`` may not press this button now; empty when they may. Locks nothing."""
        event = self.events[name]
        return self._refusals(Act(event, subject, by, role, clock.now()), event.guards)

    def may(self, name: str, subject, *, by=None, role: str = "") -> bool:
        return not self.refusals(name, subject, by=by, role=role)

    def open_to(self, subject, by) -> list[tuple[Event, list[Refusal]]]:
        """The events ``by`` could fire from this state, each with what stands against it."""
        roles = self.roles(by, subject)
        return [
            (event, self.refusals(event.name, subject, by=by))
            for event in self
            if subject.state in event.sources and roles.intersection(event.who)
        ]

    def _lock(self, event: Event, subject):
        for rows in (rows for locks in event.locks for rows in locks(subject)):
            list(_locked(rows.order_by("pk")).values_list("pk"))
        return _locked(self.model._base_manager.all()).get(pk=subject.pk)

    def _refusals(self, act: Act, guards: Iterable[Guard], *, fired: bool = False) -> list[Refusal]:
        if not act.role:
            roles = self.roles(act.by, act.subject)
            act.role = next((role for role in act.event.who if role in roles), "")
        if act.role not in act.event.who:
            return [Refusal("not_yours", "This is not yours to do.")]
        if act.subject.state not in act.event.sources:
            now_reads = self.reads(act.subject, act.role).lower()
            sentence = f"This can no longer be done: it is now “{now_reads}”."
            return [Refusal("state", sentence)]
        if missed := self._missed(act):
            return [missed]
        found = [refusal for guard in guards if (refusal := guard(act))]
        if fired and act.event.comment and not act.comment:
            found.append(Refusal("comment", "Say why, in a sentence or two.", "comment"))
        return found

    def _missed(self, act: Act) -> Refusal | None:
        """What has happened to the subject since ``act.by`` read it."""
        from microinternships.models import Transition

        if act.read is None:
            return None
        events = Transition.objects.of(act.subject).filter(pk__gt=act.read).values_list("event")
        labels = [self.label_of(event) for (event,) in events]
        if not labels:
            return None
        said = sentence_list(f"“{label}”" for label in labels)
        return Refusal(OVERTAKEN, f"Since you opened this page: {said}. {LOOK_AGAIN}")

    def label_of(self, event: str) -> str:
        """An event's own words, also of one that only the history still knows."""
        return self.events[event].label if event in self.events else event

    def _write_history(self, act: Act, source: str):
        from microinternships.models import Transition

        return Transition.record(machine=self.name, act=act, source=source)


def _locked(rows: QuerySet) -> QuerySet:
    """``FOR NO KEY UPDATE``: waits for other writers, not for rows that merely point here."""
    return rows.select_for_update(no_key=True, of=("self",))


def diagram(machine: Machine) -> str:
    """The machine as a Mermaid state diagram, for docs/."""
    lines = ["stateDiagram-v2"]
    initial = machine.model._meta.get_field("state").default
    lines.append(f"    [*] --> {initial}")
    for event in machine:
        for source in event.sources:
            lines.append(
                f"    {source} --> {event.target or source}: {event.label} ({', '.join(event.who)})"
            )
    return "\n".join(lines)
