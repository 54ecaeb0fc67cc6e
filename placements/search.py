"""Full-text search over adverts: English stems, accents folded, the title heaviest.

An advert's own words are a column that the database generates, so they cannot
go stale: what its host typed, and what its sector and skills are called. The
organisation's name and the country's are joined in when somebody searches, so a
new name is found at once.
"""

import json
from collections.abc import Collection, Iterable
from functools import cache

from django.contrib.postgres.search import (
    CombinedSearchVector,
    SearchQuery,
    SearchRank,
    SearchVector,
)
from django.db.models import (
    BooleanField,
    Case,
    Count,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.lookups import Exact
from django_countries import countries

CONFIG = "english"
LONGEST_QUERY = 200
ALONE = {"it": "technology"}  # to the dictionary a word as common as "the", but not by itself
ALSO_CALLED = {"GB": "UK, Britain", "US": "USA"}

# No extension may be required, so accents are taken apart and their marks dropped; the letters
# that do not come apart are named. Quotes and dashes of printed text, which word processors and
# telephones write by themselves, would otherwise be parts of the words beside them.
FOLD = (
    "translate(replace(replace(replace(replace(replace(regexp_replace("
    "normalize(%(expressions)s, NFKD), "
    r"'[\u0300-\u036f]', '', 'g'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), "
    "'Æ', 'AE'), 'Œ', 'OE'), "
    "'øØłŁđĐı’‘“”„«»–—', 'oOlLdDi''''\"\"\"\"\"  ')"
)


def folded(expression: str | Combinable) -> Func:
    """``expression`` without accents, as an immutable SQL expression."""
    return Func(expression, template=FOLD, output_field=TextField())


Choices = Iterable[tuple[str, str]]


def _vector(weight: str, *names: str | Combinable) -> SearchVector:
    return SearchVector(*(folded(name) for name in names), weight=weight, config=CONFIG)


def words_of_advert(*, sectors: Choices, skills: Choices) -> CombinedSearchVector:
    """The expression of the generated column ``Advert.search``."""
    sector = Case(
        *(When(sector=value, then=Value(label)) for value, label in sectors), default=Value("")
    )
    built = (
        Case(When(skills__contains=[value], then=Value(label)), default=Value(""))
        for value, label in skills
    )
    return (
        _vector("A", "title")
        + _vector("B", "summary", "place", sector, *built)
        + _vector("C", "tasks", "outcomes", "requirements")
        + _vector("D", "description", "shadowing")
    )


def annotate(adverts: QuerySet, text: str) -> QuerySet:
    """Each advert with ``fits_text`` and ``relevance`` for what somebody typed.

    Quoted phrases, ``or`` and a leading minus work as on the web. Everything
    fits when nothing was typed, or nothing but words as common as "the".
    """
    text = text.strip()[:LONGEST_QUERY]
    if not text:
        return adverts.annotate(fits_text=Value(True), relevance=Value(0.0))
    query = _query(text)
    fits = Case(When(_fits(query), then=True), default=False, output_field=BooleanField())
    return _with_words(adverts).annotate(fits_text=fits, relevance=SearchRank(F("words"), query))


def fits_each(adverts: QuerySet, words: Collection[str]) -> dict[str, int]:
    """How many of ``adverts`` have each single word, in one query."""
    counts = {f"word_{n}": Count("pk", filter=_fits(_query(word))) for n, word in enumerate(words)}
    found = _with_words(adverts).aggregate(**counts) if counts else {}
    return dict(zip(words, found.values(), strict=True))


def _fits(query: SearchQuery) -> Q:
    words_asked = Func(query, function="numnode", output_field=IntegerField())
    return Q(words=query) | Q(Exact(words_asked, 0))


def _query(text: str) -> SearchQuery:
    text = ALONE.get(text.casefold(), text)
    return SearchQuery(folded(Value(text)), config=CONFIG, search_type="websearch")


def _with_words(adverts: QuerySet) -> QuerySet:
    """Each advert with all that is searched: its own words, its organisation's and its country."""
    joined = _vector("A", "organisation__name") + _vector("B", _country())
    return adverts.annotate(words=CombinedSearchVector(F("search"), "||", joined, config=None))


@cache
def country_names() -> dict[str, str]:
    """What each country may be searched by, by its ISO code."""
    return {code: f"{name} {ALSO_CALLED.get(code, '')}".strip() for code, name in countries}


def _country() -> Func:
    names = Value(json.dumps(country_names()))
    joined = {"template": "(%(expressions)s)", "arg_joiner": "::jsonb ->> "}
    return Func(names, F("country"), output_field=TextField(), **joined)
