"""Question: asked by a student, answered by the host, hidden where the Office has to."""

from datetime import datetime

from django.db import transaction

from accounts.models import Student
from alerts import ledger
from enquiries import policy
from enquiries.models import Question
from enquiries.workflow.guards import not_of_the_house
from microinternships import clock
from microinternships.engine import HOST, OFFICE, Act, Event, Machine, Refusal, Refused
from placements import rules
from placements.models import Advert

State = Question.State

CLOSED = Refusal("closed", "Applications for this advert are closed, and its questions with them.")
ASKED_BEFORE = "You have asked this already."
ANSWERED_BEFORE = "This is asked and answered below."


def _advert_is_open(act: Act) -> Refusal | None:
    return None if act.subject.advert.open(act.now) else CLOSED


def _advert_is_read(act: Act) -> Refusal | None:
    """A wrong answer can be put right for as long as anybody reads it."""
    if act.subject.advert.published(act.now):
        return None
    return Refusal("unpublished", "Students can no longer read this advert.")


def _an_answer_is_given(act: Act) -> Refusal | None:
    """``answer`` is what everybody will read."""
    return policy.says_something(act.data.get("answer", ""), "Write an answer.", "answer")


def _the_answer_differs(act: Act) -> Refusal | None:
    if act.data.get("answer", "").strip() != act.subject.answer:
        return None
    return Refusal("same", "Change the answer, or leave this page.", "answer")


def _was_answered(act: Act) -> Refusal | None:
    if act.subject.answer:
        return None
    return Refusal("no_answer", "It has no answer yet. Send it back to the host.")


def _keep_answer(act: Act) -> None:
    act.subject.answer = act.data["answer"].strip()
    act.subject.answered_at = act.now


def _correct_answer(act: Act) -> None:
    act.subject.answer = act.data["answer"].strip()
    act.subject.corrected_at = act.now


def _forget_answer(act: Act) -> None:
    act.subject.answer = ""
    act.subject.answered_at = act.subject.corrected_at = None


question_machine = Machine(
    Question,
    (
        Event(
            "answer",
            "Answer",
            sources=(State.ASKED,),
            target=State.ANSWERED,
            who=(HOST,),
            guards=(_advert_is_open,),
            inputs=(_an_answer_is_given,),
            effects=(_keep_answer,),
            alerts=("question_answered",),
        ),
        Event(
            "correct",
            "Correct the answer",
            sources=(State.ANSWERED,),
            target=None,
            who=(HOST,),
            guards=(_advert_is_read,),
            inputs=(_an_answer_is_given, _the_answer_differs),
            effects=(_correct_answer,),
            alerts=("answer_corrected",),
        ),
        Event(
            "hide",
            "Hide the question",
            sources=(State.ASKED, State.ANSWERED),
            target=State.HIDDEN,
            who=(OFFICE,),
            guards=(not_of_the_house,),
            alerts=("question_hidden",),
            comment=True,
        ),
        Event(
            "show",
            "Show it again",
            sources=(State.HIDDEN,),
            target=State.ANSWERED,
            who=(OFFICE,),
            guards=(not_of_the_house, _was_answered),
            alerts=("question_shown",),
        ),
        Event(
            "send_back",
            "Send it back to the host",
            sources=(State.HIDDEN,),
            target=State.ASKED,
            who=(OFFICE,),
            guards=(not_of_the_house,),
            effects=(_forget_answer,),
            alerts=("question_asked",),
        ),
    ),
    roles=lambda user, question: rules.advert_roles(user, question.advert),
)


def may_ask(advert: Advert, student: Student, now: datetime) -> list[Refusal]:
    """Why ``student`` cannot ask anything about ``advert`` now; empty when they can."""
    sent = Question.objects.filter(student=student, asked_at__gt=now - policy.DAY)
    found = (
        None if advert.open(now) else CLOSED,
        _of_the_host(advert, student),
        policy.within_the_day(
            sent.values_list("asked_at", flat=True),
            most=policy.QUESTIONS_A_DAY,
            what="questions",
            now=now,
        ),
    )
    return [refusal for refusal in found if refusal]


def _of_the_host(advert: Advert, student: Student) -> Refusal | None:
    if not rules.is_member(student.user, advert):
        return None
    return Refusal("own", "You act for this organisation, so you answer its questions.")


@transaction.atomic
def ask(advert: Advert, *, student: Student, text: str) -> Question:
    """Store ``student``'s question and tell the host. Raises Refused with every reason.

    The student is locked, so that a button pressed twice asks once.
    """
    list(Student.objects.select_for_update(no_key=True).filter(pk=student.pk))
    now, text = clock.now(), text.strip()
    about = Question.objects.filter(advert=advert)
    own = about.filter(student=student).values_list("text", flat=True)
    answered = about.filter(state=State.ANSWERED).values_list("text", flat=True)
    refusals = [
        *may_ask(advert, student, now),
        policy.says_something(text, "Write your question.", "text"),
        policy.is_new(text, own, ASKED_BEFORE) or policy.is_new(text, answered, ANSWERED_BEFORE),
    ]
    if found := [refusal for refusal in refusals if refusal]:
        raise Refused(found)
    question = Question.objects.create(advert=advert, student=student, text=text, asked_at=now)
    ledger.queue("question_asked", question, step="asked")
    return question
