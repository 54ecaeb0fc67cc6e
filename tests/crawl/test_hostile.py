"""What nobody sends by mistake, sent everywhere: an answer in words, never a failure."""

import re

import pytest
from django.contrib import admin
from django.urls import NoReverseMatch, reverse

from tests.crawl.table import TABLE
from tests.crawl.test_crawl import address, as_role, everything, names
from tests.crawl.test_doors import pages_of_the_office
from tests.crawl.world import lay_out

pytestmark = pytest.mark.django_db

NASTY = (
    "\x00",
    "9" * 40,
    "-1",
    "NaN",
    "1e999",
    "2026-02-31T25:61",
    "'<script>alert(1)</script>{{ 7|add:7 }}",
    "\u202e\N{PILE OF POO}" * 2000,
)
NO_ID = (0, 2**31, 2**63, 10**40)
FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*?\bname="([^"]+)"')
# A forged choice of a field that looks its choices up fails inside Django, for the Office alone.
TYPED = re.compile(r'<(?:input|textarea)\b[^>]*?\bname="([^"]+)"')
WHO = ("student", "host", "caseworker")
# Names that pages read out of a query without showing a form for them.
READ = ("q", "page", "next", "to", "p", "o", "e", "all")


@pytest.fixture
def world():
    return lay_out()


def failures(send, addresses) -> list[tuple]:
    """Each address that answered with a failure of ours, and the beginning of what it was sent."""
    answers = ((at, one, send(at, one)) for at in addresses for one in NASTY)
    codes = [(at, one[:20], code_of(answer)) for at, one, answer in answers]
    return [found for found in codes if found[2] >= 500]


def code_of(response) -> int:
    everything(response)  # so that the file of a download is closed
    return response.status_code


def fields_of(client, at: str, pattern=FIELD) -> set[str]:
    """The names of all fields that the page at ``at`` shows, but the token of its forms."""
    shown = everything(client.get(at)).decode(errors="ignore")
    return set(pattern.findall(shown)) - {"csrfmiddlewaretoken"}


def apart(client) -> set[str]:
    """The pages beside the table that need no id: signing in, the account, alerts, news, prose."""
    found = set()
    for name in names():
        if name.startswith(("account_", "mfa_", "alerts:", "pages:")) and name != "account_logout":
            try:
                at = reverse(name)
            except NoReverseMatch:  # it names a thing, which tests of its app try
                continue
            if code_of(client.get(at)) == 200:
                found.add(at)
    return found


@pytest.mark.parametrize("role", ["anonymous", *WHO])
def test_no_form_fails_whatever_is_typed_into_all_of_it(world, role):
    client = as_role(world, role)
    pages = {address(world, row) for row in TABLE if row.may_post(role)} | apart(client)
    fields = {at: fields_of(client, at) for at in pages}
    assert any(fields.values())
    assert failures(lambda at, one: client.post(at, dict.fromkeys(fields[at], one)), pages) == []


@pytest.mark.parametrize("role", ["anonymous", *WHO])
def test_no_page_fails_whatever_stands_in_its_query(world, role):
    client = as_role(world, role)
    pages = {address(world, row) for row in TABLE if row.get(role) == 200} | apart(client)
    named = {at: {*READ, *fields_of(client, at)} for at in pages}
    assert failures(lambda at, one: client.get(at, dict.fromkeys(named[at], one)), pages) == []


@pytest.mark.parametrize("role", ["anonymous", *WHO])
def test_bytes_that_are_no_text_are_answered(world, role):
    client = as_role(world, role)
    pages = {address(world, row) for row in TABLE if row.get(role) == 200}
    codes = {at: code_of(client.get(f"{at}?q=%ff%00&page=%c3%28")) for at in pages}
    assert {at: code for at, code in codes.items() if code >= 500} == {}


@pytest.mark.parametrize("role", WHO)
def test_an_id_that_no_row_can_have_is_a_page_that_is_not_there(world, role):
    client, wrong = as_role(world, role), []
    for row in TABLE:
        for pk in NO_ID if row.thing and row.key == "pk" else ():
            at = reverse(row.name, kwargs={"pk": pk, **row.more})
            code = code_of(client.post(at) if row.only_posts else client.get(at))
            if code != 404:
                wrong.append((at, code))
    assert wrong == []


def test_the_lists_of_the_office_take_any_query(world):
    client = as_role(world, "caseworker")
    lists = [
        reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        for model in admin.site._registry
    ]
    named = {at: {*READ, *fields_of(client, at)} for at in lists}
    assert failures(lambda at, one: client.get(at, dict.fromkeys(named[at], one)), lists) == []
    assert failures(lambda at, one: client.get(at, {"id__exact": one}), lists) == []


def test_the_forms_of_the_office_take_anything(world):
    client = as_role(world, "caseworker")
    pages = [at for at in pages_of_the_office(world) if at.endswith(("/add/", "/change/"))]
    fields = {at: fields_of(client, at, TYPED) for at in pages}
    assert failures(lambda at, one: client.post(at, dict.fromkeys(fields[at], one)), pages) == []


@pytest.mark.parametrize("pk", ["0", str(2**63), "9" * 40, "x", "_00"])
def test_the_office_looks_for_no_impossible_row(world, pk):
    client = as_role(world, "caseworker")
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_change"
        assert client.get(reverse(name, args=[pk])).status_code in (302, 403, 404)
