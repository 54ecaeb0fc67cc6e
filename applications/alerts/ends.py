"""An application ended otherwise than by a decision: what its student and its host are told."""

from alerts.kinds import Kind, register
from applications.alerts.left import still_open
from applications.alerts.outcomes import happened_before_release
from applications.alerts.people import (
    applicant,
    name_for_hosts,
    next_reserve,
    passed_on_to,
    who_had_it,
)
from applications.models import Application
from placements.alerts import past

State = Application.State


def _ended(application: Application, recipient) -> dict:
    """Whether an offer ended with it is said only to somebody who knew of the offer."""
    row = past.last(application)
    known = row.source == State.OFFERED and not happened_before_release(application, row)
    return {**still_open(application), "event": row.event, "offer_known": known}


def _left(application: Application, recipient) -> dict:
    row = past.last(application)
    had_offer = row.source == State.OFFERED
    return {
        "event": row.event,
        "name": name_for_hosts(application),
        "had_offer": had_offer,
        "reserve": next_reserve(application.advert, recipient) if had_offer else None,
        "given_to": passed_on_to(application.offers.first()) if had_offer else "",
    }


def _to_student(name: str) -> Kind:
    return Kind(
        name,
        subject="applications.application",
        recipients=applicant,
        still_true=past.still_the_latest,
        context=_ended,
    )


def _to_host(name: str) -> Kind:
    return Kind(
        name,
        subject="applications.application",
        recipients=who_had_it,
        still_true=past.still_the_latest,
        context=_left,
    )


register(
    _to_student("application_withdrawn"),
    _to_student("application_cancelled"),
    _to_host("application_taken_back_host"),
    _to_host("application_ended_host"),
)
