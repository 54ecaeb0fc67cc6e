"""How often somebody may write, and what counts as the same."""

from datetime import timedelta

import pytest

from enquiries import policy
from microinternships import clock, phrases

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


def sent_at(*ages):
    now = clock.now()
    return [now - age for age in ages], now


def refusal(sent, now, most=2):
    return policy.within_the_day(sent, most=most, what="questions", now=now)


@pytest.mark.parametrize(
    ("oldest", "allowed"), [(DAY - SECOND, False), (DAY, True), (DAY + SECOND, True)]
)
def test_a_day_is_over_after_24_hours_to_the_second(oldest, allowed):
    sent, now = sent_at(oldest, SECOND)
    assert (refusal(sent, now) is None) == allowed


def test_fewer_than_the_most_may_always_follow():
    sent, now = sent_at(SECOND)
    assert refusal(sent, now) is None
    assert refusal([], now) is None


def test_the_refusal_says_from_when_the_next_may_follow():
    sent, now = sent_at(3 * SECOND, 2 * SECOND, SECOND)
    found = refusal(sent, now)
    again = phrases.when(sent[1] + DAY)
    assert found.message == (
        f"You have sent 2 questions within a day. You can send the next from {again}."
    )


@pytest.mark.parametrize("text", ["Is there a desk?", "is there  A desk", " Is there a desk!? "])
def test_case_space_and_marks_make_no_new_question(text):
    found = policy.is_new(text, ["Is there a desk?"], "Asked.")
    assert (found.code, found.field, found.message) == ("duplicate", "text", "Asked.")


def test_another_word_does():
    assert policy.is_new("Is there a chair?", ["Is there a desk?"], "Asked.") is None


@pytest.mark.parametrize("text", ["", "  ", "?!", "…"])
def test_marks_alone_say_nothing(text):
    assert policy.says_something(text, "Write it.", "answer").field == "answer"


def test_a_word_in_any_script_says_something():
    assert policy.says_something("Чай?", "Write it.", "answer") is None
