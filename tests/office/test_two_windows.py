"""Two of the Office who change one record from pages opened before either had stored anything."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import OfficeMember
from microinternships import clock
from placements import moving, planning
from placements.models import Cycle, CycleChange, Organisation
from placements.workflow import organisation_machine
from tests.factories import CycleFactory, OfficeFactory, OrganisationFactory
from tests.office.cycles import moved, page_of
from tests.office.sent import as_sent
from tests.threads import at_once, doing, firing

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TYPE = "%Y-%m-%dT%H:%M"


@pytest.fixture
def cycle():
    return CycleFactory(rounds_and_weeks__held=True)


@pytest.fixture
def colleague():
    return OfficeFactory(name="Cleo Colleague")


@pytest.fixture
def office(client):
    client.force_login(OfficeFactory(role=OfficeMember.Role.CASEWORKER))


def later(cycle, name: str, days: int = 1) -> str:
    at = planning.flat(cycle)[name] + days * DAY
    return at.astimezone(clock.OXFORD).strftime(TYPE)


def move(cycle, colleague, **values):
    """What the colleague stores while the other page is open."""
    moving.change(cycle, moved(cycle, **values), by=colleague, reason="Snow.")


def stored() -> dict:
    return planning.flat(Cycle.objects.get())


def test_what_a_colleague_moved_meanwhile_is_told_and_is_not_put_back(
    client, office, cycle, colleague
):
    was = planning.flat(cycle)
    mine = as_sent(client.get(page_of(cycle)), claims_close_at=later(cycle, "claims_close_at"))
    theirs = {"archive_at": was["archive_at"] + DAY, "max_placements": 2, "remote_only": True}
    move(cycle, colleague, **theirs)
    told = client.post(page_of(cycle), {**mine, "do": "store"})
    (missed,) = told.context["missed"]
    assert (str(missed["change"].by), missed["change"].reason) == ("Cleo Colleague", "Snow.")
    assert [row["label"] for row in missed["rows"]] == [
        "Placements a student may hold",
        "Remote only",
        "Archive",
    ]
    assert stored() == was | theirs
    asked = client.post(page_of(cycle), {**as_sent(told), "do": "store"})
    assert [row["label"] for row in asked.context["changed"]] == ["Claims close"]
    sent = {**dict(asked.context["typed"]), "do": "store", "reason": "A holiday."}
    assert client.post(page_of(cycle), sent).status_code == 302
    assert stored() == was | theirs | {"claims_close_at": was["claims_close_at"] + DAY}


def test_of_one_date_that_both_moved_the_typed_one_stands_beside_what_was_stored(
    client, office, cycle, colleague
):
    was = planning.flat(cycle)["archive_at"]
    mine = as_sent(client.get(page_of(cycle)), archive_at=later(cycle, "archive_at", 2))
    move(cycle, colleague, archive_at=was + DAY)
    told = client.post(page_of(cycle), {**mine, "do": "store"})
    assert told.context["form"]["archive_at"].value() == later(cycle, "archive_at", 2)
    assert stored()["archive_at"] == was + DAY
    asked = client.post(page_of(cycle), {**as_sent(told), "do": "store"})
    assert [row["label"] for row in asked.context["changed"]] == ["Archive"]


def test_the_reason_is_kept_where_a_colleague_was_faster_than_the_last_press(
    client, office, cycle, colleague
):
    was = planning.flat(cycle)
    mine = as_sent(client.get(page_of(cycle)), archive_at=later(cycle, "archive_at", 2))
    asked = client.post(page_of(cycle), {**mine, "do": "store"})
    move(cycle, colleague, max_placements=2)
    sent = {**dict(asked.context["typed"]), "do": "store", "reason": "A holiday."}
    told = client.post(page_of(cycle), sent)
    assert len(told.context["missed"]) == 1
    again = {**as_sent(told), "do": "store", "reason_so_far": told.context["reason"]}
    assert client.post(page_of(cycle), again).context["reason"] == "A holiday."
    assert stored() == was | {"max_placements": 2}


def test_outcomes_and_rounds_that_a_colleague_changed_follow_as_dates_do(
    client, office, cycle, colleague
):
    mine = as_sent(client.get(page_of(cycle)), archive_at=later(cycle, "archive_at"))
    theirs = planning.second_round(planning.flat(cycle)) | {"round_1_release_at": None}
    move(cycle, colleague, **theirs)
    told = client.post(page_of(cycle), {**mine, "do": "store"})
    asked = client.post(page_of(cycle), {**as_sent(told), "do": "store"})
    assert [row["label"] for row in asked.context["changed"]] == ["Archive"]


def test_of_an_organisation_only_what_was_typed_is_saved(client, office):
    organisation = OrganisationFactory(state="submitted", about="Old")
    page, verify = (
        reverse(f"admin:placements_organisation_{name}", args=[organisation.pk, *event])
        for name, event in (("change", []), ("do", ["verify"]))
    )
    mine = as_sent(client.get(page), name="The new name")
    Organisation.objects.update(about="New")  # by a colleague, as is what follows
    assert client.post(verify).status_code == 302
    assert client.post(page, mine).status_code == 302
    stored = Organisation.objects.get()
    assert (stored.name, stored.about, stored.state) == ("The new name", "New", "verified")


@pytest.mark.django_db(transaction=True)
def test_a_state_that_moves_while_words_are_saved_stays_where_it_went():
    organisation = OrganisationFactory(state="submitted")
    officers = OfficeFactory.create_batch(2)
    browser = Client()
    browser.force_login(officers[0])
    page = reverse("admin:placements_organisation_change", args=[organisation.pk])
    mine = as_sent(browser.get(page), name="The new name")
    answers = at_once(
        lambda: browser.post(page, mine).status_code,
        firing(organisation_machine, "verify", organisation, by=officers[1]),
    )
    assert answers == [302, "verified"]
    stored = Organisation.objects.get()
    assert (stored.name, stored.state) == ("The new name", "verified")


@pytest.mark.django_db(transaction=True)
def test_two_who_move_dates_at_once_move_one_and_are_told_of_it():
    cycle, officers = CycleFactory(rounds_and_weeks__held=True), OfficeFactory.create_batch(2)
    was = planning.flat(cycle)
    names = ("claims_close_at", "archive_at")
    works = [
        doing(moving.change, cycle, moved(cycle, **{n: was[n] + DAY}), by=by, reason="So.", read=0)
        for by, n in zip(officers, names, strict=True)
    ]
    assert sorted(at_once(*works), key=str) == ["done", {"overtaken"}]
    assert [name for name in names if stored()[name] != was[name]] == list(
        CycleChange.objects.get().changed
    )


@pytest.mark.django_db(transaction=True)
def test_two_last_presses_at_once_store_one_and_bring_the_other_back_to_the_dates():
    cycle, officers = CycleFactory(rounds_and_weeks__held=True), OfficeFactory.create_batch(2)
    works = []
    for by, name in zip(officers, ("claims_close_at", "archive_at"), strict=True):
        browser = Client()
        browser.force_login(by)
        mine = as_sent(browser.get(page_of(cycle)), **{name: later(cycle, name)})
        sent = {**mine, "do": "store", "reason": "So."}
        works.append(lambda browser=browser, sent=sent: browser.post(page_of(cycle), sent))
    answers = sorted(at_once(*works), key=lambda answer: answer.status_code)
    assert [answer.status_code for answer in answers] == [200, 302]
    assert "Since you opened this page" in answers[0].text
    assert CycleChange.objects.count() == 1
