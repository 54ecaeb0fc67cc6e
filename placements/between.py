"""Between cycles: when adverts appear next, and what the last ones looked like."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from microinternships import phrases
from microinternships.templatetags.words import words
from placements import browsing, ordering
from placements.models import Advert, Round

EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class Example:
    """A closed advert with what it would be chosen by; ``url`` while anybody may still read it."""

    advert: Advert
    facts: list[str]
    url: str


@dataclass(frozen=True, slots=True)
class Between:
    title: str
    text: str
    examples: list[Example]


def between(now: datetime) -> Between:
    """What the browse page shows while no cycle takes applications; three queries, or four."""
    coming = Round.objects.filter(opens_at__gt=now).select_related("cycle")
    return Between(*_announced(coming.order_by("opens_at").first()), examples=_examples(now))


def _announced(following: Round | None) -> tuple[str, str]:
    if following is None:
        return (
            "The next cycle’s dates are not known yet",
            "The programme runs three times a year, at the end of each term.",
        )
    opens = phrases.when(following.opens_at)
    if following.number > 1:
        return (
            f"Applications open again on {opens}",
            f"It is round {following.number} of {following.cycle}, for adverts with places left.",
        )
    return (
        f"The next adverts appear on {opens}",
        f"They are for {following.cycle}; applications open at the same time.",
    )


def _examples(now: datetime) -> list[Example]:
    """The latest cycle's adverts first, in an order that changes daily.

    Between the summer and the autumn every cycle is archived for a while; then those that were
    public last are shown as they were in the list.
    """
    readable = _latest(Advert.objects.published(now), now)
    if readable:
        return [_example(one, reverse("placements:advert", args=[one.pk])) for one in readable]
    return [_example(one, "") for one in _latest(Advert.objects.launched(now), now)]


def _latest(adverts: QuerySet[Advert], now: datetime) -> list[Advert]:
    shown = adverts.select_related("cycle", "organisation").defer("search")
    return list(shown.order_by("-cycle__reserve_ends_at", ordering.daily(now))[:EXAMPLES])


def _example(advert: Advert, url: str) -> Example:
    return Example(advert, _facts(advert), url)


def _facts(advert: Advert) -> list[str]:
    return [
        advert.cycle.name,
        advert.get_sector_display(),
        advert.get_mode_display(),
        browsing.where(advert),
        words(advert.days, "day"),
    ]
