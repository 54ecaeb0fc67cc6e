"""What the reader of an advert is told about their own dealings with it.

Apps above register here, so that a card can say "Applied"::

    from placements import cards

    @cards.extra
    def my_applications(user, adverts, now):
        return {advert.pk: cards.Remark("Applied", "active", url=..., action="See it"), ...}

An extra asks a fixed number of queries, however many adverts it is given.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from placements.models import Advert


@dataclass(frozen=True, slots=True)
class Remark:
    """A word for the tag and its kind, a sentence, and where to go instead of applying.

    With a ``url`` the advert page's main button reads ``action`` and leads there.
    ``saved`` says whether the reader keeps the advert on their list.
    """

    state: str = ""
    kind: str = "neutral"
    note: str = ""
    url: str = ""
    action: str = ""
    saved: bool = False


Extra = Callable[[object, Sequence[Advert], datetime], Mapping[int, Remark]]
extras: list[Extra] = []


def extra(remarks: Extra) -> Extra:
    """Register ``remarks(user, adverts, now)``; of two about one advert the later stands."""
    if remarks not in extras:
        extras.append(remarks)
    return remarks


def remarks(user, adverts: Sequence[Advert], now: datetime) -> dict[int, Remark]:
    """What there is to say to ``user`` about each of ``adverts``, by the advert's key."""
    if not user.is_authenticated or not adverts:
        return {}
    said: dict[int, Remark] = {}
    for one in extras:
        said.update(one(user, adverts, now))
    return said
