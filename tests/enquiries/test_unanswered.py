"""Questions that nobody answers: the host is reminded, and who asked is told at the close."""

from datetime import timedelta

import pytest

from enquiries.models import Question
from microinternships import clock
from tests.alert_letters import chase
from tests.factories import AdvertFactory, HostFactory, QuestionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
REMINDER, NONE = "questions_unanswered", "question_not_answered"


@pytest.fixture
def advert():
    advert = AdvertFactory()
    HostFactory(organisation=advert.organisation)
    return advert


@pytest.fixture
def closes(advert):
    return advert.closes_at(clock.now())


def asked(advert, count: int = 1) -> list[Question]:
    opened = advert.cycle.opens_at + HOUR
    return QuestionFactory.create_batch(count, advert=advert, asked_at=opened)


def sent(kind: str, now) -> list[str]:
    with clock.standing_at(now):
        return [" ".join(letter.split()) for letter in chase(kind, now)]


def test_a_host_is_reminded_once_of_all_that_wait(advert, closes):
    """Two working days before: applications close on a Monday, and mail keeps quiet on Sunday."""
    asked(advert, 2)
    thursday = closes - 4 * DAY
    assert sent(REMINDER, thursday - HOUR) == []
    (letter,) = sent(REMINDER, thursday + HOUR)
    assert f"Students wait for your answer to 2 questions about “{advert}”" in letter
    assert len(sent(REMINDER, thursday + DAY)) == 1


def test_nobody_is_reminded_of_what_is_answered(advert, closes):
    for question in asked(advert):
        Question.objects.filter(pk=question.pk).update(
            state="answered", answer="Yes.", answered_at=clock.now()
        )
    assert sent(REMINDER, closes - 3 * DAY) == sent(NONE, closes + HOUR) == []


def test_who_asked_is_told_once_at_the_close(advert, closes):
    (question,) = asked(advert)
    assert sent(NONE, closes - HOUR) == []
    (letter,) = sent(NONE, closes + HOUR)
    assert f"“{question.text}” They did not answer before applications closed, on " in letter
    assert len(sent(NONE, closes + DAY)) == 1


def test_with_more_time_it_is_told_later(advert, closes):
    asked(advert)
    advert.own_closing_at = closes + DAY
    advert.save()
    assert sent(NONE, closes + HOUR) == []
    assert len(sent(NONE, closes + DAY + HOUR)) == 1


def test_of_an_advert_nobody_can_read_nothing_is_said(advert, closes):
    asked(advert)
    advert.state = "suspended"
    advert.save()
    assert sent(REMINDER, closes - 3 * DAY) == sent(NONE, closes + HOUR) == []
