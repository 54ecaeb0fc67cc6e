"""What a student does in the browser until there is a placement, step by step."""

import re

from playwright.sync_api import Page, expect

from tests.journeys import files
from tests.journeys.hosts import button, link, main

STATEMENT = "Rivers under streets have followed me since I was small. " * 3
TOO_LONG = " ".join(f"word{n}" for n in range(1, 303))
REFERENCE = re.compile(r"A-[A-Z0-9]{4,}")


def browse_to(page: Page, title: str, other: str) -> None:
    """A filter and a search each leave out the other advert; the advert says what matters."""
    page.goto("/")
    page.get_by_role("banner").get_by_role("link", name="Adverts").click()
    expect(link(page, other)).to_be_visible()
    page.get_by_role("group", name="Mode").get_by_label("Hybrid").check()
    expect(link(page, other)).to_have_count(0)
    expect(page).to_have_url(re.compile("mode=hybrid"))
    link(page, "Clear all filters").click()
    expect(link(page, other)).to_be_visible()
    page.get_by_role("searchbox", name="Search").fill("rivers")
    page.get_by_role("searchbox", name="Search").press("Enter")
    expect(link(page, other)).to_have_count(0)
    link(page, title).click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    for fact in ("voluntary and unpaid", "local travel", "Hybrid", "London", "3 days"):
        expect(main(page)).to_contain_text(fact)


def is_told_why_not(page: Page, advert_url: str, sentence: str) -> None:
    page.goto(advert_url)
    link(page, "Apply").click()
    expect(page.get_by_role("heading", name="You cannot apply")).to_be_visible()
    expect(main(page)).to_contain_text(sentence)
    expect(button(page, "Start application")).to_have_count(0)


def start_application(page: Page, advert_url: str) -> None:
    """A draft with only a statement, saved, left, and taken up again."""
    page.goto(advert_url)
    link(page, "Apply").click()
    expect(main(page)).to_contain_text("2 of 2 left")
    button(page, "Start application").click()
    page.get_by_label("Personal statement").fill(TOO_LONG)
    button(page, "Save draft").click()
    expect(page.get_by_text("Your draft is saved")).to_be_visible()


def mend_application(page: Page, advert_url: str) -> None:
    """Too many words and too many pages are refused, said beside the field, and lost neither."""
    page.goto(advert_url)
    link(page, "Continue draft").first.click()
    statement = page.get_by_label("Personal statement")
    expect(statement).to_have_value(TOO_LONG)
    page.get_by_role("checkbox", name="I am free every day of week A").check()
    page.get_by_label("I am available and able to fully commit").check()
    button(page, "CV").set_input_files(files.cv(pages=2))
    button(page, "Save and continue").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("302 words")
    expect(summary).to_contain_text("2 pages")
    expect(statement).to_have_value(TOO_LONG)
    expect(statement).to_have_attribute("aria-invalid", "true")
    expect(main(page)).to_contain_text("2 too many")
    expect(main(page)).to_contain_text("This CV has 2 pages")
    statement.fill(STATEMENT)
    page.get_by_label("Keep only the first page").check()
    button(page, "Save and continue").click()


def send_application(page: Page) -> str:
    """Check and send; gives the reference."""
    expect(page.get_by_role("heading", name="Check your answers")).to_be_visible()
    for answer in ("Rivers under streets", "1 page", "(30 words)", "Available and able to commit"):
        expect(main(page)).to_contain_text(answer)
    button(page, "Send application").click()
    expect(page.get_by_role("heading", name="Application sent")).to_be_visible()
    for promise in ("vacation residence", "chooses by", "voluntary and unpaid"):
        expect(main(page)).to_contain_text(promise)
    return REFERENCE.search(main(page).inner_text()).group()


def accept_offer(page: Page) -> str:
    """Read the terms and accept them; gives the address of the placement."""
    page.goto("/applications/")
    link(page, "Mapping").first.click()
    link(page, "Read your offer").click()
    expect(main(page)).to_contain_text("Answer before")
    for term in ("1 Example Street, London", "Robin Example", "Ring the bell", "9:00", "remote"):
        expect(main(page)).to_contain_text(term)
    link(page, "Accept offer").click()
    button(page, "Accept offer").click()
    expect(page.get_by_role("heading", name="Day by day")).to_be_visible()
    return page.url


def read_placement(page: Page, placement_url: str) -> str:
    """The days, whom to meet, and the calendar file; gives that file's text."""
    page.goto(placement_url)
    expect(page.get_by_role("cell", name="In person")).to_have_count(2)
    expect(page.get_by_role("cell", name="Remote")).to_have_count(1)
    expect(main(page)).to_contain_text("Ring the bell marked Maps.")
    with page.expect_download() as download:
        link(page, "Add these days to your calendar").click()
    return download.value.path().read_text()
