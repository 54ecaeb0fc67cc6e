"""A real browser against a real server, and a clock that both can be moved with."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from playwright.sync_api import Page, expect

from accounts.models import User
from microinternships import clock

PASSWORD = "correct horse battery"
PATIENCE = 20_000  # milliseconds, for two busy cores
# htmx's words for a request of its own that ended because the reader went on to another page.
LEFT_BEHIND = ("htmx:afterRequest", "htmx:sendAbort")


class Troubles:
    """What a browser complained of: errors of scripts, and things that did not arrive."""

    def __init__(self):
        self.seen: list[str] = []
        self.missing: tuple[str, ...] = ()

    def listen_to(self, page: Page) -> None:
        page.on("console", lambda said: self._said(page, said))
        page.on("pageerror", lambda error: self._note(page, str(error)))
        page.on("requestfailed", self._failed)
        page.on("response", lambda answer: answer.status >= 400 and self._refused(answer))

    def expect_refusals_at(self, *addresses: str) -> None:
        """Take no offence at addresses that are meant to answer with an error."""
        self.missing = addresses

    def _said(self, page: Page, said) -> None:
        if said.type == "error" and not said.text.startswith(LEFT_BEHIND):
            self._note(page, said.text)

    def _note(self, page: Page, what: str) -> None:
        if not page.url.endswith(self.missing):
            self.seen.append(f"{page.url}: {what}")

    def _failed(self, request) -> None:
        # Leaving a page stops what it was still loading; nothing has gone wrong.
        if request.failure != "net::ERR_ABORTED":
            self.seen.append(f"{request.url}: {request.failure}")

    def _refused(self, answer) -> None:
        if not answer.url.endswith(self.missing):
            self.seen.append(f"{answer.url}: {answer.status}")


class MovableClock:
    """The time of this process and so of the live server, which goes on ticking."""

    def __init__(self, traveller):
        self.traveller = traveller

    def move_to(self, moment: datetime) -> None:
        assert moment > clock.now(), "a life goes forward"
        self.traveller.move_to(moment)

    def move_past(self, moment: datetime) -> None:
        """To one second after ``moment``."""
        self.move_to(moment + timedelta(seconds=1))


@pytest.fixture
def time(settings):
    """The movable clock. Nobody is signed out by it, however far it is moved."""
    settings.SESSION_COOKIE_AGE = 400 * 24 * 60 * 60
    with time_machine.travel(clock.now(), tick=True) as traveller:
        yield MovableClock(traveller)


@pytest.fixture
def troubles():
    """Collects what browsers complain of; the test that uses it fails if there was anything."""
    collected = Troubles()
    yield collected
    assert collected.seen == []


@pytest.fixture
def visitor(live_server, new_context, troubles):
    """Make a page in a browser of its own, in which nobody is signed in."""
    expect.set_options(timeout=PATIENCE)

    def open_browser(**options) -> Page:
        context = new_context(base_url=live_server.url, locale="en-GB", **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        troubles.listen_to(page)
        return page

    return open_browser


@pytest.fixture
def person(visitor):
    """Make a page in a browser in which ``user`` has signed in with e-mail and password."""

    def sign_in(user: User, **options) -> Page:
        page = visitor(**options)
        page.goto("/")
        page.get_by_role("banner").get_by_role("link", name="Sign in").click()
        page.get_by_label(re.compile("^e-?mail", re.I)).fill(user.email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("main").get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Sign in")).not_to_be_visible()
        return page

    return sign_in
