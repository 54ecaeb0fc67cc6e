"""What a student is told when the terms or the closing time of an advert they follow change."""

from accounts.models import Student, User
from alerts.kinds import Kind, register
from applications.alerts.people import applicant
from applications.models import Application
from microinternships import clock
from placements.alerts import past, people
from placements.models import Advert


def _followers(advert: Advert, applications) -> list[User]:
    """Students with one of ``applications``, and whoever saved the advert; each once."""
    with_one = Student.objects.filter(applications__in=applications)
    savers = Student.objects.filter(saved__advert=advert)
    students = (with_one | savers).distinct().select_related("user").order_by("pk")
    return [user for student in students for user in people.student(student)]


def _drafts(advert: Advert):
    return advert.applications.filter(state=Application.State.DRAFT)


def _concerned(advert: Advert) -> list[User]:
    """The same people whatever hosts have decided and not yet told; those who have to confirm again
    read it in that letter, and those who hold a placement in a letter about that."""
    live = advert.applications.live(clock.now())
    asked = Student.objects.filter(applications__in=live.exclude(asked_again_at=None))
    placed = Student.objects.filter(placements__in=advert.placements.active())
    theirs = (asked | placed).select_related("user")
    told = {user for one in theirs for user in people.student(one)}
    return [user for user in _followers(advert, live | _drafts(advert)) if user not in told]


def _could_still_send(advert: Advert) -> list[User]:
    return _followers(advert, _drafts(advert))


def _still_read(advert: Advert, alert) -> str:
    return "" if advert.published(clock.now()) else "students cannot read the advert now"


def _what_changed(advert: Advert, recipient) -> dict:
    return {"comment": past.what_was_said(past.last(advert, *past.NEW_TERMS))}


def _not_confirmed(application: Application, alert) -> str:
    live = Application.objects.live(clock.now()).filter(pk=application.pk)
    if not live.exclude(asked_again_at=None).exists():
        return "confirmed, or over"
    return _still_read(application.advert, alert)


def _new_terms(application: Application, recipient) -> dict:
    return _what_changed(application.advert, recipient)


def _until(advert: Advert, recipient) -> dict:
    """The last line is the event's own; what the Office wrote above it is for the host."""
    lines = past.what_was_said(past.last(advert, "extend")).splitlines()
    return {"closes_at": advert.closes_at(clock.now()), "before": lines[-1] if lines else ""}


def _savers_without_application(advert: Advert) -> list[User]:
    """A draft is told by its own letter that it was not sent."""
    began = advert.applications.values("student")
    savers = Student.objects.filter(saved__advert=advert).exclude(pk__in=began)
    return [user for one in savers.order_by("pk") for user in people.student(one)]


def _still_closed(advert: Advert, alert) -> str:
    return past.OVERTAKEN if advert.open(clock.now()) else _still_read(advert, alert)


def _opens_again(advert: Advert, recipient) -> dict:
    return {"next_round": advert.cycle.next_round(clock.now())}


register(
    Kind(
        "advert_changed",
        subject="placements.advert",
        recipients=_concerned,
        still_true=_still_read,
        context=_what_changed,
    ),
    Kind(
        "confirm_new_terms",
        subject="applications.application",
        recipients=applicant,
        still_true=_not_confirmed,
        context=_new_terms,
    ),
    Kind(
        "advert_extended",
        subject="placements.advert",
        recipients=_could_still_send,
        still_true=_still_read,
        context=_until,
    ),
    Kind(
        "saved_advert_closed",
        subject="placements.advert",
        recipients=_savers_without_application,
        still_true=_still_closed,
        context=_opens_again,
    ),
)
