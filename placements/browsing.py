"""What the browse page shows around the adverts: ticks with counts, chips, ways out of nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import reverse

from microinternships.templatetags.words import (
    dates_between,
    day_short,
    sentence_list,
    words,
)
from microinternships.templatetags.words import hours as span
from placements import cards, hours, ordering, promises
from placements.competition import Band
from placements.filters import AdvertFilter, Facet
from placements.models import Advert, CandidateWeek, Cycle, Mode
from placements.models.working import Skill

PER_PAGE = 25
BRIEF = ("id", "title", "days", "cycle_id", "own_closing_at")


@dataclass(frozen=True, slots=True)
class Card:
    """One advert in a list, as ``components/advert_card.html`` reads it, and what came of it.

    Of ``advert`` there is only what remarks ask for, because cards are kept.
    """

    advert: Advert
    url: str
    organisation: str
    line: str
    facts: list[str]
    closes: datetime
    band: str
    saving: bool
    remark: cards.Remark = cards.NOTHING
    html: str = ""


def make_cards(adverts: Iterable[Advert], now: datetime, *, saving: bool) -> list[Card]:
    """``adverts`` have to be ``ready_for_cards()`` or more, with ``competition``."""
    same: dict[tuple, Cycle | CandidateWeek] = {}
    return [
        with_html(
            Card(
                advert=_brief(advert, same),
                url=reverse("placements:advert", args=[advert.pk]),
                organisation=advert.organisation.name,
                line=advert.summary,
                facts=facts(advert),
                closes=advert.closes_at(now),
                band=_few(advert.competition),
                saving=saving,
            )
        )
        for advert in adverts
    ]


def with_html(card: Card) -> Card:
    return replace(card, html=render_to_string("placements/public/card.html", {"card": card}))


def _brief(advert: Advert, same: dict) -> Advert:
    """``advert`` with what remarks ask for: its weeks and its cycle, which many adverts share."""
    names = [one.attname for one in Advert._meta.concrete_fields if one.attname in BRIEF]
    brief = Advert.from_db(advert._state.db, names, [getattr(advert, name) for name in names])
    brief.cycle = same.setdefault(("cycle", advert.cycle_id), advert.cycle)
    brief.offered_weeks = [same.setdefault(("week", one.pk), one) for one in advert.offered_weeks]
    return brief


def _few(competition: int) -> str:
    """A card speaks of competition only where there is little: to spread applications."""
    return Band.FEW.words if competition == Band.FEW else ""


def facts(advert: Advert) -> list[str]:
    """Everything a student chooses by, shortest first."""
    said = [
        advert.get_sector_display(),
        advert.get_mode_display(),
        where(advert),
        weeks_in_brief(advert),
        f"{words(advert.days, 'day')}, {span(advert.hours_per_week)} in all",
        hours.in_brief(advert),
        words(advert.places, "place"),
        sentence_list(skills(advert)).capitalize(),
        promises.VOLUNTARY,
        promises.in_brief(advert),
    ]
    return [fact for fact in said if fact]


def skills(advert: Advert) -> list[str]:
    """Those that the placement teaches, by name."""
    return [Skill(one).label for one in advert.skills]


def where(advert: Advert) -> str:
    """As in "Leeds, UK", "Berlin, Germany" or "Host in Germany"."""
    country = "UK" if advert.country == "GB" else advert.country.name
    if advert.mode == Mode.REMOTE or not advert.place:
        return f"Host in {_with_article(country)}"
    return f"{advert.place}, {country}"


def _with_article(country: str) -> str:
    takes_one = country.startswith("United ") or country in ("UK", "Netherlands", "Philippines")
    return f"the {country}" if takes_one else country


def weeks(advert: Advert) -> list[str]:
    """As in "Week A: Monday 7 to Friday 11 December 2026"."""
    return [f"Week {one.label}: {_dates(one)}" for one in advert.offered_weeks]


def weeks_in_brief(advert: Advert) -> str:
    """As in "Week A (Mon 7 to Fri 11 Dec) or B (Mon 14 to Fri 18 Dec)"."""
    said = [
        f"{one.label} ({day_short(one.starts_on)} to {day_short(one.ends_on)})"
        for one in advert.offered_weeks
    ]
    return f"Week {' or '.join(said)}" if said else ""


def _dates(week: CandidateWeek) -> str:
    return dates_between(week.starts_on, week.ends_on)


def groups(chosen: AdvertFilter) -> list[dict]:
    """The filter panel: every group with its options, each with what it would show."""
    return [_group(facet, chosen) for facet in chosen.facets]


def _group(facet: Facet, chosen: AdvertFilter) -> dict:
    counts, ticked = chosen.counts.of(facet), chosen.chosen.get(facet.name, [])
    labels = _labels(facet, chosen.cycles)
    options = [
        {"value": value, "label": labels[value], "count": counts[value], "checked": value in ticked}
        for value in labels
        if counts[value] or value in ticked
    ]
    return {"legend": facet.legend, "name": facet.name, "options": options}


def _labels(facet: Facet, cycles: Iterable[Cycle]) -> dict[str, str]:
    """A week's label says its dates; two open cycles may have a week A each."""
    labels = dict(facet.choices)
    if facet.name == "week":
        for value, label in labels.items():
            every = (week for cycle in cycles for week in cycle.ordered_weeks)
            mondays = dict.fromkeys(_dates(week) for week in every if week.label == value)
            labels[value] = f"{label}: {' or '.join(mondays)}" if mondays else label
    return labels


