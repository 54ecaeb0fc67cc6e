"""Every page, for each role that sees it: axe, no sideways scroll, no error, light and dark."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.factories import AdvertFactory, CycleFactory
from tests.journeys import world

pytestmark = pytest.mark.django_db(transaction=True)

NOWHERE = "/no-such-page/"
WIDTHS = (1280, 768, 320)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIDEWAYS = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
EVERYTHING = {
    "runOnly": {"type": "tag", "values": TAGS},
    "resultTypes": ["violations"],
    "preload": False,
}
CONTRAST = EVERYTHING | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}

LOOK = """options => axe.run(options).then(
    found => found.violations.flatMap(one => one.nodes.map(
        node => `${one.id}: ${node.target[0]} ${node.html.slice(0, 150)}`)))"""
SCRIPT = Axe().axe_script


def violations(page: Page, options: dict) -> list[str]:
    return page.evaluate(LOOK, options)


def problems_of(page: Page, address: str) -> dict[str, list[str]]:
    """What is wrong with one page, by the look in which it is wrong; it is loaded once."""
    found: dict[str, list[str]] = {}
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    page.goto(address, wait_until="load")
    page.evaluate(SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wrong = violations(page, EVERYTHING)
        too_wide = page.evaluate(SIDEWAYS)
        if too_wide:
            wrong.append(f"scrolls sideways by {too_wide} px: {_widest(page)}")
        if wrong:
            found[f"{width} px"] = wrong
    page.emulate_media(color_scheme="dark")
    if wrong := violations(page, CONTRAST):
        found["dark"] = wrong
    page.emulate_media(color_scheme="light")
    return found


def _widest(page: Page) -> list[str]:
    """The first elements that stick out, to say where to look."""
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 3).map(one => one.outerHTML.slice(0, 120))"""
    )


@pytest.mark.parametrize(
    "who", ["anybody", "student", "refused", "claimant", "asked", "host", "office"]
)
def test_every_page_can_be_used_by_everybody(visitor, person, troubles, who):
    made = world.build()
    troubles.expect_nothing_at(NOWHERE)
    # With motion reduced a colour is what it will be at once.
    still = {"reduced_motion": "reduce"}
    page = person(made.people[who], **still) if who in made.people else visitor(**still)
    addresses = made.pages[who]
    assert addresses
    found = {address: problems_of(page, address) for address in addresses}
    wrong = {address: problems for address, problems in found.items() if problems}
    assert wrong == {}, json.dumps(wrong, indent=1)


def test_the_adverts_page_between_cycles(visitor):
    """In the world above a cycle is always open."""
    over = CycleFactory(phase="claiming")
    for title in ("Maps", "unbreakable" * 8):
        AdvertFactory(cycle=over, title=title)
    CycleFactory(phase="collecting")
    page = visitor(reduced_motion="reduce")
    assert problems_of(page, "/adverts/") == {}
    assert page.get_by_role("heading", name="Earlier adverts, as examples").is_visible()
