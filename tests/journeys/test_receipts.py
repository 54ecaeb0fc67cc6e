"""Receipts beside their items: closer, turned, on to the next; by mouse, by keyboard, without."""

import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from expenses.models import Receipt
from tests.expenses.scenes import claim_in, picture
from tests.factories import HostFactory

pytestmark = pytest.mark.django_db(transaction=True)
WIDE, HIGH = 800, 600


@pytest.fixture
def claim():
    claim = claim_in("submitted")
    for receipt in Receipt.objects.all():
        receipt.file.save("receipt.jpg", ContentFile(picture(size=(WIDE, HIGH))))
    return claim


@pytest.fixture
def host(claim):
    return HostFactory(organisation=claim.placement.advert.organisation).user


def open_claim(page: Page, claim) -> Locator:
    """The first receipt, in sight, so that it is loaded and laid out."""
    page.goto(reverse("expenses:decide", args=[claim.pk]))
    viewer = page.locator("figure.receipt").first
    viewer.scroll_into_view_if_needed()
    expect(viewer.get_by_role("img")).to_be_visible()
    expect(viewer.locator(".receipt-sheet")).to_have_attribute("style", re.compile("width"))
    return viewer


def press(viewer: Locator, name: str) -> None:
    viewer.get_by_role("button", name=name).click()


def size(viewer: Locator) -> tuple[int, int]:
    """As it lies on the page, turned or not."""
    box = viewer.locator(".receipt-sheet").bounding_box()
    return round(box["width"]), round(box["height"])


def test_a_receipt_is_zoomed_and_turned_by_its_buttons(person, host, claim):
    viewer = open_claim(person(host), claim)
    said, (wide, high) = viewer.get_by_role("status"), size(viewer)
    assert wide * HIGH == pytest.approx(high * WIDE, rel=0.01)
    press(viewer, "Zoom in")
    expect(said).to_have_text("150 per cent")
    assert size(viewer) == pytest.approx((wide * 1.5, high * 1.5), abs=2)
    press(viewer, "Zoom out")
    press(viewer, "Zoom out")  # no smaller than it fits
    expect(said).to_have_text("100 per cent")
    assert size(viewer) == (wide, high)
    press(viewer, "Turn")
    expect(said).to_have_text("100 per cent, turned by 90 degrees")
    lying_wide, lying_high = size(viewer)
    assert lying_wide * WIDE == pytest.approx(lying_high * HIGH, rel=0.01)
    image = viewer.get_by_role("img").bounding_box()
    assert (image["width"], image["height"]) == pytest.approx((lying_wide, lying_high), abs=2)
    press(viewer, "Reset")
    assert size(viewer) == (wide, high)


def test_a_zoomed_receipt_scrolls_in_its_frame_and_not_the_page(person, host, claim):
    page = person(host)
    page.set_viewport_size({"width": 320, "height": 700})
    viewer = open_claim(page, claim)
    for _ in range(4):
        press(viewer, "Zoom in")
    frame = viewer.locator(".receipt-frame")
    assert frame.evaluate("one => one.scrollWidth > one.clientWidth")
    assert page.evaluate("document.scrollingElement.scrollWidth") == 320


def test_the_keyboard_does_the_same_and_goes_on_and_back(person, host, claim):
    page = person(host)
    viewer = open_claim(page, claim)
    second = page.locator("figure.receipt").nth(1)
    viewer.locator(".receipt-frame").focus()
    page.keyboard.press("+")
    page.keyboard.press("r")
    expect(viewer.get_by_role("status")).to_have_text("150 per cent, turned by 90 degrees")
    page.keyboard.press("-")
    page.keyboard.press("0")
    expect(viewer.get_by_role("status")).to_have_text("100 per cent")
    page.keyboard.press("n")
    expect(second).to_be_focused()
    expect(second).to_be_in_viewport()
    page.keyboard.press("n")  # there is no third
    expect(second).to_be_focused()
    page.keyboard.press("p")
    expect(viewer).to_be_focused()


def test_the_keys_are_letters_again_in_the_form_beside(person, host, claim):
    page = person(host)
    viewer = open_claim(page, claim)
    reason = page.get_by_label("Why less").first
    reason.fill("")
    reason.press_sequentially("nr+0p")
    expect(reason).to_have_value("nr+0p")
    expect(viewer.get_by_role("status")).to_have_text("100 per cent")


def test_without_scripts_a_receipt_is_a_picture_with_links(person, host, claim):
    page = person(host, java_script_enabled=False)
    page.goto(reverse("expenses:decide", args=[claim.pk]))
    viewer = page.locator("figure.receipt").first
    expect(viewer.get_by_role("img")).to_be_visible()
    expect(viewer.get_by_role("button")).to_have_count(0)
    expect(viewer).to_contain_text("1 of 2")
    expect(viewer.get_by_text("Keys:")).to_be_hidden()
    viewer.get_by_role("link", name="Next receipt").click()
    expect(page).to_have_url(re.compile("#receipt-2$"))
    full = viewer.get_by_role("link", name="Open at full size").get_attribute("href")
    assert page.request.get(full).headers["content-type"] == "image/jpeg"
