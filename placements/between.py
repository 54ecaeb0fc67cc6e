"""Between cycles: when adverts appear next, and what the last ones looked like."""

from dataclasses import dataclass
from datetime import datetime

from microinternships import phrases
from microinternships.templatetags.words import words
from placements import browsing, ordering
from placements.models import Advert, Round

EXAMPLES = 6


@dataclass(frozen=True, slots=True)
class Example:
    """A closed advert that anybody may still read, with what it would be chosen by."""

    advert: Advert
    facts: list[str]


@dataclass(frozen=True, slots=True)
class Between:
    title: str
    text: str
    examples: list[Example]


def between(now: datetime) -> Between:
    """What the browse page shows while no cycle takes applications; three queries."""
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
    """The latest cycle's adverts first, in an order that changes daily."""
    shown = Advert.objects.published(now).select_related("cycle", "organisation").defer("search")
    latest = shown.order_by("-cycle__reserve_ends_at", ordering.daily(now))
    return [Example(advert, _facts(advert)) for advert in latest[:EXAMPLES]]


def _facts(advert: Advert) -> list[str]:
    return [
        advert.cycle.name,
        advert.get_sector_display(),
        advert.get_mode_display(),
        browsing.where(advert),
        words(advert.days, "day"),
    ]
