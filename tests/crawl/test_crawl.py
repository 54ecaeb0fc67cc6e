"""Every address as every role: the declared answer, no failure, and nobody else's words."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from applications.models import Application, Offer, SavedAdvert
from enquiries.models import Concern, Question
from expenses.models import Claim, Item, Payment, Receipt
from microinternships import clock
from microinternships.models import Note, Transition
from placements.models import (
    Advert,
    HostMember,
    Invitation,
    JoinRequest,
    MemberChange,
    Organisation,
    Placement,
    PlacementDay,
)
from tests.crawl.table import APART, AWAY, MAY_READ, ROLES, SIGN_IN, TABLE, Row
from tests.crawl.world import lay_out

pytestmark = pytest.mark.django_db

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
MARKER = re.compile(rb"zq-[a-z]+-[ab]")
ROWS = (Application, Offer, SavedAdvert, Claim, Item, Payment, Receipt, Note, Transition)
ROWS += (Question, Concern, Advert, Organisation, Placement, PlacementDay)
ROWS += (HostMember, Invitation, JoinRequest, MemberChange)


def names(resolver=None, spaces: tuple = ()) -> set[str]:
    """The names of every address of the project."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            found |= names(entry, inner)
        elif entry.name:
            found.add(":".join((*spaces, entry.name)))
    return found


def test_the_table_knows_every_address():
    assert {row.name for row in TABLE} == {name for name in names() if not name.startswith(APART)}


@pytest.fixture
def world():
    return lay_out()


def as_role(world, role: str) -> Client:
    client = Client(raise_request_exception=False)
    if user := world.people[role]:
        client.force_login(user, backend=BACKEND)
    return client


def address(world, row: Row) -> str:
    if not row.thing:
        return reverse(row.name)
    things = {"cycle": world.cycles.open, "held_advert": world.a.held.advert}
    thing = things.get(row.thing) or getattr(world.a, row.thing)
    return reverse(row.name, kwargs={row.key: getattr(thing, row.key), **row.more})


def told(response) -> int | str:
    """The answer in the words of the table."""
    if response.status_code != 302:
        return response.status_code
    to_sign_in = response.url.startswith(reverse("account_login"))
    return SIGN_IN if to_sign_in else AWAY


def everything(response) -> bytes:
    """All that reached the reader: the body and the headers."""
    body = b"".join(response) if response.streaming else response.content
    return body + repr(dict(response.headers)).encode()


def crawl(world, role: str):
    client = as_role(world, role)
    for row in TABLE:
        response = client.get(address(world, row))
        response.everything = everything(response)  # and the file of a download is closed
        yield row, response


@pytest.mark.parametrize("role", ROLES)
def test_every_address_answers_as_declared(world, role):
    wrong = [
        (row.name, row.thing, told(response), row.get(role))
        for row, response in crawl(world, role)
        if told(response) != row.get(role)
    ]
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_nobody_reads_what_is_not_theirs(world, role):
    may = {marker.encode() for marker in MAY_READ.get(role, ())}
    seen, leaks = set(), []
    for row, response in crawl(world, role):
        found = set(MARKER.findall(response.everything))
        seen |= found
        if found - may:
            leaks.append((row.name, row.thing, sorted(found - may)))
    assert leaks == []
    assert bool(seen) == bool(may)  # a crawl that finds no markers at all proves nothing


def test_owners_do_read_what_is_theirs(world):
    """The markers stand where they should, so that their absence elsewhere means something."""
    own = {
        "student": {
            "draft",
            "statement",
            "known",
            "meet",
            "joining",
            "note",
            "dispute",
            "asked",
            "concern",
            "reply",
        },
        "host": {"student", "statement", "feedback", "contact", "request", "note", "dispute"},
    }
    for role, expected in own.items():
        pages = b"".join(response.everything for _, response in crawl(world, role))
        missing = {what for what in expected if f"zq-{what}-a".encode() not in pages}
        assert missing == set()


def stored() -> dict:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in ROWS}


@pytest.mark.parametrize("role", ROLES)
def test_posts_by_the_wrong_person_find_nothing_and_change_nothing(world, role):
    """The answer is that to an id which nothing has, so it does not even say that there is one."""
    client, before, wrong = as_role(world, role), stored(), []
    sent = {"action": "shortlist", "comment": "Not mine.", "decide": "1", "terms_version": "1"}
    for row in TABLE:
        if not row.thing or row.may_post(role):
            continue
        nothing = reverse(row.name, kwargs={row.key: 10**9, **row.more})
        got, should = (told(client.post(at, sent)) for at in (address(world, row), nothing))
        if got != should or got not in (SIGN_IN, 404, 405):
            wrong.append((row.name, row.thing, got, should))
    assert wrong == []
    assert stored() == before


@pytest.mark.parametrize("role", ROLES)
def test_each_page_carries_the_policy_and_keeps_to_its_reader(world, role):
    loose = []
    for row, response in crawl(world, role):
        policy = response.headers.get("Content-Security-Policy", "")
        caching = response.headers.get("Cache-Control", "")
        if "default-src" not in policy or "unsafe-eval" in policy:
            loose.append((row.name, row.thing, policy))
        if role != "anonymous" and not {"private", "no-store"} & set(re.split(r",\s*", caching)):
            loose.append((row.name, row.thing, caching))
    assert loose == []


def test_reading_decides_nothing(world):
    before = Transition.objects.count()
    for role in ROLES:
        for _ in crawl(world, role):
            pass
    assert Transition.objects.count() == before


def test_held_words_appear_at_the_release(world):
    client = as_role(world, "student")
    held = reverse("applications:application", args=[world.a.held.pk])
    release = world.a.held.round.release_at
    with clock.standing_at(release):
        assert b"zq-feedback-a" in client.get(held).content
