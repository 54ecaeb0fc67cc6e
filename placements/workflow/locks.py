"""Rows that others rely on while an event is decided, beside its subject. None of them changes.

What leads to the cycle differs by subject: a dotted path, as in ``"advert.cycle_id"``.
"""

from operator import attrgetter

from microinternships.engine import Locks
from placements.models import CandidateWeek, Cycle


def its_cycle(path: str) -> Locks:
    """The cycle's rules and dates stay what they are. This lock comes before all others."""
    number = attrgetter(path)
    return lambda subject: [Cycle.objects.filter(pk=number(subject))]


def its_weeks(path: str) -> Locks:
    """The cycle's weeks stay where they are. This lock comes after all others: whoever holds it
    waits for nobody, so that an effect of another event may take it as well."""
    number = attrgetter(path)
    return lambda subject: [CandidateWeek.objects.filter(cycle=number(subject))]
