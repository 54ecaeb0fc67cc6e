"""The advert's table: what is submitted, what the Office decides, drafts and copies."""

from contextlib import nullcontext
from datetime import timedelta

import pytest

from microinternships import clock
from microinternships.engine import OFFICE, Refused
from microinternships.models import Transition
from placements.models import Advert
from placements.workflow import advert_machine, copy_to_cycle, save_draft, start_draft
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    OrganisationFactory,
    PlacementFactory,
    UserFactory,
)
from tests.placements.people import recruiter, refused

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


# Submitting

HYBRID = {"mode": "hybrid", "days": 2}
INCOMPLETE = [
    ({"summary": ""}, "missing", "summary"),
    ({"description": " "}, "missing", "description"),
    ({"tasks": ""}, "missing", "tasks"),
    ({"supervision": ""}, "missing", "supervision"),
    ({"sector": ""}, "missing", "sector"),
    ({"mode": ""}, "missing", "mode"),
    ({"weeks": []}, "weeks", "weeks"),
    ({**HYBRID, "day_modes": []}, "day_modes", "day_modes"),
    ({"place": ""}, "place", "place"),
    ({"zone": "Europe/Oxford"}, "zone", "zone"),
    ({"expenses_accepted": False}, "expenses", "expenses_accepted"),
    ({"zone": "America/New_York"}, "local_hours", "zone"),
    ({"country": "US"}, "local_hours", "zone"),
]
COMPLETE = [
    {},
    {"mode": "remote", "place": "", "expenses_accepted": False},
    {**HYBRID, "day_modes": ["in_person", "remote"]},
    {"days": 2, "day_starts": "08:00", "day_ends": "20:00"},
    {"zone": "America/Chicago", "country": "US"},
    {"zone": "Europe/Paris", "country": "BE"},
    {"zone": "Asia/Calcutta", "country": "IN"},
    {"zone": "Asia/Tokyo", "country": "BV"},
    {"mode": "remote", "zone": "Asia/Tokyo", "country": "GB"},
]


def draft(**fields) -> Advert:
    return AdvertFactory(state="draft", cycle=CycleFactory(phase="collecting"), **fields)


@pytest.mark.parametrize(("fields", "code", "field"), INCOMPLETE)
def test_an_incomplete_advert_is_refused_beside_the_field(fields, code, field):
    advert = draft(**fields)
    host = HostFactory(organisation=advert.organisation).user
    with pytest.raises(Refused) as caught:
        advert_machine.fire("submit", advert, by=host)
    assert [(one.code, one.field) for one in caught.value.refusals] == [(code, field)]


@pytest.mark.parametrize("fields", COMPLETE)
def test_a_complete_advert_is_submitted_and_remembers_by_whom(fields):
    advert = draft(**fields)
    host = recruiter(advert.organisation)
    advert_machine.fire("submit", advert, by=host)
    assert list(Advert.objects.values_list("state", "submitted_by")) == [("submitted", host.pk)]


def test_an_empty_draft_is_told_everything_at_once():
    advert = Advert.objects.create(
        organisation=OrganisationFactory(), cycle=CycleFactory(phase="collecting"), title="Letters"
    )
    host = HostFactory(organisation=advert.organisation).user
    with pytest.raises(Refused) as caught:
        advert_machine.fire("submit", advert, by=host)
    assert [one.field for one in caught.value.refusals] == [
        "summary",
        "description",
        "tasks",
        "supervision",
        "sector",
        "mode",
        "weeks",
    ]


def test_a_remote_only_cycle_takes_remote_adverts_only():
    cycle = CycleFactory(phase="collecting", remote_only=True, name="Winter 2020/21")
    advert = AdvertFactory(state="draft", cycle=cycle)
    host = HostFactory(organisation=advert.organisation).user
    assert refused(advert_machine, "submit", advert, by=host) == [
        ("remote_only", "Every placement of Winter 2020/21 is remote. Choose remote.")
    ]


@pytest.mark.parametrize(("state", "event"), [("submitted", "approve"), ("suspended", "resume")])
def test_what_was_submitted_before_its_cycle_turned_remote_does_not_appear(state, event):
    advert = AdvertFactory(state=state, cycle__remote_only=True)
    given = {"by": OfficeFactory(), "comment": "Fine."}
    assert [code for code, _ in refused(advert_machine, event, advert, **given)] == ["remote_only"]
    Advert.objects.update(mode="remote")
    assert advert_machine.fire(event, advert, **given).state == "approved"


@pytest.mark.parametrize("state", ["draft", "changes_requested"])
@pytest.mark.parametrize(("seconds", "fine"), [(-1, True), (0, False), (1, False)])
def test_adverts_are_submitted_before_the_cycles_deadline(state, seconds, fine):
    made = AdvertFactory(state=state, cycle=CycleFactory(phase="collecting"))
    advert = Advert.objects.get(pk=made.pk)
    host = HostFactory(organisation=advert.organisation).user
    with clock.standing_at(advert.cycle.adverts_due_at + timedelta(seconds=seconds)):
        codes = [one.code for one in advert_machine.refusals("submit", advert, by=host)]
    assert codes == ([] if fine else ["too_late"])


# The Office


@pytest.mark.parametrize("state", ["draft", "submitted", "declined", "suspended"])
def test_only_a_verified_organisations_advert_is_approved(state):
    organisation = OrganisationFactory(state=state, name="Example Trust")
    advert = AdvertFactory(state="submitted", organisation=organisation)
    assert refused(advert_machine, "approve", advert, by=OfficeFactory()) == [
        ("unverified", "Verify Example Trust first.")
    ]


