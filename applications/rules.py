"""Who may do what to an application or an offer."""

import rules

from applications.models import Application, Offer
from microinternships.engine import HOST, OFFICE, STUDENT


def _known(user) -> bool:
    """A visitor is nobody: a student without an account must not be taken for one."""
    return user is not None and user.is_authenticated


@rules.predicate
def is_applicant(user, application: Application) -> bool:
    return _known(user) and application.student.user_id == user.pk


@rules.predicate
def is_recruiter(user, application: Application) -> bool:
    """Whether ``user`` looks after the applicants of the organisation applied to."""
    if not _known(user):
        return False
    organisation = application.advert.organisation_id
    return user.host_memberships.filter(organisation=organisation, is_recruiter=True).exists()


@rules.predicate
def is_office(user, application: Application) -> bool:
    return _known(user) and user.office_role in ("caseworker", "manager")


def roles(user, subject: Application | Offer) -> set[str]:
    """Which of student, host and office ``user`` is to this application or offer."""
    application = subject.application if isinstance(subject, Offer) else subject
    held = ((STUDENT, is_applicant), (HOST, is_recruiter), (OFFICE, is_office))
    return {role for role, holds in held if holds(user, application)}


rules.add_perm("applications.read_cv", is_applicant | is_recruiter | is_office)
