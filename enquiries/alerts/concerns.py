"""A concern reaches the Office at once, its answer whoever reported it.

The letters name neither the advert nor the placement: mail is read over shoulders, and whoever
lists the Office's letters may act for the very host.
"""

from accounts.models import User
from alerts.kinds import Kind, register
from enquiries.models import Concern
from placements import rules
from placements.alerts import past, people


def _office(concern: Concern) -> list[User]:
    return [one for one in people.office() if not rules.is_member(one, concern.about_advert)]


def _reporter(concern: Concern) -> list[User]:
    return [concern.reporter]


def _still_open(concern: Concern, alert) -> str:
    return "" if concern.state == Concern.State.OPEN else "looked at already"


register(
    Kind(
        "concern_reported",
        subject="enquiries.concern",
        recipients=_office,
        still_true=_still_open,
    ),
    Kind(
        "concern_answered",
        subject="enquiries.concern",
        recipients=_reporter,
        still_true=past.still_the_latest,
    ),
    Kind(
        "concern_reopened",
        subject="enquiries.concern",
        recipients=_reporter,
        still_true=past.still_the_latest,
    ),
)
