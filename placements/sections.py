"""What apps above show at the foot of an advert's page. They register here::

    from placements import sections

    @sections.section
    def questions(user, advert, now):
        return sections.Section("enquiries/_on_advert.html", {"questions": ...})

A section asks a fixed number of queries.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from placements.models import Advert


@dataclass(frozen=True, slots=True)
class Section:
    """A template, and the ``context`` that it reads under the name ``section``."""

    template: str
    context: dict = field(default_factory=dict)


Maker = Callable[[object, Advert, datetime], Section]
_makers: list[Maker] = []


def section(maker: Maker) -> Maker:
    """Register ``maker(user, advert, now)``; usable as a decorator."""
    if maker not in _makers:
        _makers.append(maker)
    return maker


def of(user, advert: Advert, now: datetime) -> list[Section]:
    return [maker(user, advert, now) for maker in _makers]
