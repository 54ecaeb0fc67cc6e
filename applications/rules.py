"""Who may do what to an application or an offer."""

import rules

from applications.models import Application, Offer
from microinternships import clock
from microinternships.engine import HOST, OFFICE, STUDENT


def _known(user) -> bool:
    """A visitor is nobody: a student without an account must not be taken for one."""
    return user is not None and user.is_authenticated


@rules.predicate
def is_applicant(user, application: Application) -> bool:
    return _known(user) and application.student.user_id == user.pk


@rules.predicate
def is_recruiter(user, application: Application) -> bool:
    """Whether ``user`` looks after the applicants of the organisation applied to.

    Nobody chooses themselves: a host who applied as a student is not the host of
    their own application.
    """
    if not _known(user) or is_applicant(user, application):
        return False
    organisation = application.advert.organisation_id
    return any(
        member.organisation_id == organisation and member.recruits
        for member in user.host_memberships.all()
    )


@rules.predicate
def is_office(user, application: Application) -> bool:
    if not _known(user) or is_applicant(user, application):
        return False
    return user.office_role in ("caseworker", "manager")


@rules.predicate
def reads_for_the_office(user, application: Application) -> bool:
    """Whether ``user`` is of the Internship Office at all: a viewer sees everything."""
    return _known(user) and bool(user.office_role)


@rules.predicate
def cv_is_for_hosts(user, application: Application) -> bool:
    """A CV names its student, so a name-blind advert shows it only once shortlisted."""
    sent = application.state != Application.State.DRAFT
    return sent and application.named_to_host and not application.advert.cycle.archived(clock.now())


def roles(user, subject: Application | Offer) -> set[str]:
    """Which of student, host and office ``user`` is to this application or offer."""
    application = subject.application if isinstance(subject, Offer) else subject
    held = ((STUDENT, is_applicant), (HOST, is_recruiter), (OFFICE, is_office))
    return {role for role, holds in held if holds(user, application)}


rules.add_perm(
    "applications.read_cv", is_applicant | (is_recruiter & cv_is_for_hosts) | reads_for_the_office
)
