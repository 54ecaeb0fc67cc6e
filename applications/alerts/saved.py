"""Reminds a student of what they saved and have not applied to: one letter for each close."""

from datetime import datetime, timedelta

from django.db.models import Exists, Min, OuterRef, QuerySet, Subquery

from accounts.models import Student, User
from alerts.kinds import Chaser, register
from applications import places
from applications.models import SavedAdvert
from microinternships import clock
from microinternships.engine import STUDENT
from placements.alerts import people
from placements.models import Advert
from placements.models.advert import open_rounds

# Three days, and as many as a step may be brought forward over Christmas or Easter.
LOOK_AHEAD = timedelta(days=10)


def _reader(student: Student) -> list[User]:
    return people.student(student)


def _closing(now: datetime) -> QuerySet[Advert]:
    """Adverts that take applications, each with ``closing``, when it stops."""
    closing = Subquery(open_rounds(now).values("closing")[:1])
    return Advert.objects.open(now).annotate(closing=closing)


def _savers(now: datetime) -> QuerySet[Student]:
    soon = _closing(now).filter(closing__lte=now + LOOK_AHEAD).values("pk")
    saved = SavedAdvert.objects.filter(student=OuterRef("pk"), advert__in=soon)
    return Student.objects.filter(Exists(saved)).select_related("user")


def _unapplied(student: Student) -> QuerySet[Advert]:
    """Drafts count as applied to: they have a reminder of their own."""
    mine = student.applications.values("advert")
    return _closing(clock.now()).filter(saves__student=student).exclude(pk__in=mine)


def _next_close(student: Student) -> datetime | None:
    """The first of the closing times ahead; the others have their turn when it has passed."""
    return _unapplied(student).aggregate(first=Min("closing"))["first"]


def _closing_then(student: Student) -> QuerySet[Advert]:
    return _unapplied(student).filter(closing=_next_close(student))


def _first_saved(student: Student) -> datetime | None:
    saved = SavedAdvert.objects.filter(student=student, advert__in=_closing_then(student))
    return saved.aggregate(first=Min("saved_at"))["first"]


def _can_apply(student: Student, alert) -> str:
    now, adverts = clock.now(), _closing_then(student).select_related("cycle")
    if not adverts:
        return "nothing saved is left to apply to"
    for advert in adverts:
        in_round = advert.open_round(now)
        if in_round and places.applications_used(student, in_round) < in_round.max_applications:
            return ""
    return "every application of the round is used"


def _which(student: Student, recipient) -> dict:
    adverts = _closing_then(student).select_related("organisation").order_by("pk")
    return {"adverts": list(adverts)}


register(
    Chaser(
        "saved_advert_closing",
        subject="accounts.student",
        recipients=_reader,
        due=_savers,
        deadline=_next_close,
        steps=("T-3d",),
        since=_first_saved,
        still_true=_can_apply,
        context=_which,
        optional=True,
        label="A reminder before an advert that you saved closes",
        audience=STUDENT,
    ),
)
