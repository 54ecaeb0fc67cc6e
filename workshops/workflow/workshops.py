"""Workshop: announced by the Office, changed under the eyes of those booked, cancelled."""

from collections.abc import Callable, Iterator
from copy import copy
from operator import attrgetter

from microinternships.engine import EFFECT, OFFICE, Act, Event, Machine, Refusal
from placements import rules
from workshops.models import Workshop
from workshops.workflow.bookings import BEGUN, booking_machine, fill_places

State = Workshop.State

WHEN_AND_WHERE = ("starts_at", "ends_at", "mode", "place", "joining_link")
WORDS_AND_PLACES = ("title", "summary", "description", "places")


def as_it_would_be(act: Act) -> Workshop:
    """The workshop with what is sent along, for guards that ask whether that can stand."""
    workshop = copy(act.subject)
    for name, value in act.data.items():
        setattr(workshop, name, value)
    return workshop


def _not_begun(act: Act) -> Refusal | None:
    return BEGUN if act.subject.begun(act.now) else None


def _lies_ahead(act: Act) -> Refusal | None:
    if not as_it_would_be(act).begun(act.now):
        return None
    return Refusal("past", "Choose a time that lies ahead.", "starts_at")


def _ends_after_it_starts(act: Act) -> Refusal | None:
    workshop = as_it_would_be(act)
    if workshop.ends_at > workshop.starts_at:
        return None
    return Refusal("order", "It has to end after it starts.", "ends_at")


def _says_where(act: Act) -> Refusal | None:
    workshop = as_it_would_be(act)
    if workshop.online and not workshop.joining_link:
        return Refusal("where", "Give the link by which students join.", "joining_link")
    if not workshop.online and not workshop.place:
        return Refusal("where", "Say where it is.", "place")
    return None


def _link_is_secure(act: Act) -> Refusal | None:
    link = as_it_would_be(act).joining_link
    if not link or link.startswith("https://"):
        return None
    return Refusal("link", "Give a link that begins with https://.", "joining_link")


def _something_changes(act: Act) -> Refusal | None:
    if any(getattr(act.subject, name) != value for name, value in act.data.items()):
        return None
    return Refusal("same", "Nothing is changed. Change something, or leave this page.")


def _places_for_those_booked(act: Act) -> Refusal | None:
    booked, places = act.subject.bookings.booked().count(), as_it_would_be(act).places
    if places < 1:
        return Refusal("places", "Give at least 1 place.", "places")
    if booked <= places:
        return None
    students = "1 student has a place" if booked == 1 else f"{booked} students have a place"
    sentence = f"{students}, so that there cannot be only {places}. Take somebody off first."
    return Refusal("places", sentence, "places")


def _keep(names: tuple[str, ...]) -> Callable[[Act], None]:
    """Store what is sent along of ``names``; what was and what is go into the history."""

    def keep(act: Act) -> None:
        before = copy(act.subject)
        for name in names:
            setattr(act.subject, name, act.data.get(name, getattr(before, name)))
        lines = [act.comment] if act.comment else []
        act.comment = "\n".join([*lines, *_what_differs(before, act.subject)])

    return keep


def _what_differs(was: Workshop, now: Workshop) -> Iterator[str]:
    """A line each. The letters hold them, so that the link is not told: some only wait."""
    told = {
        "Time": attrgetter("when"),
        "Place": attrgetter("where"),
        "Title": attrgetter("title"),
        "Summary": attrgetter("summary"),
        "Places": attrgetter("places"),
    }
    for label, words in told.items():
        if words(was) != words(now):
            yield f"{label}: {words(was)}, now {words(now)}"
    for name in ("joining_link", "description"):
        if getattr(was, name) != getattr(now, name):
            yield f"{Workshop._meta.get_field(name).verbose_name.capitalize()}: a new one"


def _fill_places(act: Act) -> None:
    fill_places(act.subject)


def _end_bookings(act: Act) -> None:
    for booking in act.subject.bookings.active():
        booking_machine.fire("end", booking, role=EFFECT)


workshop_machine = Machine(
    Workshop,
    (
        Event(
            "announce",
            "Announce",
            sources=(State.DRAFT,),
            target=State.ANNOUNCED,
            who=(OFFICE,),
            guards=(_lies_ahead, _says_where),
        ),
        Event(
            "move",
            "Change time or place",
            sources=(State.ANNOUNCED,),
            target=None,
            who=(OFFICE,),
            guards=(_not_begun,),
            inputs=(
                _something_changes,
                _lies_ahead,
                _ends_after_it_starts,
                _says_where,
                _link_is_secure,
            ),
            effects=(_keep(WHEN_AND_WHERE),),
            alerts=("workshop_changed",),
        ),
        Event(
            "revise",
            "Change words or places",
            sources=(State.ANNOUNCED,),
            target=None,
            who=(OFFICE,),
            guards=(_not_begun,),
            inputs=(_something_changes, _places_for_those_booked),
            effects=(_keep(WORDS_AND_PLACES), _fill_places),
        ),
        Event(
            "cancel",
            "Cancel the workshop",
            sources=(State.ANNOUNCED,),
            target=State.CANCELLED,
            who=(OFFICE,),
            guards=(_not_begun,),
            effects=(_end_bookings,),
            comment=True,
        ),
    ),
    roles=lambda user, workshop: {OFFICE} if rules.is_office(user) else set(),
)
