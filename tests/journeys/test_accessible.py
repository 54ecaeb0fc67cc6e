"""Every page, for each role that sees it: axe, no sideways scroll, no error, light and dark."""

import json
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import admin
from django.urls import resolve, reverse
from playwright.sync_api import Page

from tests.crawl.table import APART, TABLE, Row
from tests.crawl.test_crawl import address, as_role, names
from tests.crawl.world import lay_out
from tests.factories import AdvertFactory, CycleFactory, StudentFactory
from tests.journeys import corners, world

pytestmark = pytest.mark.django_db(transaction=True)

NOWHERE = "/no-such-page/"
WIDTHS = (1280, 768, 320)  # 320 px is also what 1280 px are at 400% zoom
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SIDEWAYS = "() => document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth"
CUT_OFF = """() => [...document.querySelectorAll("#result_list :is(td, th)")].filter(cell => {
    const words = document.createRange();
    words.selectNodeContents(cell);
    const row = cell.closest("tr").getBoundingClientRect();
    return words.getBoundingClientRect().right > Math.min(row.right, innerWidth) + 1;
}).map(cell => cell.textContent.trim())"""
EVERYTHING = {
    "runOnly": {"type": "tag", "values": TAGS},
    "resultTypes": ["violations"],
    "preload": False,
}
CONTRAST = EVERYTHING | {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
LOOK = """options => axe.run(options).then(
    found => found.violations.flatMap(one => one.nodes.map(
        node => `${one.id}: ${node.target[0]} ${node.html.slice(0, 150)}`)))"""
# The Office's theme asks for the scheme only while it loads.
DARKEN = "dark => document.documentElement.classList.toggle('dark', dark)"
SCRIPT = Axe().axe_script
# With motion reduced a colour is what it will be at once.
STILL = {"reduced_motion": "reduce"}

# Whom the rich world knows by which names, for each role of the crawl's table.
KNOWN_AS = {
    "anonymous": ("anybody",),
    "student": ("student", "refused", "claimant", "asked"),
    "host": ("host",),
    "caseworker": ("office", "office at forms"),
}
ONLY_AFTER_A_STEP = (
    "account_confirm_login_code",
    "account_email_verification_sent",
    "account_reauthenticate",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "mfa_activate_totp",
    "mfa_authenticate",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_reauthenticate",
)
# Addresses that are no pages of ours to look at, and why.
NO_PAGE = {
    "alerts:feed": "for news readers",
    "account_inactive": "nobody's account is switched off but by the Office",
    "account_set_password": "every account has a password, so it leads to changing it",
    **dict.fromkeys(ONLY_AFTER_A_STEP, "test_sign_in_pages takes the step before it"),
    "mfa_download_recovery_codes": "a file",
    "openid_connect_login": "leads on to the university's own sign-in",
    "openid_connect_callback": "comes back from it",
    "socialaccount_signup": "for who has no address there; test_sign_in_pages looks at it",
    "admin:autocomplete": "for the fields of forms",
    "admin:jsi18n": "a script",
    "admin:search": "a fragment",
    "admin:view_on_site": "leads on",
    "admin:app_list": "nothing leads there",
    "admin:login": "the Office signs in where everybody does",
    "admin:logout": "leads on",
    "admin:password_change": "the Office changes it where everybody does",
    "admin:password_change_done": "the Office changes it where everybody does",
    "admin:accounts_student_process_import": "the second step of importing, sent from the first",
    "admin:alerts_announcement_preview": "leads on",
    "admin:placements_organisation_people": "leads on to the hosts' own page",
    "admin:workshops_workshop_who_comes": "leads on to the list of bookings",
    "admin:workshops_workshop_copy": "leads on to the form of a new one",
    "admin:workshops_workshop_download": "a file",
}


def problems_of(page: Page, address: str) -> dict[str, list[str]]:
    """What is wrong with one page, by the look in which it is wrong; it is loaded once."""
    page.set_viewport_size({"width": WIDTHS[0], "height": 800})
    page.goto(address, wait_until="load")
    return problems_here(page)


def problems_here(page: Page) -> dict[str, list[str]]:
    """The same of the page that is open, resized without loading it again."""
    found: dict[str, list[str]] = {}
    page.evaluate(SCRIPT)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        wrong = page.evaluate(LOOK, EVERYTHING)
        if too_wide := page.evaluate(SIDEWAYS):
            wrong.append(f"scrolls sideways by {too_wide} px: {_widest(page)}")
        if wrong:
            found[f"{width} px"] = wrong
    page.emulate_media(color_scheme="dark")
    page.evaluate(DARKEN, True)
    if wrong := page.evaluate(LOOK, CONTRAST):
        found["dark"] = wrong
    page.emulate_media(color_scheme="light")
    page.evaluate(DARKEN, False)
    return found


def _widest(page: Page) -> list[str]:
    """The first elements that stick out, to say where to look."""
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .slice(0, 3).map(one => one.outerHTML.slice(0, 120))"""
    )


def assert_all_right(page: Page, addresses) -> None:
    found = {address: problems_of(page, address) for address in addresses}
    wrong = {address: problems for address, problems in found.items() if problems}
    assert wrong == {}, json.dumps(wrong, indent=1)


@pytest.mark.parametrize("who", [name for known in KNOWN_AS.values() for name in known])
def test_every_page_can_be_used_by_everybody(visitor, person, troubles, who):
    made = world.build()
    troubles.expect_refusals_at(NOWHERE, "/3rdparty/login/error/")
    page = person(made.people[who], **STILL) if who in made.people else visitor(**STILL)
    assert made.pages[who]
    assert_all_right(page, made.pages[who])


def named(made: world.World, *known: str) -> set[str]:
    """The names of the addresses that the rich world looks at as any of ``known``."""
    paths = {urlsplit(page).path for who in known for page in made.pages[who]} - {NOWHERE}
    return {resolve(path).view_name for path in paths}


@pytest.mark.parametrize("role", KNOWN_AS)
def test_whatever_else_the_table_of_addresses_shows_to_a_role(visitor, person, role):
    """A page that joins the table is looked at, whether or not anybody thought of this."""
    seen = named(world.build(), *KNOWN_AS[role])
    estates = lay_out()
    client = as_role(estates, role)
    left = [address(estates, row) for row in TABLE if row.name not in seen and is_for(row, role)]
    pages = [at for at in left if is_a_page(client, at)]
    user = estates.people[role]
    assert_all_right(person(user, **STILL) if user else visitor(**STILL), pages)


def is_a_page(client, at: str) -> bool:
    with closing(client.get(at)) as response:
        return response.headers["Content-Type"].startswith("text/html")


def is_for(row: Row, role: str) -> bool:
    """Whether ``role`` is whom the page is looked at as: anybody where it is everybody's, a student
    where it is everybody's who has signed in, else each role that sees it."""
    if row.get("anonymous") == 200:
        return role == "anonymous"
    return row.get(role) == 200 and (row.otherwise != 200 or role == "student")


def test_no_address_outside_the_table_is_forgotten(client):
    made = world.build()
    client.force_login(made.people["office"])
    seen = named(made, *made.pages)
    apart = {name for name in names() if name.startswith(APART) and not of_the_theme(name)}
    nothing_to_add = {
        name
        for name in apart
        if name.endswith("_add") and client.get(reverse(name)).status_code == 403
    }
    assert apart - seen - nothing_to_add == set(NO_PAGE)


def of_the_theme(name: str) -> bool:
    """Pages of the admin that its theme draws alike for all models, or for models not ours."""
    models = [one for one in admin.site._registry if not corners.is_ours(one)]
    not_ours = tuple(f"admin:{one._meta.app_label}_{one._meta.model_name}_" for one in models)
    return name.startswith(not_ours) or (
        name.startswith("admin:") and name.endswith(("_history", "_delete"))
    )


def test_the_adverts_page_between_cycles(visitor):
    """In the world above a cycle is always open."""
    over = CycleFactory(phase="claiming")
    for title in ("Maps", "unbreakable" * 8):
        AdvertFactory(cycle=over, title=title)
    CycleFactory(phase="collecting")
    page = visitor(reduced_motion="reduce")
    assert problems_of(page, "/adverts/") == {}
    assert page.get_by_role("heading", name="Earlier adverts, as examples").is_visible()


def test_no_list_of_the_office_cuts_a_long_address_off_on_a_telephone(person):
    """What is cut off makes no page scroll sideways."""
    StudentFactory(email=f"{'unbreakable' * 4}@univ.ox.ac.uk")
    page = person(world.build().people["office"], **STILL)
    page.set_viewport_size({"width": WIDTHS[-1], "height": 800})
    for name in ("accounts_student", "account_emailaddress"):
        page.goto(reverse(f"admin:{name}_changelist"))
        assert page.locator("#result_list tbody tr").count() > 0
        assert page.evaluate(CUT_OFF) == []
