"""Full-text search over adverts: English stems, accents folded, the title heaviest.

An advert's own words are a column that the database generates, so they cannot
go stale. The organisation's name is joined in when somebody searches, so a new
name is found at once.
"""

from collections.abc import Collection

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
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import Combinable

CONFIG = "english"
LONGEST_QUERY = 200

# No extension may be required, so accents are taken apart and their marks dropped; the letters
# that do not come apart are named.
FOLD = (
    "translate(replace(regexp_replace(normalize(%(expressions)s, NFKD), "
    r"'[\u0300-\u036f]', '', 'g'), 'ß', 'ss'), 'øØłŁđĐı', 'oOlLdDi')"
)


def folded(expression: str | Combinable) -> Func:
    """``expression`` without accents, as an immutable SQL expression."""
    return Func(expression, template=FOLD, output_field=TextField())


def _vector(weight: str, *names: str) -> SearchVector:
    return SearchVector(*(folded(name) for name in names), weight=weight, config=CONFIG)


def words_of_advert() -> CombinedSearchVector:
    """The expression of the generated column ``Advert.search``."""
    return (
        _vector("A", "title")
        + _vector("B", "summary", "sector", "place")
        + _vector("C", "tasks", "outcomes", "requirements")
        + _vector("D", "description", "shadowing")
    )


def annotate(adverts: QuerySet, text: str) -> QuerySet:
    """Each advert with ``fits_text`` and ``relevance`` for what somebody typed.

    Quoted phrases, ``or`` and a leading minus work as on the web. Everything
    fits when nothing was typed.
    """
    text = text.strip()[:LONGEST_QUERY]
    if not text:
        return adverts.annotate(fits_text=Value(True), relevance=Value(0.0))
    query = _query(text)
    fits = Case(When(words=query, then=True), default=False, output_field=BooleanField())
    return _with_words(adverts).annotate(fits_text=fits, relevance=SearchRank(F("words"), query))


def fits_each(adverts: QuerySet, words: Collection[str]) -> dict[str, int]:
    """How many of ``adverts`` have each single word, in one query."""
    counts = {
        f"word_{n}": Count("pk", filter=Q(words=_query(word))) for n, word in enumerate(words)
    }
    found = _with_words(adverts).aggregate(**counts) if counts else {}
    return dict(zip(words, found.values(), strict=True))


def _query(text: str) -> SearchQuery:
    return SearchQuery(folded(Value(text)), config=CONFIG, search_type="websearch")


def _with_words(adverts: QuerySet) -> QuerySet:
    """Each advert with all that is searched: its own words and its organisation's name."""
    organisation = _vector("A", "organisation__name")
    return adverts.annotate(
        words=CombinedSearchVector(F("search"), "||", organisation, config=None)
    )
