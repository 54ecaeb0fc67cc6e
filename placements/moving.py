"""Changing a cycle that people rely on: what stands against it, whom it concerns, what is kept.

Apps above say what they know of a cycle's dates::

    from placements import moving

    @moving.concerned
    def drafts(cycle, changed):
        if "round_1_closes_at" in changed: yield moving.Group(n, "student with a draft", ...)

    @moving.guard
    def sent_in_time(cycle, changed): ...a Refusal, or None

    @moving.locks
    def applicants(cycle, changed): ...querysets of rows to hold still, in the order of locks

    @moving.afterwards
    def ask_the_ledger(cycle, changed, by): ...once everything is stored, in the same transaction
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, QuerySet

from microinternships import clock, overtaken, phrases
from microinternships.engine import LOOK_AGAIN, Refusal, Refused
from placements import dates, planning, rules
from placements.models import CandidateWeek, Cycle, CycleChange

Changed = Mapping[str, tuple[Any, Any]]
RULES_OF_A_ROUND = (*planning.ROUND_RULES, "release_at")
NOT_YOURS = Refusal("not_yours", "This is not yours to do.")
OVERTAKEN = Refusal(
    overtaken.CODE, f"A colleague changed this cycle since you opened the page. {LOOK_AGAIN}"
)
APPLIED = Refusal(
    "applied", "Students have applied in round 2, so it stays.", dates.field_of(2, "opens_at")
)


@dataclass(frozen=True, slots=True)
class Group:
    """So many people or things that a change concerns, as in ``Group(2, "draft advert")``.

    ``words`` is the singular, or "singular,plural" where an s is not enough.
    """

    count: int
    words: str


Concerned = Callable[[Cycle, Changed], Iterable[Group]]
Guard = Callable[[Cycle, Changed], Refusal | None]
Locks = Callable[[Cycle, Changed], Iterable[QuerySet]]
Afterwards = Callable[[Cycle, Changed, Any], None]
_concerned: list[Concerned] = []
_guards: list[Guard] = []
_locks: list[Locks] = []
_afterwards: list[Afterwards] = []


def concerned(groups: Concerned) -> Concerned:
    _concerned.append(groups)
    return groups


def guard(rule: Guard) -> Guard:
    _guards.append(rule)
    return rule


def locks(rows: Locks) -> Locks:
    _locks.append(rows)
    return rows


def afterwards(effect: Afterwards) -> Afterwards:
    _afterwards.append(effect)
    return effect


def moved(changed: Changed) -> Changed:
    """Of all that changed, the dates that were there before and are another now."""
    return {
        name: (old, new) for name, (old, new) in changed.items() if old and planning.is_date(old)
    }


def moved_weeks(cycle: Cycle, changed: Changed) -> list[CandidateWeek]:
    """The weeks that get another Monday which is still to come. What has passed concerns nobody."""
    pairs = {week: changed.get(dates.week_field(week.label)) for week in cycle.ordered_weeks}
    return [week for week, pair in pairs.items() if pair and not _passed(pair[1], clock.now())]


def refusals(cycle: Cycle, changed: Changed) -> list[Refusal]:
    """Why these changes may not be made; empty when they may."""
    found = [refusal for rule in _guards if (refusal := rule(cycle, changed))]
    return [*_into_the_past(changed), *found]


def _into_the_past(changed: Changed) -> Iterable[Refusal]:
    """What lies ahead may not be moved behind us: its defaults would strike without a warning."""
    now = clock.now()
    for name, (old, new) in moved(changed).items():
        if new and not _passed(old, now) and _passed(new, now):
            sentence = f"{_words(new)} has passed. Choose a time that is still to come."
            yield Refusal("past", sentence, name)


def _passed(when: date | datetime, now: datetime) -> bool:
    return when <= (now if isinstance(when, datetime) else dates.oxford_day(now))


def groups(cycle: Cycle, changed: Changed) -> list[Group]:
    """Whom the moved dates and other rules concern, and how many of each; nobody is not named.

    Whether outcomes are told together or as they are made is such a rule: a time comes or goes.
    """
    of_rounds = [dates.field_of(n, name) for n in planning.ROUNDS for name in RULES_OF_A_ROUND]
    rules_changed = {
        name: changed[name] for name in (*planning.RULES, *of_rounds) if name in changed
    }
    found = [one for ask in _concerned for one in ask(cycle, {**moved(changed), **rules_changed})]
    return [one for one in found if one.count]


def create(values: Mapping[str, Any], *, by) -> Cycle:
    """A new cycle. Raises Refused to whoever does not run the programme."""
    if not rules.is_office(by):
        raise Refused([NOT_YOURS])
    return planning.store(Cycle(), values)


@transaction.atomic
def change(
    cycle: Cycle, values: Mapping[str, Any], *, by, reason: str, read: int | None = None
) -> Cycle:
    """Store ``values``, and who changed what, when and why.

    ``read`` is the last CycleChange that ``by`` could read when they decided, 0 for none, None
    where nobody asks. Raises Refused with every reason found, an unnamed reason among them;
    nothing is changed then.
    """
    if not rules.is_office(by):
        raise Refused([NOT_YOURS])
    held = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if read is not None and held.changes.filter(pk__gt=read).exists():
        raise Refused([OVERTAKEN])
    changed = planning.differences(held, values)
    _hold_still(held, changed)
    found = refusals(held, changed)
    if not reason.strip():
        found.append(Refusal("reason", "Say why, in a sentence or two.", "reason"))
    if found:
        raise Refused(found)
    try:
        with transaction.atomic():
            stored = planning.store(held, values)
    except ProtectedError:
        raise Refused([APPLIED]) from None
    CycleChange.objects.create(
        cycle=stored,
        by=by,
        reason=reason.strip(),
        changed={name: [_stored(one) for one in pair] for name, pair in changed.items()},
    )
    for effect in _afterwards:
        effect(stored, changed, by)
    return stored


def _hold_still(cycle: Cycle, changed: Changed) -> None:
    """What names the days of its weeks waits, or has come; they are the last to be locked."""
    rows = [rows for ask in _locks for rows in ask(cycle, changed)]
    for one in (*rows, cycle.weeks.all()):
        list(one.order_by("pk").select_for_update(no_key=True, of=("self",)).values_list("pk"))


def _stored(value: Any) -> Any:
    return value.isoformat() if planning.is_date(value) else value


def _words(when: date | datetime) -> str:
    return phrases.when(when) if isinstance(when, datetime) else phrases.day_words(when)
