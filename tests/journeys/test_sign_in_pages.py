"""The pages that only a step before them leads to, and those of errors: axe, widths, dark."""

import json
import re

import pytest
from allauth.mfa.totp.internal import auth
from django.core import mail
from django.template.loader import render_to_string
from django.urls import resolve
from playwright.sync_api import Page, expect

from accounts.models import OfficeMember, User
from tests.accounts.test_sign_in import arrive_without_an_address, code_in
from tests.factories import AdvertFactory, OfficeFactory
from tests.journeys.conftest import PASSWORD
from tests.journeys.hosts import button, link, main
from tests.journeys.test_accessible import ONLY_AFTER_A_STEP, STILL, problems_here

pytestmark = pytest.mark.django_db(transaction=True)

RESET = re.compile(r"https?://[^/]+(/account/password/reset/key/\S+)")
NEW = "a new and longer pass phrase"


@pytest.fixture
def look(live_server):
    """Look at the page that is open, and remember its name."""
    seen = set()

    def look(page: Page, title: str) -> None:
        expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
        seen.add(resolve(page.url.removeprefix(live_server.url).partition("?")[0]).url_name)
        found = problems_here(page)
        assert found == {}, json.dumps(found, indent=1)

    look.seen = seen
    return look


def email(page: Page):
    return page.get_by_label(re.compile("^e-?mail", re.I)).first


def test_every_step_of_proving_who_one_is(visitor, look):
    page = visitor(**STILL)
    _a_new_account(page, look)
    _two_steps(page, look)
    _a_forgotten_password(visitor(**STILL), look)
    _a_code_by_mail(visitor(**STILL), look)
    assert look.seen >= set(ONLY_AFTER_A_STEP)


def _a_new_account(page: Page, look) -> None:
    page.goto("/account/signup/")
    button(page, "Create account").click()
    look(page, "Create an account")
    email(page).fill("new@example.org")
    page.get_by_label("Password", exact=True).fill(NEW)
    page.get_by_label("Password (again)").fill(NEW)
    button(page, "Create account").click()
    look(page, "Check your e-mail")
    page.get_by_label("Code").fill("XXXX-XXXX")
    button(page, "Continue").click()
    look(page, "Check your e-mail")
    page.get_by_label("Code").fill(code_in(mail.outbox[-1]))
    button(page, "Continue").click()
    expect(page.get_by_role("banner").get_by_role("button", name="Sign out")).to_be_visible()
    assert User.objects.get().email == "new@example.org"


def _two_steps(page: Page, look) -> None:
    page.goto("/account/2fa/")
    link(page, "Set up").click()
    look(page, "Is it you?")
    page.get_by_label("Password", exact=True).fill(NEW)
    button(page, "Continue").click()
    look(page, "Set up an authenticator app")
    key = main(page).locator("code").inner_text()
    page.get_by_label("Authenticator code").fill("000")
    button(page, "Turn on").click()
    look(page, "Set up an authenticator app")
    page.get_by_label("Authenticator code").fill(code_of(key))
    button(page, "Turn on").click()
    look(page, "Recovery codes")
    link(page, "Make new codes").click()
    look(page, "Make new recovery codes?")
    page.goto("/account/2fa/totp/deactivate/")
    look(page, "Turn off the authenticator app?")
    page.goto("/account/2fa/reauthenticate/")
    look(page, "Is it you?")


def code_of(key: str) -> str:
    """What an authenticator app shows now for this key."""
    _, present, _ = auth.yield_hotp_counters_from_time()
    return auth.format_hotp_value(auth.hotp_value(key, present))


def _a_forgotten_password(page: Page, look) -> None:
    page.goto("/account/password/reset/")
    email(page).fill("new@example.org")
    button(page, "Send link").click()
    look(page, "Check your e-mail")
    page.goto(RESET.search(mail.outbox[-1].body)[1])
    look(page, "Choose a new password")
    page.get_by_label("New Password", exact=True).fill(PASSWORD)
    page.get_by_label("New Password (again)").fill(PASSWORD)
    button(page, "Save password").click()
    look(page, "Password saved")


def _a_code_by_mail(page: Page, look) -> None:
    page.goto("/account/login/code/")
    email(page).fill("new@example.org")
    button(page, "Send code").click()
    look(page, "Enter the code")
    page.get_by_label("Code").fill(code_in(mail.outbox[-1]))
    button(page, "Continue").click()
    look(page, "The second step")


def test_whoever_comes_from_the_university_without_an_address_can_give_one(
    visitor, look, client, rf, settings, live_server
):
    arrive_without_an_address(client, rf, settings)
    page = visitor(**STILL)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}
    page.context.add_cookies([cookie])
    page.goto("/account/3rdparty/signup/")
    look(page, "Create an account")
    button(page, "Create account").click()
    expect(page.get_by_text("Give your e-mail address").first).to_be_visible()
    look(page, "Create an account")
    assert look.seen == {"socialaccount_signup"}


def test_whoever_is_not_allowed_in_can_read_why(person, troubles):
    troubles.expect_refusals_at("/do/suspend/")
    page = person(OfficeFactory(role=OfficeMember.Role.VIEWER), **STILL)
    page.goto(f"/office/placements/advert/{AdvertFactory().pk}/do/suspend/")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "You cannot do this with this account"
    )
    assert problems_here(page) == {}


@pytest.mark.parametrize("name", ["400", "403_csrf", "429", "500"])
def test_the_pages_of_a_failure_can_be_read_by_everybody(visitor, name):
    page = visitor(**STILL)
    page.goto("/faq/")  # so that the style sheets have a place to come from
    page.set_content(render_to_string(f"{name}.html"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert problems_here(page) == {}
