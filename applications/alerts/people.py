"""Who is written to about an application, and by which name a host knows its student."""

from accounts.models import User
from applications.desk import Applicant, Applicants
from applications.models import Application, Offer
from microinternships import clock
from microinternships.models import Transition
from placements.alerts import people
from placements.models import Advert

TAKEN_UP = ("shortlist", "reserve", "offer", "not_select", "give_feedback")


def applicant(application: Application) -> list[User]:
    return people.student(application.student)


def hosts(application: Application) -> list[User]:
    """Who chooses; never the student, should they be a host of the same organisation."""
    recruiters = people.recruiters(application.advert.organisation)
    return [user for user in recruiters if user.pk != application.student.user_id]


def who_had_it(application: Application) -> list[User]:
    """The hosts, if any of them has opened the application or done something with it."""
    return hosts(application) if application.opened_at or _taken_up(application) else []


def _taken_up(application: Application) -> bool:
    return Transition.objects.of(application).filter(event__in=TAKEN_UP).exists()


def name_for_hosts(application: Application) -> str:
    """The student's name, or only the reference while a name-blind advert hides it."""
    if application.named_to_host:
        return application.student.name
    return f"The applicant {application.reference}"


def passed_on_to(offer: Offer) -> str:
    """The reserve to whom the advert passed this offer's place on, by name; empty if nobody."""
    follower = Offer.objects.filter(follows=offer).select_related("application__student").first()
    return follower.application.student.name if follower else ""


def next_reserve(advert: Advert, host: User) -> Applicant | None:
    """Whom ``host`` could offer a free place to; None without a place or after the list's end."""
    now = clock.now()
    readable = Application.objects.for_host(host, now).filter(advert=advert)
    return Applicants.of(advert, readable.select_related("student")).next_reserve(now)