def chips(chosen: AdvertFilter, query: QueryDict) -> list[dict]:
    """What is in use, each with the address of the page without it."""
    found = []
    if chosen.text:
        found.append({"label": f"“{chosen.text}”", "url": _address(query, q=None)})
    for facet in chosen.facets:
        for value in chosen.chosen.get(facet.name, []):
            label = dict(facet.choices)[value]
            found.append({"label": label, "url": _without(query, facet.name, value)})
    return found


def ways_out(chosen: AdvertFilter, query: QueryDict) -> list[dict]:
    """When nothing fits: each filter with what dropping it would show, most first.

    Where each of them alone would still show nothing, the way out is to drop them all.
    """
    found = []
    if chosen.text:
        count = chosen.counts.without(None)
        found.append((count, f"Without the words “{chosen.text}”", _address(query, q=None)))
    for facet in chosen.facets:
        if ticked := chosen.chosen.get(facet.name):
            named = sentence_list(dict(facet.choices)[value] for value in ticked)
            count = chosen.counts.without(facet)
            address = _address(query, **{facet.name: None})
            found.append((count, f"Without “{named}”", address))
    found = sorted((way for way in found if way[0]), key=lambda way: -way[0])
    if not found and chosen.counts.rows:
        found = [(len(chosen.counts.rows), "Without any filter", reverse("placements:browse"))]
    return [{"count": count, "label": label, "url": url} for count, label, url in found]


def sorts(chosen: AdvertFilter) -> list[dict]:
    """The orders that make sense, the usual one first and without a value.

    So a search that follows is sorted by relevance, unless another order was chosen.
    """
    usual = ordering.usual(chosen.text)
    labels = dict(ordering.CHOICES)
    pointless = {usual, ordering.RELEVANCE}
    if not chosen.counts.close_apart:
        pointless.add(ordering.CLOSING)
    rest = [name for name in labels if name not in pointless or name == chosen.sort_name != usual]
    return [
        {
            "value": "" if name == usual else name,
            "label": labels[name],
            "selected": name == chosen.sort_name,
        }
        for name in (usual, *rest)
    ]


def _address(query: QueryDict, **changes) -> str:
    """This page with some of its query replaced, or left out when None; from page 1."""
    wanted = query.copy()
    for name, value in {**changes, "page": None}.items():
        if value is None:
            wanted.pop(name, None)
        else:
            wanted.setlist(name, value)
    encoded = wanted.urlencode()
    return f"{reverse('placements:browse')}{'?' if encoded else ''}{encoded}"


def _without(query: QueryDict, name: str, value: str) -> str:
    kept = [one for one in query.getlist(name) if one != value]
    return _address(query, **{name: kept or None})
