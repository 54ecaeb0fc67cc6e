"""Applications: in the open cycle they wait, in those before they were decided and placed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from psycopg.types.json import Jsonb

from applications.models import Application, Offer, SavedAdvert
from bench.loader.cycles import DAYS, Adverts, Term, modes_of_days, zone
from bench.loader.history import History
from bench.loader.people import People
from bench.loader.rows import copy, number_on
from placements.models import Placement, PlacementDay

A_DAY = timedelta(days=1)
PASSED = {"eligible": True, "verdicts": []}
STATEMENT = "I would like to learn how people do this work, and what they look for first. " * 15
SAVED = 3  # adverts of the open cycle that each of its students keeps
State = Application.State


@dataclass(frozen=True, slots=True)
class Sent:
    """One application: its number, whose it is, for which advert, and whether it was placed."""

    number: int
    student: int
    advert: int
    term: Term
    at: datetime
    placed: bool


@dataclass
class Applications:
    """``per_advert`` for each advert, two from each student of a cycle."""

    per_advert: int
    adverts: Adverts
    people: People
    history: History
    newcomers: int  # students of a cycle who were not in the one before
    sent: list[Sent] = field(default_factory=list)

    @property
    def students_of_a_cycle(self) -> int:
        return self.adverts.each * self.per_advert // 2

    def load(self, laid: list[Term]) -> None:
        self.sent = [one for term in laid for one in self._sent(term)]
        copy(Application, (self._row(one) for one in self.sent))
        through = Application.weeks.through
        copy(through, (row for one in self.sent for row in self._weeks(one)))
        copy(SavedAdvert, (row for term in laid if term.open for row in self._saved(term)))
        number_on(Application, through, SavedAdvert)
        for one in self.sent:
            self._tell(one)
        self._load_places([one for one in self.sent if one.placed])

    def _sent(self, term: Term) -> Iterator[Sent]:
        students, first = self.students_of_a_cycle, self.adverts.numbers(term)[0]
        before = (term.number - 1) * self.adverts.each * self.per_advert
        taken, placed = set(), set()
        for place in range(self.adverts.each * self.per_advert):
            student = 1 + (term.number - 1) * self.newcomers + place % students
            advert = first + place // self.per_advert
            gets_it = not (term.open or advert in taken or student in placed)
            if gets_it:
                taken.add(advert)
                placed.add(student)
            at = term.milestones.round.opens_at + timedelta(hours=place % 190)
            yield Sent(before + place + 1, student, advert, term, at, gets_it)

    def _row(self, one: Sent) -> dict:
        decided = State.PLACED if one.placed else State.UNSUCCESSFUL
        return {
            "id": one.number,
            "student_id": one.student,
            "advert_id": one.advert,
            "round_id": one.term.number,
            "state": State.SUBMITTED if one.term.open else decided,
            "reference": f"A-B{one.number:06}",
            "created_at": one.at,
            "submitted_at": one.at,
            "committed": True,
            "zone_acknowledged": True,
            "statement": STATEMENT,
            "cv": f"cv/{one.number}.pdf",
            "cv_pages": 1,
            "eligibility": Jsonb(PASSED),
            "opened_at": None if one.term.open else one.at + A_DAY,
            "reason": "" if one.term.open or one.placed else "numbers",
        }

    def _weeks(self, one: Sent) -> Iterator[dict]:
        for week in self.adverts.weeks(one.advert, one.term):
            yield {"application_id": one.number, "candidateweek_id": week}

    def _saved(self, term: Term) -> Iterator[dict]:
        numbers = self.adverts.numbers(term)
        for place in range(self.students_of_a_cycle):
            for later in range(min(SAVED, len(numbers))):
                yield {
                    "student_id": 1 + (term.number - 1) * self.newcomers + place,
                    "advert_id": numbers[(place + later) % len(numbers)],
                    "saved_at": term.milestones.round.opens_at,
                }

    def _tell(self, one: Sent) -> None:
        tell = self.history.of("applications.application", one.number)
        student = self.people.user_of(one.student)
        tell("submit", State.DRAFT, State.SUBMITTED, "student", student, one.at)
        if one.term.open:
            return
        host = self.people.host_of(self.adverts.organisation(one.advert))
        decided = one.term.milestones.round.choose_by - A_DAY
        if not one.placed:
            tell("not_select", State.SUBMITTED, State.UNSUCCESSFUL, "host", host, decided)
            return
        tell("offer", State.SUBMITTED, State.OFFERED, "host", host, decided)
        tell("accepted", State.OFFERED, State.PLACED, "effect", student, _accepted(one.term))

    def _load_places(self, placed: list[Sent]) -> None:
        """The offer and the placement of each; both have one number."""
        copy(Placement, (self._placement(number, one) for number, one in enumerate(placed, 1)))
        copy(PlacementDay, self._days(placed))
        copy(Offer, (self._offer(number, one) for number, one in enumerate(placed, 1)))
        number_on(Placement, PlacementDay, Offer)
        made, confirmed = Offer.State.MADE, Placement.State.CONFIRMED
        for number, one in enumerate(placed, 1):
            accepted, student = _accepted(one.term), self.people.user_of(one.student)
            tell = self.history.of("applications.offer", number)
            tell("accept", made, Offer.State.ACCEPTED, "student", student, accepted)
            tell = self.history.of("placements.placement", number)
            over = one.term.milestones.claims_close_at - 20 * A_DAY
            counted = Placement.State.COMPLETED
            tell("attendance_by_default", confirmed, counted, "deadline", None, over)

    def _terms(self, one: Sent) -> dict:
        return {
            "week_id": self.adverts.weeks(one.advert, one.term)[0],
            "zone": zone(one.advert),
            "place": "1 Example Street",
            "contact_name": "Robin Example",
            "contact_email": "robin@example.org",
        }

    def _placement(self, number: int, one: Sent) -> dict:
        return {
            "id": number,
            "student_id": one.student,
            "advert_id": one.advert,
            "state": Placement.State.COMPLETED,
            "attendance_by_default": True,
            **self._terms(one),
        }

    def _offer(self, number: int, one: Sent) -> dict:
        days = [[day["date"].isoformat(), day["mode"]] for day in self._of_placement(number, one)]
        return {
            "id": number,
            "application_id": one.number,
            "state": Offer.State.ACCEPTED,
            "days": Jsonb(days),
            "made_at": one.term.milestones.round.choose_by - A_DAY,
            "respond_by": one.term.milestones.round.answer_by,
            "answered_at": _accepted(one.term),
            "zone_acknowledged": True,
            "placement_id": number,
            **self._terms(one),
        }

    def _days(self, placed: list[Sent]) -> Iterator[dict]:
        for number, one in enumerate(placed, 1):
            for place, day in enumerate(self._of_placement(number, one)):
                yield {"id": (number - 1) * DAYS + place + 1, **day}

    def _of_placement(self, number: int, one: Sent) -> list[dict]:
        week = self.adverts.weeks(one.advert, one.term)[0]
        monday = one.term.milestones.weeks[(week + 1) % 2].starts_on
        return [
            {
                "placement_id": number,
                "student_id": one.student,
                "date": monday + place * A_DAY,
                "mode": mode,
                "attended": True,
            }
            for place, mode in enumerate(modes_of_days(one.advert))
        ]


def _accepted(term: Term) -> datetime:
    return term.milestones.round.release_at + A_DAY
