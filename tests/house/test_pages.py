"""What stands on every page, and the pages that only say something."""

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

from microinternships.pages import Person
from tests.factories import HostFactory, OfficeFactory, StudentFactory, UserFactory

pytestmark = pytest.mark.django_db

TO_READ = ["Adverts", "Dates", "Workshops", "News"]
EVERYBODY = [*TO_READ, "For hosts"]


def person(user, path="/") -> Person:
    request = RequestFactory().get(path)
    request.user = user
    return Person(request)


def labels(user) -> list[str]:
    return [link["label"] for link in person(user).navigation]


def test_a_stranger_is_offered_what_is_public_without_a_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert labels(AnonymousUser()) == EVERYBODY


@pytest.mark.parametrize(
    ("role", "own"),
    [
        (StudentFactory, ["Home", "My applications", "Expenses", *TO_READ]),
        (HostFactory, ["Home", "Host desk", *TO_READ]),
        (OfficeFactory, ["Home", "Office", *EVERYBODY]),
    ],
)
def test_the_masthead_offers_each_role_its_rooms_with_one_query(
    role, own, django_assert_num_queries
):
    made = role()
    user = UserFactory._meta.model.objects.get(pk=getattr(made, "user", made).pk)
    with django_assert_num_queries(1):
        assert labels(user) == own


def test_somebody_without_a_role_is_offered_what_is_public():
    StudentFactory(), HostFactory(), OfficeFactory()
    assert labels(UserFactory()) == ["Home", *EVERYBODY]


def test_one_person_may_be_all_three_and_is_listed_once():
    user = OfficeFactory()
    StudentFactory(user=user)
    HostFactory.create_batch(2, user=user)
    assert labels(user) == [
        "Home",
        "My applications",
        "Expenses",
        "Host desk",
        "Office",
        *TO_READ,
    ]


def test_the_page_one_is_on_is_marked():
    here = [
        link["label"] for link in person(AnonymousUser(), "/for-hosts/").navigation if link["here"]
    ]
    assert here == ["For hosts"]


@pytest.mark.parametrize("address", ["/faq/", "/for-hosts/", "/accessibility/"])
def test_contact_questions_and_careerconnect_stand_on_every_page(
    client, address, django_assert_num_queries
):
    with django_assert_num_queries(1):
        html = client.get(address).content.decode()
    assert f'href="mailto:{settings.CONTACT_EMAIL}"' in html
    assert 'href="/faq/"' in html
    assert f'href="{settings.CAREERCONNECT_URL}"' in html


def test_a_missing_page_says_so_and_offers_a_way_on(client):
    answer = client.get("/no/such/page/")
    assert answer.status_code == 404
    assert "There is no such page" in answer.content.decode()


@pytest.mark.parametrize("name", ["400", "403_csrf", "429", "500"])
def test_the_pages_for_failures_need_nothing_that_may_have_failed(name, django_assert_num_queries):
    with django_assert_num_queries(0):
        html = render_to_string(f"{name}.html")
    assert f'href="mailto:{settings.CONTACT_EMAIL}"' in html


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("account_login", "Sign in"),
        ("account_signup", "Create an account"),
        ("account_request_login_code", "Send me a code"),
        ("account_reset_password", "Choose a new password"),
        ("account_reset_password_done", "Check your e-mail"),
    ],
)
def test_the_doors_look_like_the_house(client, name, heading):
    html = client.get(reverse(name)).content.decode()
    assert f"<h1>{heading}</h1>" in html
    assert '<header class="masthead">' in html


@pytest.mark.parametrize(
    ("name", "heading"),
    [
        ("accounts:details", "Your details"),
        ("account_email", "E-mail addresses"),
        ("account_change_password", "Password"),
        ("account_logout", "Sign out"),
        ("mfa_index", "Two-step sign-in"),
    ],
)
def test_the_account_pages_look_like_the_house(client, name, heading):
    client.force_login(UserFactory())
    html = client.get(reverse(name)).content.decode()
    assert f"<h1>{heading}</h1>" in html
    assert '<header class="masthead">' in html


def test_a_refused_sign_in_says_why_beside_the_field_and_in_the_summary(client):
    html = client.post(reverse("account_login"), {"login": "", "password": "x"}).content.decode()
    assert '<li><a href="#id_login">Give your e-mail address.</a></li>' in html
    assert '<div class="field-error" id="id_login_error">' in html


def test_a_code_to_sign_in_is_asked_for_and_entered_in_the_same_look(client, mailoutbox):
    user = UserFactory()
    answer = client.post(reverse("account_request_login_code"), {"email": user.email}, follow=True)
    html = answer.content.decode()
    assert "<h1>Enter the code</h1>" in html
    assert f"We have sent a code to <strong>{user.email}</strong>." in html
    assert [letter.to for letter in mailoutbox] == [[user.email]]
