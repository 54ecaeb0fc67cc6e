"""What a host is told while their advert passes the Internship Office, and afterwards."""

from alerts.kinds import Kind, register
from microinternships import clock
from microinternships.engine import OFFICE
from placements.alerts import past, people
from placements.models import Advert
from placements.workflow.review import asked_in_words


def _recruiters(advert: Advert) -> list:
    return people.recruiters(advert.organisation)


def _still_asked(advert: Advert, alert) -> str:
    latest = past.last(advert, "ask_for_change", "take_back_change")
    return "the host took it back" if latest.event == "take_back_change" else ""


def _about(name: str, *events: str) -> Kind:
    """Tells what the last of ``events`` did, with the comment that the Office wrote to the host."""

    def context(advert: Advert, recipient) -> dict:
        row = past.last(advert, *events)
        return {
            "comment": past.what_was_said(row),
            "comments": asked_in_words(advert),
            "by_office": row.role == OFFICE,
            "launched": advert.cycle.launched(clock.now()),
            "published": advert.published(clock.now()),
            "closes_at": advert.closes_at(clock.now()),
            "next_round": advert.cycle.next_round(clock.now()),
        }

    return Kind(
        name,
        subject="placements.advert",
        recipients=_recruiters,
        still_true=past.still_the_latest,
        context=context,
    )


register(
    _about("advert_permitted", "permit"),
    _about("advert_terms_changed_host", *past.NEW_TERMS),
    _about("advert_extended_host", "extend"),
    Kind(
        "advert_change_asked",
        subject="placements.advert",
        recipients=lambda advert: people.office(),
        still_true=_still_asked,
        context=lambda advert, recipient: {
            "comment": past.what_was_said(past.last(advert, "ask_for_change"))
        },
    ),
    _about("advert_change_declined", "decline_change"),
    _about("advert_received", "submit"),
    _about("advert_changes_requested", "request_changes"),
    _about("advert_approved", "approve"),
    _about("advert_declined", "decline"),
    _about("advert_closed_early", "close_early"),
    _about("advert_suspended", "suspend"),
    _about("advert_resumed", "resume"),
    _about("advert_withdrawn", "withdraw"),
)
