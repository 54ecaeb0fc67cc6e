"""Sign-in by one press, and the mail."""

import pytest
from django.contrib.auth import get_user
from django.test import Client

from demo.people import BY_KEY, PEOPLE

pytestmark = pytest.mark.usefixtures("demo")

TWO_LETTERS = """Content-Type: multipart/alternative; boundary="==="
MIME-Version: 1.0
Subject: Bread & <b>butter</b>
From: office@example.org
To: sam@student.ox.ac.uk.example
Date: Mon, 23 Nov 2026 09:00:00 -0000

--===
Content-Type: text/plain; charset="utf-8"

Dear Sam, <script>alert(1)</script> https://example.org/x
--===
Content-Type: text/html; charset="utf-8"

<h1>Never shown</h1>
--===--

-------------------------------------------------------------------------------
Content-Type: text/plain; charset="utf-8"
MIME-Version: 1.0
Subject: The second
From: office@example.org
To: hannah@lantern.example
Date: Mon, 23 Nov 2026 10:00:00 -0000

A line of dashes is not an end:
---------
-------------------------------------------------------------------------------
"""


def signed_in(client):
    user = get_user(client)
    return user.email if user.is_authenticated else None


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_one_press_signs_in(client, person):
    address = f"/demo/sign-in/{person.key}/"
    assert client.get(address).status_code == 200
    assert signed_in(client) is None
    answer = client.post(address)
    assert (answer.status_code, answer.url) == (302, "/")
    assert signed_in(client) == person.email
    assert client.get("/", follow=True).status_code == 200


def test_nobody_is_signed_in_by_looking(client):
    client.post("/demo/sign-in/sam/")
    client.get("/demo/sign-in/olive/")
    client.head("/demo/sign-in/olive/")
    assert signed_in(client) == BY_KEY["sam"].email


def test_a_press_needs_the_page_it_stands_on():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/demo/sign-in/sam/").status_code == 403
    assert signed_in(strict) is None


@pytest.mark.parametrize("key", ["nobody", "SAM", "student0"])
def test_an_unknown_key_is_not_found(client, key):
    assert client.get(f"/demo/sign-in/{key}/").status_code == 404
    assert client.post(f"/demo/sign-in/{key}/").status_code == 404
    assert signed_in(client) is None


def test_everybody_can_be_chosen(client):
    page = client.get("/demo/").content.decode()
    assert [person.key for person in PEOPLE if f"Sign in as {person.name}" not in page] == []


def test_letters_of_one_file_are_told_apart_and_the_newest_comes_first(client, letters_in):
    letters_in("one.log", TWO_LETTERS)
    shown = client.get("/demo/mail/").context["letters"]
    assert [letter.subject for letter in shown] == ["The second", "Bread & <b>butter</b>"]
    assert shown[0].text.rstrip() == "A line of dashes is not an end:\n---------"


def test_letters_to_one_person(client, letters_in):
    letters_in("one.log", TWO_LETTERS)
    shown = client.get("/demo/mail/", {"to": "SAM@student.ox.ac.uk.example"}).context["letters"]
    assert [letter.to for letter in shown] == ["sam@student.ox.ac.uk.example"]


def test_a_letter_shows_its_text_and_nothing_in_it_acts(client, letters_in):
    letters_in("one.log", TWO_LETTERS)
    page = client.get("/demo/mail/one-0/").content.decode()
    assert "Bread &amp; &lt;b&gt;butter&lt;/b&gt;" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert '<a href="https://example.org/x"' in page
    assert "<script>alert" not in page
    assert "Never shown" not in page


def test_a_letter_that_is_not_there_is_not_found(client, letters_in):
    letters_in("one.log", TWO_LETTERS)
    for key in ("one-2", "two-0", "..%2Fone-0"):
        assert client.get(f"/demo/mail/{key}/").status_code == 404


def test_without_mail_the_page_says_when_to_expect_it(client):
    page = client.get("/demo/mail/").content.decode()
    assert "No mail yet. What is due goes out within a minute." in page
