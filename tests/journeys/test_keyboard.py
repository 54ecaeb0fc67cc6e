"""With the keyboard alone: sign in, open an advert, send an application; focus always visible."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from applications.models import Application
from tests.factories import AdvertFactory, ApplicationFactory, StudentFactory
from tests.journeys.conftest import PASSWORD
from tests.journeys.hosts import button, link, main

pytestmark = pytest.mark.django_db(transaction=True)

# Whether whatever has the focus can be told from what has not: an outline, a shadow or a border.
FOCUS_SHOWS = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0;
    const box = one.getBoundingClientRect();
    return (outlined || style.boxShadow !== "none") && box.width > 0 && box.height > 0;
}"""
HAS_FOCUS = "one => one === document.activeElement"


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until ``target`` has the focus, which has to show on everything on the way."""
    expect(target).to_be_visible()
    for _ in range(120):
        if target.evaluate(HAS_FOCUS):
            return
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement !== document.body"):
            assert page.evaluate(FOCUS_SHOWS), page.evaluate("document.activeElement.outerHTML")
    pytest.fail(f"Tab does not lead to {target}")


def press(page: Page, target: Locator, key: str = "Enter") -> None:
    tab_to(page, target)
    page.keyboard.press(key)


def test_an_application_is_sent_with_the_keyboard_alone(visitor):
    advert = AdvertFactory(title="Tuning church bells")
    student = StudentFactory()
    # A file is chosen in a window of the browser's own, so the CV is one sent before.
    ApplicationFactory(student=student, state="withdrawn")
    page = visitor()
    page.goto("/")
    press(page, page.get_by_role("banner").get_by_role("link", name="Sign in"))
    tab_to(page, page.get_by_label(re.compile("^e-?mail", re.I)))
    page.keyboard.type(student.user.email)
    tab_to(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    press(page, page.get_by_role("banner").get_by_role("link", name="Adverts"))
    press(page, link(page, advert.title))
    press(page, link(page, "Apply"))
    press(page, button(page, "Start application"))
    press(page, page.get_by_role("checkbox", name="I am free every day of week A"), "Space")
    press(page, page.get_by_role("checkbox", name="I am available and able"), "Space")
    tab_to(page, page.get_by_label("Personal statement"))
    page.keyboard.type("Bells have always called me.")
    tab_to(page, page.get_by_label("Or use a CV you have sent before"))
    page.keyboard.press("ArrowDown")
    press(page, button(page, "Save and continue"))
    press(page, button(page, "Send application"))
    expect(page.get_by_role("heading", name="Application sent")).to_be_visible()
    expect(main(page)).to_contain_text("Your reference")
    sent = Application.objects.get(advert=advert)
    assert (sent.state, sent.statement) == ("submitted", "Bells have always called me.")


def test_the_first_tab_leads_past_the_masthead(visitor):
    page = visitor()
    page.goto("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the main content")
    expect(skip).to_be_focused()
    assert page.evaluate(FOCUS_SHOWS)
    page.keyboard.press("Enter")
    expect(main(page)).to_be_focused()
