"""A host's reading of applications: who applied, in which group, what may be done with each."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from applications import places
from applications.models import Application, Offer
from applications.workflow import application_machine, offer_machine
from microinternships.engine import Event, Refusal
from placements.models import Advert, CandidateWeek

State = Application.State


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    states: tuple[str, ...]
    note: str = ""


GROUPS = (
    Group("To decide", (State.SUBMITTED,)),
    Group("Shortlisted", (State.SHORTLISTED,), "Not decided yet."),
    Group("Reserve list", (State.RESERVE,), "In the order in which you would offer a free place."),
    Group("Offered and placed", (State.OFFERED, State.PLACED)),
    Group("Offer declined or not answered", (State.DECLINED,)),
    Group("Not selected", (State.UNSUCCESSFUL,)),
    Group("Withdrawn or cancelled", (State.WITHDRAWN, State.CANCELLED)),
)
TAGS = {
    State.SHORTLISTED: "active",
    State.RESERVE: "active",
    State.OFFERED: "warn",
    State.PLACED: "good",
}


@dataclass(frozen=True, slots=True)
class Applicant:
    """One application as the host of ``advert`` reads it; ``number`` is by time of arrival."""

    application: Application
    number: int

    @property
    def name(self) -> str:
        """The student's name, or "Applicant 3" while a name-blind advert hides it."""
        if self.application.named_to_host:
            return self.application.student.name
        return f"Applicant {self.number}"

    @property
    def how_to_address(self) -> str:
        """Their known-as name and pronouns; empty while the name is hidden."""
        named = self.application.named_to_host
        return self.application.student.how_to_address if named else ""

    @property
    def called(self) -> str:
        """How a letter to them begins, as far as the host may know it."""
        return self.application.student.called if self.application.named_to_host else self.name

    @property
    def state(self) -> str:
        """What the tag says; the groups leave some states to be told apart."""
        ended = self.application.by_default
        if ended and self.application.state == State.DECLINED:
            return "Offer not answered"
        if ended and self.application.state == State.UNSUCCESSFUL:
            return "Not decided in time"
        return self.application.get_state_display()

    @property
    def unread(self) -> bool:
        """Whether nobody has opened it, while that still matters."""
        return (
            self.application.opened_at is None and self.application.state not in Application.ENDED
        )

    @property
    def tag(self) -> str:
        return TAGS.get(self.application.state, "neutral")

    @property
    def free_weeks(self) -> list[CandidateWeek]:
        """The advert's weeks in which the student is free every day."""
        free = {week.pk for week in self.application.weeks.all()}
        return [week for week in self.application.advert.offered_weeks if week.pk in free]

    @property
    def availability(self) -> str:
        """As in "Free in week A only"; in short, for the list."""
        free, offered = self.free_weeks, self.application.advert.offered_weeks
        if not free:
            return "Free in none of your weeks"
        names = " and ".join(f"week {week.label}" for week in free)
        only = "" if len(free) == len(offered) else " only"
        return f"Free in {names}{only}" + (", not yet confirmed" if self.unconfirmed else "")

    @property
    def unconfirmed(self) -> bool:
        """Whether the terms have changed since the student said that they can come."""
        return self.application.asked_again_at is not None and self.application.is_open

    @property
    def offer(self) -> Offer | None:
        """The open offer, else the last one."""
        offers = self.application.offers.all()
        return self.application.open_offer or max(offers, key=lambda one: one.pk, default=None)


