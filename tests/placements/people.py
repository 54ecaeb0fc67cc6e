"""The people around an advert or a placement, one for each role."""

from microinternships.engine import HOST, OFFICE, STUDENT
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
