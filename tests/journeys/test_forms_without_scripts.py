"""Every form of the rich world, in browsers that run no scripts: sent half empty, it says what is
missing beside the fields and keeps what was typed."""

from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from playwright.sync_api import Locator, Page

from tests.journeys import world
from tests.journeys.test_accessible import NOWHERE

pytestmark = pytest.mark.django_db(transaction=True)

FORM = "main form[method=post]"
TEXT = "input:is([type=text], [type=email], [type=url], [type=tel], [type=search]), textarea"
FIELD = "input:not([type=hidden]), select, textarea"
SEND = ":is(button, input[type=submit]):not([type=button], .visually-hidden):visible"
MAIN = f".btn-primary{SEND}"  # asks for more than a button that saves a draft
WAS_TAKEN = "was taken"
TYPED = "Something that was typed"
ALL_TYPED = """(typed) => [...document.querySelectorAll("main input, main textarea")]
    .some(field => field.value === typed)"""
# Whose first form may be sent half empty, and why.
TAKES_IT = {
    "account_email": "it acts on an address that is there",
    "accounts:details": "nothing has to be said",
    "alerts:preferences": "every tick may be off",
    "expenses:decide": "what is decided may be opened again without words",
    "placements:advert_host": "it copies into the cycle that is chosen",
    "placements:join": "a word to its admins is optional",
    "placements:organisation_edit": "what a verified one may change is optional",
    "placements:search": "a name is optional",
    "placements:search_new": "a name is optional",
}


def name_of(address: str) -> str:
    return resolve(urlsplit(address).path).view_name


def forms_on(page: Page, address: str) -> list[int]:
    """The places of the forms with something to fill in, among all forms of the page."""
    page.goto(address)
    forms = page.locator(FORM)
    return [n for n in range(forms.count()) if forms.nth(n).locator(FIELD).count()]


def fill_in(form: Locator) -> bool:
    """Type into the last field for words and empty all others; a lone field is left empty.
    Whether there is something to keep."""
    for summary in form.locator("xpath=ancestor::details[not(@open)]/summary").all():
        summary.click()
    fields = [one for one in form.locator(TEXT).all() if one.is_visible() and one.is_editable()]
    for field in fields:
        field.fill("")
    for box in form.locator("input[type=checkbox]").all():
        if box.is_visible() and box.is_enabled():
            box.uncheck()
    if len(fields) > 1:
        fields[-1].fill(TYPED)
    return len(fields) > 1


def wrong_with(page: Page, address: str, n: int) -> str:
    page.goto(address)
    form = page.locator(FORM).nth(n)
    typed = fill_in(form)
    buttons = form.locator(MAIN).all() or form.locator(SEND).all()
    if not buttons:
        return "has no button"
    with page.expect_navigation():
        buttons[0].press("Enter")  # a click may be lost to a CV's frame while it is laid out
    if not page.locator("main [role=alert]:visible, main .field-error:visible").count():
        return WAS_TAKEN
    if typed and not page.evaluate(ALL_TYPED, TYPED):
        return "forgot what was typed"
    return ""


@pytest.mark.parametrize("who", ["anybody", "student", "claimant", "asked", "host"])
def test_a_half_empty_form_says_what_is_missing_and_forgets_nothing(visitor, person, troubles, who):
    made = world.build()
    troubles.expect_refusals_at("/3rdparty/login/error/")
    off = {"java_script_enabled": False}
    page = person(made.people[who], **off) if who in made.people else visitor(**off)
    addresses = [at for at in made.pages[who] if at != NOWHERE]
    forms = [(at, n) for at in addresses for n in forms_on(page, at)]
    assert forms
    found = {(at, n): wrong_with(page, at, n) for at, n in forms}
    wrong = {(name_of(at), n, said) for (at, n), said in found.items() if said}
    excused = TAKES_IT.keys() & {name_of(at) for at in addresses}
    assert wrong == {(name, 0, WAS_TAKEN) for name in excused}, found
