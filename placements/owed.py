"""What an organisation still owes, so that its last approver cannot go. Apps above register::

    from placements import owed

    @owed.source
    def claims(organisation):
        return "3 claims are not decided or paid yet"

An empty string says that nothing is owed.
"""

from collections.abc import Callable

from placements.models import Organisation

Source = Callable[[Organisation], str]
_sources: list[Source] = []


def source(owes: Source) -> Source:
    """Register ``owes(organisation)``; usable as a decorator."""
    if owes not in _sources:
        _sources.append(owes)
    return owes


def by(organisation: Organisation) -> list[str]:
    """What ``organisation`` owes, each in words that end without a full stop."""
    return [said for owes in _sources if (said := owes(organisation))]
