"""A question comes to the host, its answer goes back to whoever asked."""

from alerts.kinds import Kind, register
from enquiries.models import Question
from placements.alerts import past, people


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


def _about(name: str, recipients, **more) -> Kind:
    return Kind(name, subject="enquiries.question", recipients=recipients, **more)


register(
    _about("question_asked", _host, still_true=_still_waits),
    _about("question_answered", _asker, still_true=past.still_the_latest),
    _about("answer_corrected", _asker, still_true=past.still_the_latest),
    _about("question_hidden", _both, still_true=past.still_the_latest, context=_why_hidden),
    _about("question_shown", _both, still_true=past.still_the_latest),
)
