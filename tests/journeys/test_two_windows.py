"""One draft in two windows: the later one is told what differs, and chooses, in a real browser."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.factories import AdvertFactory, CycleFactory, HostFactory
from tests.journeys.hosts import button, main
from tests.journeys.test_accessible import STILL, problems_here

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft():
    return AdvertFactory(state="draft", cycle=CycleFactory(phase="collecting"))


@pytest.fixture
def windows(person, draft) -> tuple[Page, Page]:
    """Two windows of one browser, both of which opened the draft as it was."""
    first = person(HostFactory(organisation=draft.organisation).user, **STILL)
    second = first.context.new_page()
    for window in (first, second):
        window.goto(f"/host/adverts/{draft.pk}/edit/")
    return first, second


def status(page: Page):
    return page.locator(".autosave").get_by_role("status")


def test_the_later_window_is_told_what_differs_and_keeps_what_it_chooses(windows, draft):
    first, second = windows
    first.get_by_label("Title").fill("Letters of a lighthouse")
    with first.expect_response(lambda answer: "keepers" in (answer.request.post_data or "")):
        first.get_by_label("The project in one line").fill("Read what keepers wrote")
    expect(status(first)).to_have_text(re.compile("Saved at"))
    second.get_by_label("Title").fill("Letters of a harbour")
    expect(status(second)).to_contain_text("Not saved.")
    draft.refresh_from_db()
    assert draft.title == "Letters of a lighthouse"

    told = main(second).get_by_role("region", name="What differs")
    expect(told.get_by_role("heading", level=3)).to_have_text(["Title", "The project in one line"])
    assert problems_here(second) == {}
    told.get_by_label("Keep what was saved of “The project in one line”").check()
    button(second, "Save draft").click()
    expect(second.get_by_text("Your draft is saved.")).to_be_visible()
    draft.refresh_from_db()
    saved = (draft.title, draft.summary)
    assert saved == ("Letters of a harbour", "Read what keepers wrote")
