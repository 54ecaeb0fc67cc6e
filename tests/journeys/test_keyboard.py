"""With the keyboard alone: an application is sent, an advert written and reviewed; focus shows."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from applications.models import Application
from placements.models import Advert
from placements.workflow import advert_machine
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    StudentFactory,
)
from tests.journeys.conftest import PASSWORD
from tests.journeys.hosts import DUTY, button, link, main

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
    """A key on what has the focus; where that leads to another page, it has come."""
    tab_to(page, target)
    target.press(key)


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
    password = page.get_by_label("Password", exact=True)
    tab_to(page, password)
    page.keyboard.type(PASSWORD)
    press(page, password)
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


def test_an_advert_is_written_and_reviewed_with_the_keyboard_alone(person):
    host = HostFactory()
    cycle = CycleFactory(phase="collecting")
    _write(person(host.user), cycle)
    advert = Advert.objects.get(organisation=host.organisation)
    assert (advert.state, advert.mode, advert.days) == ("submitted", "in_person", 3)
    page = person(OfficeFactory())
    _ask_for_a_change(page, advert)
    assert [one.text for one in advert.submissions.get().comments.all()] == ["Which maps?"]
    advert_machine.fire("submit", Advert.objects.get(pk=advert.pk), by=host.user)
    page.goto(reverse("admin:placements_advert_review", args=[advert.pk]))
    press(page, button(page, "Approve"))
    expect(page.get_by_text(f"Approve: done for {advert}")).to_be_visible()
    advert.refresh_from_db()
    assert advert.state == "approved"


def _write(page: Page, cycle) -> None:
    """From the desk to the Office, every part of the advert."""
    press(page, page.get_by_role("banner").get_by_role("link", name="Host desk"))
    press(page, link(page, "Write an advert").first)
    title = page.get_by_label("Title")
    tab_to(page, title)
    page.keyboard.type("Listing sea charts")
    press(page, title)
    for label, text in (
        ("The project in one line", "List charts of the sea"),
        ("The project", "Nobody has listed our charts."),
        ("What the student will observe and do", "Read and list charts."),
        ("Who supervises, and how", "The archivist, every day."),
    ):
        tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(text)
    tab_to(page, page.get_by_label("Sector"))
    page.keyboard.type("Law")
    tab_to(page, page.get_by_label("Places", exact=True))
    page.keyboard.type("1")
    press(
        page,
        page.get_by_role("group", name="Candidate weeks").get_by_role("checkbox").first,
        "Space",
    )
    tab_to(page, page.get_by_label("Length in days"))
    page.keyboard.type("3")
    press(page, page.get_by_role("radio", name="In person"), "Space")
    tab_to(page, page.get_by_label("Town or city"))
    page.keyboard.type("London")
    press(page, page.get_by_label(DUTY), "Space")
    press(page, button(page, "Save and submit to the Office"))
    expect(main(page)).to_contain_text("With the Office")


def _ask_for_a_change(page: Page, advert: Advert) -> None:
    """The Office reads it field by field and comments on one of them."""
    page.goto(reverse("admin:index"))
    press(page, page.get_by_role("link", name="Adverts to review"))
    press(page, page.get_by_role("link", name=advert.title).first)
    press(page, page.get_by_role("link", name="Review it field by field"))
    press(page, main(page).get_by_text("Comment on “The project”", exact=True))
    tab_to(page, page.get_by_label("Your comment on “The project”"))
    page.keyboard.type("Which maps?")
    press(page, button(page, "Request changes"))
    expect(page.get_by_text(f"The host of “{advert}” is asked for changes.")).to_be_visible()
