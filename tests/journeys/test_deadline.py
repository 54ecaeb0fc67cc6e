"""The deadline, seen from a page that was opened before it. No job runs in these tests."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from applications.models import Application
from tests.factories import AdvertFactory, ApplicationFactory
from tests.journeys.hosts import button, main

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft():
    """An application that could be sent as it stands."""
    return ApplicationFactory(advert=AdvertFactory(), state="draft")


def open_check_page(person, draft):
    page = person(draft.student.user)
    page.goto(f"/applications/{draft.pk}/check/")
    expect(button(page, "Send application")).to_be_visible()
    return page


def kept(draft) -> tuple:
    draft.refresh_from_db()
    return draft.statement, draft.cv.name, draft.committed, draft.weeks.count()


def test_one_second_after_closing_sending_is_refused_and_nothing_is_lost(person, time, draft):
    page = open_check_page(person, draft)
    before = kept(draft)
    time.move_past(draft.round.closes_at)
    button(page, "Send application").click()
    expect(page.get_by_role("alert")).to_contain_text("Applications closed")
    expect(main(page)).to_contain_text(draft.statement)
    assert kept(draft) == before
    assert draft.state == Application.State.DRAFT
    page.goto("/applications/")
    expect(main(page)).to_contain_text("Not sent")


def test_shortly_before_closing_it_is_sent(person, time, draft):
    page = open_check_page(person, draft)
    time.move_to(draft.round.closes_at - timedelta(minutes=5))
    button(page, "Send application").click()
    expect(page.get_by_role("heading", name="Application sent")).to_be_visible()
    draft.refresh_from_db()
    assert draft.state == Application.State.SUBMITTED
