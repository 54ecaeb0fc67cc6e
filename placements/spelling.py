"""What somebody who mistyped a search may have meant, from the adverts' own words.

Asked only when a search found nothing, so the open adverts are read then and nothing is kept that
could go stale.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import QueryDict
from rapidfuzz import process
from rapidfuzz.distance import OSA

from placements.filters import AdvertFilter, browsable
from placements.models import Advert, Sector, Skill
from placements.search import country_names, fits_each

WORD = re.compile(r"[^\W\d_]{3,}")
SOURCES = (
    *("title", "summary", "tasks", "place", "organisation__name"),
    *("outcomes", "requirements", "description", "shadowing"),
)
CALLED = dict((*Sector.choices, *Skill.choices))
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
LIKE_ENOUGH = 0.7  # of a word's letters that stand where they should
SHORT = 3  # letters: with another letter it would be like too many words; with two swapped, few
MOST = 3
LONGEST = 8  # words of a search that are looked at


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A search that finds something: its words, and how many adverts it would show."""

    text: str
    count: int
    url: str


def fold(text: str) -> str:
    """Small letters without accents, as the index keeps them."""
    if text.isascii():
        return text.casefold()
    apart = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return plain.translate(LETTERS)


def vocabulary(adverts: QuerySet[Advert]) -> Counter[str]:
    """Every word of three letters or more in ``adverts``, with how often it stands there."""
    rows = adverts.values_list("sector", "country", "skills", *SOURCES)
    return Counter(
        word for row in rows for text in _told(*row) for word in WORD.findall(fold(text))
    )


def _told(sector: str, country: str, skills: list[str], *typed: str) -> Iterator[str]:
    yield from typed
    yield country_names().get(country, "")
    yield from (CALLED[one] for one in (sector, *skills) if one)


def corrections(text: str, unknown: Iterable[str], known: Counter[str]) -> list[str]:
    """``text`` with its ``unknown`` words replaced by like ones, the likeliest first."""
    likely = [_like(word, known) for word in unknown]
    if not likely or not all(likely):
        return []
    found = []
    for choice in range(max(map(len, likely))):
        corrected = fold(text)
        for word, options in zip(unknown, likely, strict=True):
            option = options[min(choice, len(options) - 1)]
            corrected = re.sub(rf"\b{re.escape(word)}\b", option, corrected)
        found.append(corrected)
    return list(dict.fromkeys(found))


def _like(word: str, known: Counter[str]) -> list[str]:
    """The words most like ``word``; of equally like ones, those that stand there more often."""
    matches = process.extract(
        word,
        known.keys(),
        scorer=OSA.normalized_similarity,
        score_cutoff=LIKE_ENOUGH,
        limit=None,
    )
    if len(word) == SHORT:
        matches += [(one, LIKE_ENOUGH, one) for one in _swapped(word) if one in known]
    matches.sort(key=lambda match: (-match[1], -known[match[0]], match[0]))
    return [match[0] for match in matches[:MOST]]


def _swapped(word: str) -> set[str]:
    """``word`` with each two neighbouring letters swapped, where that makes another."""
    swaps = range(len(word) - 1)
    return {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in swaps} - {word}


def suggestions(chosen: AdvertFilter, query: QueryDict) -> list[Suggestion]:
    """Searches like the one in ``query`` that do find adverts, filters kept where any fit them.

    Empty while the words fit some advert, and when no word is unlike all of the adverts' own.
    """
    if not chosen.text or chosen.counts.fit_text:
        return []
    adverts = browsable(chosen.now)
    words = list(dict.fromkeys(WORD.findall(fold(chosen.text))))[:LONGEST]
    fitting = fits_each(adverts, words)
    unknown = [word for word in words if not fitting[word]]
    found = (
        _counted(text, chosen, query)
        for text in corrections(chosen.text, unknown, vocabulary(adverts))
    )
    return [one for one in found if one.count]


def _counted(text: str, chosen: AdvertFilter, query: QueryDict) -> Suggestion:
    """How many adverts ``text`` finds beside the filters; without them if that is none."""
    kept = query.copy()
    kept["q"] = text
    kept.pop("page", None)
    alone = QueryDict(mutable=True)
    alone["q"] = text
    for wanted in (kept, alone):
        if count := AdvertFilter(wanted, now=chosen.now, cycles=chosen.cycles).qs.count():
            return Suggestion(text, count, f"?{wanted.urlencode()}")
    return Suggestion(text, 0, "")
