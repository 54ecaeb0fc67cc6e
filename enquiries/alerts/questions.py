"""A question comes to the host, its answer goes back to whoever asked; or that there is none."""

from datetime import datetime

from django.db.models import QuerySet

from alerts.kinds import Chaser, Kind, register
from enquiries.models import Question
from microinternships import clock
from microinternships.engine import HOST
from placements.alerts import past, people
from placements.models import Advert


def _asker(question: Question) -> list:
    return people.student(question.student)


def _host(question: Question) -> list:
    return people.recruiters(question.advert.organisation)


def _both(question: Question) -> list:
    return [*_asker(question), *_host(question)]


def _still_waits(question: Question, alert) -> str:
    return "" if question.state == Question.State.ASKED else "answered or hidden since"


def _why_hidden(question: Question, recipient) -> dict:
    return {"comment": past.what_was_said(past.last(question, "hide"))}


# Not answered: nobody can while applications are closed.


def _unanswered(now: datetime) -> QuerySet[Question]:
    waiting = Question.objects.waiting().filter(advert__cycle__archive_at__gt=now)
    waiting = waiting.select_related("student__user", "advert__organisation", "advert__cycle")
    return waiting.prefetch_related("advert__cycle__rounds")


def _closed(question: Question) -> datetime:
    """When the round closed in which it was asked."""
    advert = question.advert
    return advert.closes_in(advert.cycle.latest_round(question.asked_at))


def _still_unanswered(question: Question, alert) -> str:
    if clock.now() < _closed(question):
        return "the host has more time to answer"
    if not question.advert.published(clock.now()):
        return "students cannot read the advert now"
    return _still_waits(question, alert)


def _with_questions(now: datetime) -> QuerySet[Advert]:
    waiting = Question.objects.waiting().values("advert")
    adverts = Advert.objects.open(now).filter(pk__in=waiting)
    return adverts.select_related("organisation", "cycle").prefetch_related("cycle__rounds")


def _first_asked(advert: Advert) -> datetime | None:
    return advert.questions.waiting().values_list("asked_at", flat=True).first()


def _some_wait(advert: Advert, alert) -> str:
    if not advert.open(clock.now()):
        return "applications have closed"
    return "" if advert.questions.waiting().exists() else "every question is answered"


def _how_many(advert: Advert, recipient) -> dict:
    waiting = advert.questions.waiting().count()
    return {"waiting": waiting, "closes_at": advert.closes_at(clock.now())}


def _about(name: str, recipients, **more) -> Kind:
    return Kind(name, subject="enquiries.question", recipients=recipients, **more)


register(
    _about("question_asked", _host, still_true=_still_waits),
    _about("question_answered", _asker, still_true=past.still_the_latest),
    _about("answer_corrected", _asker, still_true=past.still_the_latest),
    _about("question_hidden", _both, still_true=past.still_the_latest, context=_why_hidden),
    _about("question_shown", _both, still_true=past.still_the_latest),
    Chaser(
        "questions_unanswered",
        subject="placements.advert",
        recipients=lambda advert: people.recruiters(advert.organisation),
        due=_with_questions,
        deadline=lambda advert: advert.closes_at(clock.now()),
        steps=("T-2wd",),
        since=_first_asked,
        still_true=_some_wait,
        context=_how_many,
        optional=True,
        label="Reminders of questions that you have not answered",
        audience=HOST,
    ),
    Chaser(
        "question_not_answered",
        subject="enquiries.question",
        recipients=_asker,
        due=_unanswered,
        deadline=_closed,
        steps=("T",),
        since=lambda question: question.asked_at,
        still_true=_still_unanswered,
    ),
)
