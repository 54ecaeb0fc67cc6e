"""The ways in: signing in leads nowhere else, and the Office's rooms open to the Office alone."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from microinternships.models import Transition
from tests.crawl.test_crawl import as_role, told
from tests.crawl.world import lay_out
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "https:evil.example",
    "javascript:alert(1)",
)
OUTSIDE = ("student", "other student", "host", "other host", "newcomer")


@pytest.fixture
def world():
    return lay_out()


@pytest.mark.parametrize("target", ELSEWHERE)
def test_sign_in_leads_nowhere_else(target):
    user = UserFactory()
    client = Client()
    sent = {"login": user.email, "password": "correct horse battery", "next": target}
    response = client.post(f"{reverse('account_login')}?next={target}", sent)
    assert response.status_code == 302
    assert response.url == reverse("home")


@pytest.mark.parametrize("target", ELSEWHERE)
def test_whoever_is_signed_in_is_sent_nowhere_else(world, target):
    client = as_role(world, "student")
    for name in ("account_login", "account_signup", "admin:login"):
        response = client.get(reverse(name), {"next": target})
        assert "evil" not in response.headers.get("Location", "")
    saved = client.post(reverse("applications:save", args=[world.a.advert.pk]), {"next": target})
    assert saved.url == reverse("applications:mine")


def pages_of_the_office(world):
    """Each list, each form and each button page of the admin, with a row where one is known."""
    rows = {
        type(one): one
        for one in (world.a.advert, world.a.held, world.a.offer, world.a.placement, world.a.claim)
    }
    rows |= {type(world.a.student): world.a.student, type(world.a.host): world.a.host}
    yield reverse("admin:index")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield reverse(f"{name}_add")
        if row := rows.get(model):
            for page in ("change", "history", "delete"):
                yield reverse(f"{name}_{page}", args=[row.pk])


@pytest.mark.parametrize("role", OUTSIDE)
def test_the_rooms_of_the_office_are_shut_to_everybody_else(world, role):
    client = as_role(world, role)
    inside = [page for page in pages_of_the_office(world) if client.get(page).status_code != 302]
    assert inside == []


@pytest.mark.parametrize("role", ["viewer", "caseworker"])
def test_nothing_in_the_office_fails(world, role):
    client = as_role(world, role)
    answers = {page: client.get(page).status_code for page in pages_of_the_office(world)}
    assert {page: code for page, code in answers.items() if code not in (200, 302, 403)} == {}
    lists = [page for page in answers if page.count("/") == 4]
    assert lists
    assert {page: answers[page] for page in lists if answers[page] != 200} == {}


def test_a_viewer_presses_nothing(world):
    client, before = as_role(world, "viewer"), Transition.objects.count()
    do = reverse("admin:placements_advert_do", args=[world.a.advert.pk, "suspend"])
    assert client.post(do, {"comment": "Because."}).status_code == 403
    assert told(as_role(world, "student").post(do, {"comment": "Because."})) in ("away", "sign-in")
    assert Transition.objects.count() == before


def test_pages_about_the_account_never_fail(world):
    names = ("login", "signup", "email", "change_password", "set_password", "reset_password")
    names += ("request_login_code", "logout", "inactive", "reauthenticate")
    for role in ("anonymous", "student"):
        client = as_role(world, role)
        answers = {name: client.get(reverse(f"account_{name}")).status_code for name in names}
        assert {name: code for name, code in answers.items() if code not in (200, 302)} == {}
