"""Full-text search over adverts: English stems, accents folded, the title heaviest.

An advert's own words are a column that the database generates, so they cannot
go stale. The organisation's name is joined in when somebody searches, so a new
name is found at once.
"""

from django.contrib.postgres.search import (
    CombinedSearchVector,
    SearchQuery,
    SearchRank,
    SearchVector,
)
from django.db.models import BooleanField, Case, F, Func, QuerySet, TextField, Value, When
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
    query = SearchQuery(folded(Value(text)), config=CONFIG, search_type="websearch")
    organisation = _vector("A", "organisation__name")
    everything = CombinedSearchVector(F("search"), "||", organisation, config=None)
    fits = Case(When(words=query, then=True), default=False, output_field=BooleanField())
    return adverts.annotate(words=everything).annotate(
        fits_text=fits, relevance=SearchRank(F("words"), query)
    )