@pytest.mark.parametrize("role", ["viewer", ""])
def test_who_only_looks_does_not_decide(role):
    advert = AdvertFactory(state="submitted")
    user = OfficeFactory(role=role) if role else UserFactory()
    assert refused(advert_machine, "approve", advert, by=user) == [
        ("not_yours", "This is not yours to do.")
    ]


def test_the_offices_words_stand_in_the_history():
    advert = AdvertFactory(state="submitted")
    officer = OfficeFactory()
    advert_machine.fire("request_changes", advert, by=officer, comment=" Say who supervises. ")
    row = Transition.objects.of(advert).get()
    assert (row.event, row.source, row.target, row.role, row.by_id, row.note.text) == (
        "request_changes",
        "submitted",
        "changes_requested",
        OFFICE,
        officer.pk,
        "Say who supervises.",
    )


def test_closing_early_closes_from_that_moment_and_only_what_is_open():
    advert, officer = AdvertFactory(), OfficeFactory()
    at = clock.now()
    with clock.standing_at(at):
        closed = advert_machine.fire("close_early", advert, by=officer, comment="Enough.")
    assert (closed.state, closed.own_closing_at) == ("approved", at)
    assert (closed.open(at - SECOND), closed.open(at)) == (True, False)
    assert refused(advert_machine, "close_early", closed, by=officer, comment="Again.") == [
        ("not_open", "This advert takes no applications now, so there is none to close.")
    ]


# Withdrawing


def test_a_recruiter_asks_an_admin_to_withdraw():
    advert = AdvertFactory()
    assert refused(advert_machine, "withdraw", advert, by=recruiter(advert.organisation)) == [
        (
            "not_admin",
            "Ask somebody who looks after people at your organisation: only they can withdraw it.",
        )
    ]


@pytest.mark.parametrize(
    ("state", "stands_against"),
    [("confirmed", True), ("completed", True), ("cancelled", False), ("no_show", False)],
)
def test_with_a_placement_only_the_office_withdraws(state, stands_against):
    advert = PlacementFactory(state=state).advert
    host = HostFactory(organisation=advert.organisation).user
    found = {one.code for one in advert_machine.refusals("withdraw", advert, by=host)}
    assert ("placed" in found) == bool(found) == stands_against
    assert advert_machine.refusals("withdraw", advert, by=OfficeFactory()) == []


# Drafts and copies


def test_a_new_draft_starts_with_every_week_of_its_cycle():
    cycle, organisation = CycleFactory(phase="collecting"), OrganisationFactory(state="draft")
    by = recruiter(organisation)
    advert = start_draft(organisation=organisation, cycle=cycle, title="Letters", by=by)
    assert (advert.state, advert.title) == ("draft", "Letters")
    assert set(advert.weeks.all()) == set(cycle.weeks.all())


def test_no_draft_is_started_late_or_by_a_stranger():
    organisation = OrganisationFactory()
    on_time, late = CycleFactory(phase="collecting"), CycleFactory(phase="open")
    host = HostFactory(organisation=organisation).user
    for cycle, by, code in ((late, host, "too_late"), (on_time, HostFactory().user, "not_yours")):
        with pytest.raises(Refused) as caught:
            start_draft(organisation=organisation, cycle=cycle, title="Letters", by=by)
        assert caught.value.codes == {code}
    assert Advert.objects.count() == 0


def test_a_copy_says_the_same_and_accepts_nothing_for_the_new_cycle():
    old = AdvertFactory(cycle=CycleFactory(phase="claiming"), skills=["teamwork"])
    old.weeks.set(old.cycle.weeks.filter(label="B"))
    Advert.objects.update(own_closing_at=clock.now())
    new_cycle, by = CycleFactory(phase="collecting"), recruiter(old.organisation)
    copy = copy_to_cycle(old, cycle=new_cycle, by=by)
    assert copy.pk != old.pk
    assert list(copy.weeks.values_list("label", "cycle")) == [("B", new_cycle.pk)]
    rows = {row["id"]: row for row in Advert.objects.values()}
    differ = {name for name in rows[copy.pk] if rows[copy.pk][name] != rows[old.pk][name]}
    kept_anew = {"id", "cycle_id", "state", "created_at", "expenses_accepted", "own_closing_at"}
    assert differ == kept_anew
    assert (copy.state, copy.expenses_accepted, copy.own_closing_at) == ("draft", False, None)
    assert list(old.weeks.values_list("label", flat=True)) == ["B"]


@pytest.mark.parametrize("state", Advert.State.values)
def test_a_draft_is_saved_only_while_it_is_the_hosts(state):
    advert = draft()
    host = recruiter(advert.organisation)
    Advert.objects.update(state=state)
    advert.title = "Changed"
    editable = state in ("draft", "changes_requested")
    with nullcontext() if editable else pytest.raises(Refused, match="can no longer be changed"):
        save_draft(advert, by=host, fields=["title"], weeks=[], edition=0, tab="")
    stored = Advert.objects.get()
    assert stored.state == state
    assert (stored.title == "Changed", stored.weeks.count()) == (editable, 0 if editable else 2)


def test_a_stranger_saves_nothing():
    advert = draft()
    advert.title = "Changed"
    with pytest.raises(Refused):
        save_draft(advert, by=HostFactory().user, fields=["title"], weeks=[], edition=0, tab="")
    assert Advert.objects.get().title != "Changed"
