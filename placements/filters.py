"""Browsing: which adverts fit, in what order, and how many each filter would leave.

Each :class:`Facet` is described once. A saved search is asked of the database by
its ``lookup``. The browse page, which counts beside every tick what it would show,
reads the same column of every open advert once and in order, and takes counts and
pages from that: forty conditional counts would read them forty times.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import django_filters as filters
from django import forms
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, OuterRef, QuerySet, Subquery, Value, When
from django.forms import MultipleChoiceField

from placements import ordering, search
from placements.models import (
    MAX_DAYS,
    MIN_DAYS,
    Advert,
    CandidateWeek,
    Cycle,
    Mode,
    Organisation,
    Sector,
    Skill,
)
from placements.models.advert import open_rounds

UK, ABROAD = "uk", "abroad"


@dataclass(frozen=True, slots=True)
class Facet:
    """One group of ticks: an advert fits when it has any of the ticked values."""

    name: str
    legend: str
    choices: tuple[tuple[str, str], ...]
    column: str
    lookup: str = "in"
    cast: Callable[[str], object] = str

    def values(self, row: dict) -> Collection:
        """What an advert has of this facet, from its row in :func:`facts`."""
        found = row[self.column]
        return found if isinstance(found, list) else (found,)


FACETS = (
    Facet("sector", "Sector", tuple(Sector.choices), "sector"),
    Facet("mode", "Mode", tuple(Mode.choices), "mode"),
    Facet("where", "Where", ((UK, "United Kingdom"), (ABROAD, "International")), "where"),
    Facet("week", "Week", tuple(CandidateWeek.label.field.choices), "offered", "overlap"),
    Facet(
        "days",
        "Length",
        tuple((str(n), f"{n} days") for n in range(MIN_DAYS, MAX_DAYS + 1)),
        "days",
        cast=int,
    ),
    Facet("skills", "Skills it builds", tuple(Skill.choices), "skills", "overlap"),
    Facet("kind", "Kind of organisation", tuple(Organisation.Kind.choices), "organisation__kind"),
)


def of_cycles(cycles: Sequence[Cycle]) -> Facet:
    """The group that tells cycles apart, while several are open at once."""
    choices = tuple((str(cycle.pk), cycle.name) for cycle in cycles)
    return Facet("cycle", "Cycle", choices, "cycle", cast=int)


def browsable(now: datetime, text: str = "") -> QuerySet[Advert]:
    """Every open advert, with what filters and sorting read. The text is marked, not filtered."""
    offered = Advert.weeks.through.objects.filter(advert=OuterRef("pk"))
    closes = Subquery(open_rounds(now).values("closing")[:1])
    adverts = Advert.objects.open(now).annotate(
        where=Case(When(country="GB", then=Value(UK)), default=Value(ABROAD)),
        offered=ArraySubquery(offered.values("candidateweek__label")),
        closes=closes,
    )
    return search.annotate(adverts, text)


class KnownChoices(MultipleChoiceField):
    """Leaves out what it does not know: an old link still shows what it can."""

    def to_python(self, value) -> list[str]:
        known = {str(key) for key, _ in self.choices}
        return [one for one in super().to_python(value) if one in known]


class AnyOf(filters.MultipleChoiceFilter):
    field_class = KnownChoices

    def __init__(self, *args, cast, **kwargs):
        self.cast = cast
        super().__init__(*args, **kwargs)

    def filter(self, qs: QuerySet, value: list[str]) -> QuerySet:
        if not value:
            return qs
        wanted = [self.cast(one) for one in value]
        return qs.filter(**{f"{self.field_name}__{self.lookup_expr}": wanted})


class TextFilter(filters.CharFilter):
    def filter(self, qs: QuerySet, value: str) -> QuerySet:
        return qs.filter(fits_text=True) if value else qs


def _any_of(facet: Facet) -> AnyOf:
    return AnyOf(
        field_name=facet.column,
        lookup_expr=facet.lookup,
        choices=facet.choices,
        cast=facet.cast,
        label=facet.legend,
    )


class AdvertFilter(filters.FilterSet):
    """What stands in the address of the browse page. Unknown values are ignored.

    Given the ``cycles`` that are open, and more than one, adverts can be chosen by theirs as well.
    A saved search knows no cycle, because it outlives them.
    """

    q = TextFilter(
        label="Search",
        widget=forms.TextInput(attrs={"type": "search", "maxlength": search.LONGEST_QUERY}),
    )
    sector, mode, where, week, days, skills, kind = map(_any_of, FACETS)
    sort = filters.ChoiceFilter(
        choices=ordering.CHOICES, empty_label=None, method="sorted_by", label="Sort by"
    )

    class Meta:
        model = Advert
        fields: list[str] = []

    def __init__(self, data, *, now: datetime, cycles: Sequence[Cycle] = ()):
        self.now, self.cycles = now, cycles
        self.facets = (of_cycles(cycles), *FACETS) if len(cycles) > 1 else FACETS
        text = data.get("q", "").replace("\0", "")
        super().__init__(data, queryset=browsable(now, text))
        self.filters.update({one.name: _any_of(one) for one in self.facets if one not in FACETS})

    @cached_property
    def values(self) -> dict:
        """What was asked for and is known."""
        self.form.full_clean()
        return self.form.cleaned_data

    @property
    def chosen(self) -> dict[str, list[str]]:
        """The ticked values of each facet that has any."""
        return {one.name: self.values[one.name] for one in self.facets if self.values.get(one.name)}

    @property
    def text(self) -> str:
        return self.values.get("q", "")

    def sorted_by(self, qs: QuerySet, name: str, value: str) -> QuerySet:
        return qs

    @property
    def sort_name(self) -> str:
        """The order in use: relevance when searching, newest otherwise, unless chosen."""
        asked = self.values.get("sort")
        if asked == ordering.RELEVANCE and not self.text:
            asked = ""
        return asked or ordering.usual(self.text)

    @cached_property
    def counts(self) -> "Counts":
        columns = {facet.column for facet in self.facets}
        every = ordering.ordered(self.queryset, self.sort_name, self.now)
        rows = every.values("pk", *columns, "fits_text", "closes")
        return Counts(rows, self.facets, self.chosen)


class Counts:
    """Which adverts fit what is chosen, and how many each value would show beside the rest.

    ``rows`` tell of every open advert, in order.
    """

    def __init__(self, rows: Iterable[dict], facets: Iterable[Facet], chosen: dict[str, list[str]]):
        self.rows = list(rows)
        self.wanted = {
            facet: {facet.cast(one) for one in chosen[facet.name]}
            for facet in facets
            if facet.name in chosen
        }

    @property
    def fitting(self) -> list[int]:
        """The keys of the adverts that fit, in order."""
        return [row["pk"] for row in self.rows if row["fits_text"] and self._fits(row)]

    def of(self, facet: Facet) -> dict[str, int]:
        """The count of every value of ``facet``, itself left out of the filters."""
        fitting = [row for row in self.rows if row["fits_text"] and self._fits(row, without=facet)]
        found = [value for row in fitting for value in facet.values(row)]
        return {key: found.count(facet.cast(key)) for key, _ in facet.choices}

    def without(self, facet: Facet | None) -> int:
        """How many would show if ``facet`` were dropped; the text when None."""
        return sum(
            (facet is None or row["fits_text"]) and self._fits(row, without=facet)
            for row in self.rows
        )

    @property
    def fit_text(self) -> bool:
        """Whether the text alone fits any open advert."""
        return any(row["fits_text"] for row in self.rows)

    @property
    def close_apart(self) -> bool:
        """Whether the open adverts do not all close at the same time."""
        return len({row["closes"] for row in self.rows}) > 1

    def _fits(self, row: dict, without: Facet | None = None) -> bool:
        return all(
            wanted.intersection(facet.values(row))
            for facet, wanted in self.wanted.items()
            if facet is not without
        )
