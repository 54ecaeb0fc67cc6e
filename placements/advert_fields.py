"""The fields of an advert: their order, under which heading, and how their values are told.

The host's form, the Office's review and what is kept of each submission all follow this order.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django_countries import countries

from microinternships.phrases import time_words
from microinternships.templatetags.words import sentence_list, zone_name
from placements import wages
from placements.models import AccessFact, Advert, DayMode, Mode, Sector, Skill


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the form under a heading; ``key`` is its anchor."""

    key: str
    title: str
    names: tuple[str, ...]


PARTS = (
    Part(
        "project",
        "The project",
        (
            "title",
            "summary",
            "description",
            "self_contained",
            "tasks",
            "shadowing",
            "outcomes",
            "supervision",
            "sector",
            "skills",
        ),
    ),
    Part(
        "whom",
        "Whom you look for",
        ("places", "promotes_reserves", "requirements", "question", "name_blind"),
    ),
    Part(
        "when",
        "When",
        (
            "weeks",
            "days",
            "day_starts",
            "day_ends",
            "unpaid_break",
            "zone",
            "flexible_hours",
        ),
    ),
    Part(
        "where",
        "Where",
        ("mode", "day_modes", "place", "country", "access_facts", "access", "equipment"),
    ),
    Part(
        "costs",
        "What you reimburse",
        ("expenses_accepted", "lunch_in_kind", "travel_in_kind", "how_we_pay"),
    ),
)
NAMES = tuple(name for part in PARTS for name in part.names)
LABELS = {
    "title": "Title",
    "summary": "The project in one line",
    "description": "The project",
    "self_contained": "The project is self-contained, not part of a larger one",
    "tasks": "What the student will observe and do",
    "shadowing": "Work shadowing",
    "outcomes": "What the student will take away",
    "supervision": "Who supervises, and how",
    "sector": "Sector",
    "skills": "Skills it builds",
    "places": "Places",
    "promotes_reserves": "Offer a freed place to the next reserve at once",
    "requirements": "What an applicant should bring",
    "question": "A question for applicants",
    "name_blind": "Hide applicants' names until you shortlist them",
    "weeks": "Candidate weeks",
    "days": "Length in days",
    "day_starts": "Day starts",
    "day_ends": "Day ends",
    "unpaid_break": "Break, minutes",
    "zone": "Time zone of these hours",
    "flexible_hours": "Flexible hours",
    "mode": "Mode",
    "day_modes": "The mode of each day",
    "place": "Town or city",
    "country": "Country",
    "access_facts": "Access: what a student may count on",
    "access": "More about access",
    "equipment": "Equipment",
    "expenses_accepted": "The duty to reimburse local travel and lunch is accepted",
    "lunch_in_kind": "We give lunch, so it is not claimed",
    "travel_in_kind": "We arrange travel, so it is not claimed",
    "how_we_pay": "How you reimburse",
}
# What somebody types in words, in which wages and fees may be named.
TYPED = (
    "title",
    "summary",
    "description",
    "tasks",
    "shadowing",
    "outcomes",
    "supervision",
    "requirements",
    "question",
    "flexible_hours",
    "place",
    "access",
    "equipment",
    "how_we_pay",
)

CHOICES = {
    "sector": dict(Sector.choices),
    "skills": dict(Skill.choices),
    "mode": dict(Mode.choices),
    "day_modes": {mode.value: mode.label.lower() for mode in DayMode},
    "access_facts": dict(AccessFact.choices),
}


def in_words(name: str, value) -> str:
    """A field's value as people read it: "9:30", "Yes", "Week A and Week B", "day 1 in person
    and day 2 remote"; empty for nothing.

    Also of what an offer and a placement have besides: they share the names of their terms.
    """
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        each = [in_words(name, one) or "not set" for one in value]
        return sentence_list(_by_day(each) if name == "day_modes" else each)
    if hasattr(value, "strftime"):
        return time_words(value)
    if name == "country":
        return countries.name(str(value))
    if name == "zone":
        return zone_name(value)
    said = CHOICES.get(name, {}).get(value) or str(value)
    return said.replace("\r\n", "\n")  # a browser sends the former, and nobody sees which


def _by_day(said: list[str]) -> list[str]:
    return [f"day {number} {one}" for number, one in enumerate(said, start=1)]


def told(advert: Advert) -> dict[str, str]:
    """Every field of ``advert`` in words, in the order of the form."""
    return {name: in_words(name, _value(advert, name)) for name in NAMES}


def _value(advert: Advert, name: str):
    return advert.offered_weeks if name == "weeks" else getattr(advert, name)


def advice(advert: Advert) -> Iterator[tuple[str, list[str]]]:
    """(field, what to tell about its words of wages and fees), where there are any."""
    for name in TYPED:
        if said := wages.advice(getattr(advert, name)):
            yield name, said
