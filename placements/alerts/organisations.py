"""Verifying an organisation: the Office is asked, its hosts are told. And terms that changed."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from alerts.kinds import Chaser, Kind, register
from placements import terms
from placements.alerts import past, people
from placements.models import Organisation

# After that the terms are no news; the host desk goes on asking.
REMEMBERED = timedelta(days=28)
OUT = (Organisation.State.DECLINED, Organisation.State.SUSPENDED)


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


def _asked_again_at(organisation: Organisation) -> datetime | None:
    return terms.current().asked_again_at


def _to_accept(now: datetime) -> QuerySet[Organisation]:
    since = terms.current().asked_again_at
    if since is None or since + REMEMBERED <= now:
        return Organisation.objects.none()
    return Organisation.objects.exclude(state__in=OUT).filter(~terms.accepted())


def _not_accepted(organisation: Organisation, alert) -> str:
    if terms.accepted_by(organisation):
        return "accepted since"
    return past.OVERTAKEN if organisation.state in OUT else ""


register(
    # Its moment is when the Office asked: one letter for each version.
    Chaser(
        "terms_to_accept",
        subject="placements.organisation",
        recipients=people.admins,
        due=_to_accept,
        deadline=_asked_again_at,
        steps=("T",),
        still_true=_not_accepted,
    ),
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
