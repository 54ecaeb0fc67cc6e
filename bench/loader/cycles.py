"""Cycles one after the other, the last one open now, and the adverts of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from bench.loader.history import History
from bench.loader.people import OFFICE, People
from bench.loader.rows import copy, number_on
from microinternships import clock
from placements import dates
from placements.models import Advert, CandidateWeek, Cycle, Mode, Round, Sector, Skill

APART = timedelta(weeks=17)  # three cycles in a year
AHEAD = timedelta(days=46)  # of week A, while the first round takes applications
DAYS = 5
LARGEST = 25  # adverts of the organisation that has the most, in one cycle

SUBJECTS = ("letters", "lighthouses", "satellites", "harbours", "archives", "gardens", "ledgers")
WORK = ("Sorting", "Mapping", "Describing", "Counting", "Photographing", "Translating", "Dating")
PLACES = (("London", "GB"), ("Oxford", "GB"), ("Leeds", "GB"), ("Zürich", "CH"), ("Berlin", "DE"))
PROJECT = (
    "You work beside the person who looks after the collection and see how each decision is made. "
    "On the first day you meet the team and read what others have found so far. "
    "Afterwards you take a part of your own, with somebody to ask at every hour of the day. "
)


HYBRID = ["in_person", "remote", "in_person", "remote", "remote"]


def mode_of(advert: int) -> str:
    return Mode.values[advert % len(Mode.values)]


def modes_of_days(advert: int) -> list[str]:
    mode = mode_of(advert)
    return HYBRID if mode == Mode.HYBRID else [mode] * DAYS


def zone(advert: int) -> str:
    return "Europe/London" if PLACES[advert % len(PLACES)][1] == "GB" else "Europe/Berlin"


@dataclass(frozen=True)
class Term:
    """One cycle as it is laid; ``number`` counts from 1, and so do the numbers of its adverts."""

    number: int
    week_a: date
    open: bool

    @cached_property
    def milestones(self) -> dates.Milestones:
        return dates.propose(self.week_a)

    def row(self) -> dict:
        seasons = Cycle.Season.values
        year = self.week_a.year
        return {
            "id": self.number,
            "name": f"Cycle {self.number}",
            "academic_year": f"{year - 1}/{year % 100:02}",
            "season": seasons[self.number % len(seasons)],
            **self.milestones.of_cycle(),
        }

    def weeks(self) -> Iterator[dict]:
        for place, week in enumerate(self.milestones.weeks):
            yield {
                "id": self.week(place),
                "cycle_id": self.number,
                "label": week.label,
                "starts_on": week.starts_on,
            }

    def week(self, place: int) -> int:
        """The number of week A (0) or B (1)."""
        return 2 * self.number - 1 + place


def terms(count: int) -> list[Term]:
    """``count`` cycles, oldest first; all but the last are over."""
    ahead = clock.today() + AHEAD
    latest = ahead + timedelta(days=-ahead.weekday() % 7)
    return [
        Term(number, latest - (count - number) * APART, number == count)
        for number in range(1, count + 1)
    ]


def load_terms(laid: list[Term]) -> None:
    copy(Cycle, (term.row() for term in laid))
    rounds = ({"cycle_id": term.number, **term.milestones.of_round()} for term in laid)
    copy(Round, ({"id": number, **row} for number, row in enumerate(rounds, 1)))
    copy(CandidateWeek, (week for term in laid for week in term.weeks()))
    number_on(Cycle, Round, CandidateWeek)


@dataclass(frozen=True)
class Adverts:
    """``each`` adverts in every cycle; all are approved, and each has one place."""

    each: int
    people: People
    history: History

    def numbers(self, term: Term) -> range:
        first = (term.number - 1) * self.each + 1
        return range(first, first + self.each)

    def organisation(self, number: int) -> int:
        """The first organisation has many, the others share what is left."""
        place = (number - 1) % self.each
        if place < LARGEST or self.people.organisations == 1:
            return 1
        return 2 + place % (self.people.organisations - 1)

    def load(self, laid: list[Term]) -> None:
        copy(Advert, (self._row(number, term) for term in laid for number in self.numbers(term)))
        through = Advert.weeks.through
        copy(through, (row for term in laid for row in self._weeks(term)))
        number_on(Advert, through)
        for term in laid:
            for number in self.numbers(term):
                self._tell(number, term)

    def _row(self, number: int, term: Term) -> dict:
        place, country = PLACES[number % len(PLACES)]
        mode = mode_of(number)
        title = f"{WORK[number % len(WORK)]} {SUBJECTS[number // 7 % len(SUBJECTS)]} {number}"
        return {
            "id": number,
            "organisation_id": self.organisation(number),
            "cycle_id": term.number,
            "state": Advert.State.APPROVED,
            "created_at": term.milestones.adverts_due_at - timedelta(days=20),
            "title": title,
            "summary": f"{title} for a made-up organisation, and say what you found",
            "description": PROJECT * 4,
            "tasks": PROJECT,
            "outcomes": PROJECT,
            "shadowing": PROJECT,
            "supervision": "Somebody of the team, every day",
            "sector": Sector.values[number % len(Sector.values)],
            "skills": sorted({Skill.values[number % 8], Skill.values[number // 8 % 8]}),
            "days": DAYS,
            "mode": mode,
            "day_modes": HYBRID if mode == Mode.HYBRID else [],
            "place": "" if mode == Mode.REMOTE else place,
            "country": country,
            "zone": zone(number),
            "expenses_accepted": True,
            "submitted_by_id": self.people.host_of(self.organisation(number)),
        }

    def weeks(self, number: int, term: Term) -> list[int]:
        """Both weeks of the cycle, or for every third advert one of them."""
        both = [term.week(0), term.week(1)]
        return both if number % 3 else [both[number % 2]]

    def _weeks(self, term: Term) -> Iterator[dict]:
        for number in self.numbers(term):
            for week in self.weeks(number, term):
                yield {"advert_id": number, "candidateweek_id": week}

    def _tell(self, number: int, term: Term) -> None:
        states, due = Advert.State, term.milestones.adverts_due_at
        host = self.people.host_of(self.organisation(number))
        tell = self.history.of("placements.advert", number)
        tell("submit", states.DRAFT, states.SUBMITTED, "host", host, due - timedelta(days=6))
        tell("approve", states.SUBMITTED, states.APPROVED, "office", OFFICE, due)
