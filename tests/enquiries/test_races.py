"""A button pressed twice at the same moment, with real threads on PostgreSQL."""

import pytest

from enquiries.models import Concern, Question
from enquiries.policy import QUESTIONS_A_DAY
from enquiries.workflow import ask, question_machine, report
from tests.factories import AdvertFactory, HostFactory, QuestionFactory, StudentFactory
from tests.threads import at_once, doing, firing

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_question_asked_twice_at_once_is_one():
    advert, student = AdvertFactory(), StudentFactory()
    asking = doing(ask, advert, student=student, text="Is there a desk?")
    assert sorted(at_once(asking, asking), key=str) == ["done", {"duplicate"}]
    assert Question.objects.count() == 1


def test_the_last_question_of_a_day_is_asked_once_about_two_adverts():
    student = StudentFactory()
    first, second = AdvertFactory.create_batch(2)
    QuestionFactory.create_batch(QUESTIONS_A_DAY - 1, student=student, advert=first)
    works = [doing(ask, one, student=student, text="Is there tea?") for one in (first, second)]
    assert sorted(at_once(*works), key=str) == ["done", {"too_many"}]


def test_a_concern_reported_twice_at_once_is_one():
    advert, student = AdvertFactory(), StudentFactory()
    reporting = doing(report, advert, by=student.user, text="They asked me for money.")
    assert sorted(at_once(reporting, reporting), key=str) == ["done", {"duplicate"}]
    assert Concern.objects.count() == 1


def test_two_colleagues_who_answer_at_once_give_one_answer():
    question = QuestionFactory()
    hosts = [HostFactory(organisation=question.advert.organisation).user for _ in range(2)]
    works = [
        firing(question_machine, "answer", question, by=host, answer=f"Answer {number}")
        for number, host in enumerate(hosts)
    ]
    assert sorted(at_once(*works), key=str) == ["answered", {"state"}]
