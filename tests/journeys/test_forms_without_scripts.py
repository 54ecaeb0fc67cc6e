"""Every form of the rich world, in browsers that run no scripts: sent half empty, it says what is
missing beside the fields and keeps what was typed."""

import json
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
SEND = ":is(button, input[type=submit]):not([type=button], .visually-hidden)"
TYPED = "Something that was typed"
ALL_TYPED = """(typed) => [...document.querySelectorAll("main input, main textarea")]
    .some(field => field.value === typed)"""
# What may be sent half empty, and why.
TAKES_IT = {
    "account_email": "its first button acts on an address that is there",
    "account_logout": "asks for nothing",
    "accounts:details": "nothing has to be said",
    "alerts:preferences": "every tick may be off",
    "applications:applicant": "a shortlist needs no words",
    "expenses:claim": "a draft keeps whatever is right",
    "expenses:decide": "what is decided may be opened again without words",
    "placements:advert_edit": "a draft keeps whatever is right",
    "placements:advert_host": "copies into the cycle that is chosen",
    "placements:join": "a word to its admins is optional",
    "placements:organisation_edit": "what a verified one may change is optional",
    "placements:people": "its first form is of somebody who is there",
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
    buttons = [one for one in form.locator(SEND).all() if one.is_visible()]
    if not buttons:
        return "has no button"
    buttons[0].click()
    if not page.locator("main [role=alert]:visible, main .field-error:visible").count():
        return f"was taken, and led to {page.url}"
    if typed and not page.evaluate(ALL_TYPED, TYPED):
        return "forgot what was typed"
    return ""


@pytest.mark.parametrize("who", ["anybody", "student", "host"])
def test_a_half_empty_form_says_what_is_missing_and_forgets_nothing(visitor, person, troubles, who):
    made = world.build()
    troubles.expect_refusals_at("/3rdparty/login/error/")
    off = {"java_script_enabled": False}
    page = person(made.people[who], **off) if who in made.people else visitor(**off)
    strict = [at for at in made.pages[who] if at != NOWHERE and name_of(at) not in TAKES_IT]
    forms = [(at, n) for at in strict for n in forms_on(page, at)]
    assert forms
    found = {f"{at} form {n}": wrong_with(page, at, n) for at, n in forms}
    wrong = {form: said for form, said in found.items() if said}
    assert wrong == {}, json.dumps(wrong, indent=1)
