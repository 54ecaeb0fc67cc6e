"""What the reader of an advert is told about their own dealings with it.

Apps above register here, so that a card can say "Applied"::

    from placements import cards

    @cards.extra
    def my_applications(user, adverts, now):
        return {advert.pk: cards.Remark("Applied", "active", url=..., action="See it"), ...}

An extra asks a fixed number of queries, however many adverts it is given.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from placements.models import Advert


@dataclass(frozen=True, slots=True)
class Remark:
    """A word for the tag and its kind, a sentence, and where to go instead of applying.

    With a ``url`` the advert page's main button reads ``action`` and leads there. What stands in
    ``again`` names a button to apply once more beside it, while the advert takes applications.
    ``saved`` says whether the reader keeps the advert on their list.
    """

    state: str = ""
    kind: str = "neutral"
    note: str = ""
    url: str = ""
    action: str = ""
    again: str = ""
    saved: bool = False


NOTHING = Remark()

Extra = Callable[[object, Sequence[Advert], datetime], Mapping[int, Remark]]
extras: list[Extra] = []


def extra(remarks: Extra) -> Extra:
    """Register ``remarks(user, adverts, now)``; what a later one says replaces what it repeats."""
    if remarks not in extras:
        extras.append(remarks)
    return remarks


def remarks(user, adverts: Sequence[Advert], now: datetime) -> dict[int, Remark]:
    """What there is to say to ``user`` about each of ``adverts``, by the advert's key."""
    if not user.is_authenticated or not adverts:
        return {}
    said: dict[int, Remark] = {}
    for one in extras:
        for key, remark in one(user, adverts, now).items():
            said[key] = _with(said.get(key, NOTHING), remark)
    return said


def _with(remark: Remark, more: Remark) -> Remark:
    told = {one.name: getattr(more, one.name) for one in fields(Remark)}
    return replace(
        remark, **{name: value for name, value in told.items() if value != getattr(NOTHING, name)}
    )
