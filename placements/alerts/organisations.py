"""Verifying an organisation: the Office is asked, its hosts are told."""

from alerts.kinds import Kind, register
from placements.alerts import past, people
from placements.models import Organisation


def _said(*events: str):
    def context(organisation: Organisation, recipient) -> dict:
        return {"comment": past.what_was_said(past.last(organisation, *events))}

    return context


def _not_suspended(organisation: Organisation, alert) -> str:
    suspended = organisation.state == Organisation.State.SUSPENDED
    return past.OVERTAKEN if suspended else ""


def _to_hosts(name: str, event: str) -> Kind:
    return Kind(
        name,
        subject="placements.organisation",
        recipients=people.admins,
        still_true=past.still_the_latest,
        context=_said(event),
    )


register(
    Kind(
        "organisation_to_verify",
        subject="placements.organisation",
        recipients=lambda organisation: people.office(),
        still_true=past.still_the_latest,
    ),
    _to_hosts("organisation_verified", "verify"),
    _to_hosts("organisation_declined", "decline"),
    _to_hosts("organisation_suspended", "suspend"),
    _to_hosts("organisation_resumed", "resume"),
    Kind(
        "late_adverts_permitted",
        subject="placements.organisation",
        recipients=people.recruiters,
        still_true=_not_suspended,
        context=_said("permit"),
    ),
)