@dataclass(frozen=True, slots=True)
class Applicants:
    """Everybody who applied to one advert, numbered by arrival."""

    advert: Advert
    everybody: tuple[Applicant, ...]
    taken: int

    @classmethod
    def of(cls, advert: Advert, applications: Iterable[Application]) -> "Applicants":
        """``applications`` in any order; their advert is replaced by ``advert``, fetched whole."""
        rows = sorted(applications, key=lambda one: (one.submitted_at, one.pk))
        for application in rows:
            application.advert = advert
        numbered = tuple(Applicant(row, number) for number, row in enumerate(rows, 1))
        return cls(advert, numbered, places.places_taken(advert))

    @property
    def groups(self) -> list[tuple[Group, list[Applicant]]]:
        found = [(group, self._in(*group.states)) for group in GROUPS]
        return [(group, rows) for group, rows in found if rows]

    def _in(self, *states: str) -> list[Applicant]:
        rows = [one for one in self.everybody if one.application.state in states]
        return sorted(rows, key=lambda one: (one.application.reserve_rank or 0, one.number))

    @property
    def undecided(self) -> int:
        return len(self._in(*Application.UNDECIDED))

    @property
    def free(self) -> int:
        return max(self.advert.places - self.taken, 0)

    def next_reserve(self, now: datetime) -> Applicant | None:
        """Whom to offer a free place to, once an offer has ended or everybody is decided.

        None without a free place, and after the reserve list has ended.
        """
        if not self.free or now >= self.advert.cycle.reserve_ends_at:
            return None
        if self.undecided and not self._given_back:
            return None
        return next(iter(self._in(State.RESERVE)), None)

    @property
    def _given_back(self) -> bool:
        """Whether a place was offered and came back, from an offer or from a placement."""
        if any(one.application.state == State.CANCELLED and one.offer for one in self.everybody):
            return True
        states = {offer.state for one in self.everybody for offer in one.application.offers.all()}
        return bool(states & {Offer.State.DECLINED, Offer.State.LAPSED, Offer.State.RESCINDED})

    def find(self, pk: int) -> Applicant | None:
        return next((one for one in self.everybody if one.application.pk == pk), None)

    def beside(self, applicant: Applicant) -> tuple[Applicant | None, Applicant | None]:
        """Who comes before and after, by arrival."""
        at = applicant.number - 1
        before = self.everybody[at - 1] if at else None
        after = self.everybody[at + 1] if applicant.number < len(self.everybody) else None
        return before, after


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing the host could do now: its button, and what stands against it."""

    event: Event
    refusals: tuple[Refusal, ...] = ()

    @property
    def allowed(self) -> bool:
        return not self.refusals

    @property
    def told_by(self) -> str:
        """Ids of the sentences that say why not."""
        return " ".join(f"why-{refusal.code}" for refusal in self.refusals)


@dataclass(frozen=True, slots=True)
class Choices:
    """What ``by`` may do with an application from its present state."""

    by_name: dict[str, Choice] = field(default_factory=dict)

    SHOWN = (
        *("offer", "shortlist", "put_back", "reserve", "not_select"),
        *("reconsider", "give_feedback", "rescind"),
    )

    @classmethod
    def of(cls, application: Application, by) -> "Choices":
        found = application_machine.open_to(application, by)
        if offer := application.open_offer:
            found += offer_machine.open_to(offer, by)
        given = [event for event, no in found if no and event.name == "give_feedback"]
        shown = {event.name: Choice(event, tuple(no)) for event, no in found if event not in given}
        return cls({name: shown[name] for name in cls.SHOWN if name in shown})

    def get(self, name: str) -> Choice | None:
        return self.by_name.get(name)

    @property
    def only_feedback(self) -> bool:
        """Whether all that is left to do is to say why."""
        return [name for name, one in self.by_name.items() if one.allowed] == ["give_feedback"]

    @property
    def buttons(self) -> list[Choice]:
        """What one press does, in the order of the page."""
        pressed = ("shortlist", "put_back", "reserve", "reconsider")
        return [choice for name, choice in self.by_name.items() if name in pressed]

    @property
    def obstacles(self) -> list[Refusal]:
        """Each reason once, however many buttons it stands against."""
        every = [no for choice in self.by_name.values() for no in choice.refusals]
        return list({refusal.code: refusal for refusal in every}.values())
