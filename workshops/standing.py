"""How a workshop stands for whoever reads about it."""

from dataclasses import dataclass
from datetime import datetime

from microinternships.templatetags.words import words
from workshops.models import Booking, Workshop


@dataclass(frozen=True, slots=True)
class Standing:
    """A ``word`` for a tag and the ``kind`` of the tag."""

    word: str
    kind: str = "neutral"


def of(workshop: Workshop, booking: Booking | None, now: datetime) -> Standing:
    """For a reader with this active ``booking``. Reads the counts of the workshop."""
    if not workshop.announced:
        return Standing(workshop.get_state_display(), "bad" if workshop.cancelled else "neutral")
    if workshop.over(now):
        return Standing("Over")
    if workshop.under_way(now):
        return Standing("Under way", "active")
    if booking is not None:
        return Standing(*_OWN[booking.state])
    if left := workshop.places_left:
        return Standing(f"{words(left, 'place')} left", "active")
    return Standing("Full")


_OWN = {
    Booking.State.BOOKED: ("You have a place", "good"),
    Booking.State.WAITING: ("You are waiting", "warn"),
}


def places(workshop: Workshop) -> str:
    """As in "4 of 20 left" or "All 20 are taken, and 3 students wait". Reads the counts."""
    if left := workshop.places_left:
        return f"{left} of {workshop.places} left"
    taken = "The only one is taken" if workshop.places == 1 else f"All {workshop.places} are taken"
    if not workshop.waiting:
        return taken
    wait = "1 student waits" if workshop.waiting == 1 else f"{workshop.waiting} students wait"
    return f"{taken}, and {wait}"
