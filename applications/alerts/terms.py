"""An offer's or a placement's terms as a letter says them."""

from placements import hours
from placements.models import DayMode, Terms


def said(terms: Terms) -> dict:
    """``days``: a line for each, with its hours and its mode."""
    return {
        "days": [
            f"{hours.of_day(terms, day, mode)}, {DayMode(mode).label.lower()}"
            for day, mode in terms.dated_days
        ]
    }
