"""A claim from the student's first receipt to the student's confirmation, in the browser."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.journeys import files
from tests.journeys.hosts import button, link, main

REASON = "The bus costs 18.00; the receipt is for a first-class ticket."


def _line(page: Page, day: str, category: str) -> Locator:
    """The part of the claim's page about lunch or travel on a day."""
    return page.get_by_role("region", name=day).get_by_role("group", name=category)


def write_claim(page: Page, placement_url: str) -> None:
    """A card for each day in person; a line without its receipt is refused and kept."""
    page.goto(placement_url)
    link(page, "Claim travel and lunch").click()
    button(page, "Start claim").click()
    expect(main(page)).to_contain_text("You worked remotely on this day.")
    expect(page.get_by_role("region", name="Wednesday").get_by_label("Amount")).to_have_count(0)
    _fill(_line(page, "Monday", "Local travel"), "24.50", files.receipt_pdf())
    _fill(_line(page, "Monday", "Lunch"), "8.40", files.photograph("lunch on Monday"))
    _line(page, "Tuesday", "Lunch").get_by_label("Amount").fill("7.95")
    button(page, "Check claim").click()
    expect(page.get_by_role("alert")).to_contain_text("Add the receipt.")
    lunch = _line(page, "Tuesday", "Lunch")
    expect(lunch).to_contain_text("Add the receipt.")
    expect(lunch.get_by_label("Amount")).to_have_value("7.95")
    expect(_line(page, "Monday", "Local travel")).to_contain_text("bus ticket.pdf")
    _fill(lunch, "7.95", files.heic("lunch on Tuesday"))
    button(page, "Check claim").click()


def _fill(line: Locator, amount: str, receipt: dict) -> None:
    line.get_by_label("Amount").fill(amount)
    line.get_by_label("Receipt").set_input_files(receipt)


def send_claim(page: Page) -> str:
    """Check and send; gives the reference."""
    expect(page.get_by_role("heading", name="Check your claim")).to_be_visible()
    expect(main(page)).to_contain_text("£40.85")
    button(page, "Send claim").click()
    expect(main(page)).to_contain_text("With the host")
    return re.search(r"C-[A-Z0-9]{4,}", main(page).inner_text()).group()


def decide_claim(page: Page, student: str) -> None:
    """Less than was claimed for travel, with a reason beside the receipt; the lunches whole."""
    page.goto("/host/claims/")
    link(page, student).first.click()
    travel = page.get_by_role("region", name="Local travel")
    expect(travel.locator("object, embed, iframe, img").first).to_be_attached()
    travel.get_by_role("radio", name="Approve less").check()
    travel.get_by_label("Approve", exact=True).fill("18.00")
    travel.get_by_label("Why less").fill(REASON)
    for number in range(2):
        lunch = page.get_by_role("region", name="Lunch").nth(number)
        expect(lunch.get_by_role("img").first).to_be_visible()
        lunch.get_by_role("radio", name="Approve all of it").check()
    button(page, "Check decision").last.click()
    expect(main(page)).to_contain_text("You are approving £34.35 of £40.85.")
    expect(main(page)).to_contain_text(REASON)
    button(page, "Approve £34.35").click()
    expect(main(page)).to_contain_text("£34.35 is left to pay")


def pay_claim(page: Page) -> None:
    """The decision has led to the page where the payment is recorded."""
    expect(page.get_by_label("Amount")).to_have_value("34.35")
    page.get_by_role("radio", name="Bank transfer").check()
    page.get_by_label("Reference on the payment").fill("RIVERS 1")
    button(page, "Record payment").click()
    expect(main(page)).to_contain_text("The payment is recorded.")


def confirm_payment(page: Page, reference: str) -> None:
    """The student reads what was decided and paid, and confirms."""
    page.goto("/claims/")
    link(page, reference).click()
    for fact in ("£34.35 of £40.85 approved", REASON, "RIVERS 1", "£18.00"):
        expect(main(page)).to_contain_text(fact)
    button(page, "Confirm you were paid").click()
    expect(main(page)).to_contain_text("Settled")
