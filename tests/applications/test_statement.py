"""How words are counted, and what happens to a statement that has too many."""

import pytest
from django.urls import reverse

from applications.statement import MAX_WORDS, count_words
from applications.workflow import application_machine
from tests.applications.students import answers, draft, sign_in

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n\t ", 0),
        ("one", 1),
        ("  two\n\nwords ", 2),
        ("well-known isn't 3.5 e.g.", 4),
        ("a\u00a0b\u2003c", 3),
        ("dash – counts", 3),
        ("naïve résumé", 2),
    ],
)
def test_word_is_a_run_of_characters_between_white_space(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("words", "codes"), [(0, {"statement"}), (300, set()), (301, {"statement"})]
)
def test_limit_is_exact(words, codes):
    application = draft(statement="word " * words)
    refusals = application_machine.refusals("submit", application, by=application.student.user)
    assert {refusal.code for refusal in refusals} == codes


def test_text_over_the_limit_is_kept_and_marked_with_how_many_over(client):
    application = draft()
    sign_in(client, application.student)
    url = reverse("applications:edit", args=[application.pk])
    long = " ".join(["word"] * (MAX_WORDS + 12))
    response = client.post(url, answers(application.advert, statement=long))
    said = response.content.decode()
    assert response.status_code == 200
    assert "Your statement has 312 words, 12 too many. Shorten it to at most 300." in said
    assert long in said
    application.refresh_from_db()
    assert application.statement == long


def test_too_long_a_statement_may_wait_in_a_draft(client):
    application = draft()
    sign_in(client, application.student)
    long = "word " * 400
    sent = {"statement": long, "save": "1"}
    response = client.post(reverse("applications:edit", args=[application.pk]), sent)
    assert response.url == reverse("applications:mine")
    application.refresh_from_db()
    assert count_words(application.statement) == 400
