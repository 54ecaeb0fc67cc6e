"""The people around an advert or a placement, one for each role; what they send, what they hear."""

from datetime import date

import pytest
from django.db import transaction

from microinternships.engine import HOST, OFFICE, STUDENT, Refused
from tests.factories import HostFactory, OfficeFactory, StudentFactory
from tests.grids import STRANGER


def around(organisation, student=None) -> dict:
    """Who may ask for something: another organisation's host and another student are strangers."""
    HostFactory()
    return {
        STRANGER: HostFactory().user,
        STUDENT: (student or StudentFactory()).user,
        HOST: HostFactory(organisation=organisation).user,
        OFFICE: OfficeFactory(role="caseworker"),
    }


def recruiter(organisation, **fields):
    """Somebody who looks after adverts, not people."""
    return HostFactory(organisation=organisation, is_admin=False, **fields).user


def come(placement, *absent: date) -> dict:
    """What a host sends: every day attended but ``absent``."""
    return {"attended": {day.date: day.date not in absent for day in placement.ordered_days}}


def refused(machine, event, subject, **given) -> list[tuple[str, str]]:
    """(code, sentence) of each refusal; the state has to stay."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        machine.fire(event, subject, **given)
    assert type(subject).objects.get(pk=subject.pk).state == subject.state
    return [(one.code, one.message) for one in caught.value.refusals]


def codes(does, *given, **how) -> set[str]:
    """Why ``does`` is refused."""
    with pytest.raises(Refused) as refused:
        does(*given, **how)
    return refused.value.codes
