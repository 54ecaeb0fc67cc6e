"""The tables of organisations, adverts and placements: grids, guards, effects."""

from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from django.db import transaction

from microinternships import clock
from microinternships.engine import HOST, OFFICE, Refused
from microinternships.models import Transition
from placements import policy
from placements.models import Advert, ChangeRequest, HostMember, Organisation, Placement
from placements.workflow import (
    advert_machine,
    copy_to_cycle,
    organisation_machine,
    placement_machine,
    register_organisation,
    save_draft,
    save_organisation,
    start_draft,
)
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    OrganisationFactory,
    PlacementFactory,
    UserFactory,
)
from tests.grids import Scene, assert_cell, cells
from tests.placements.people import around, recruiter

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def refused(machine, event, subject, **given) -> list[tuple[str, str]]:
    """(code, sentence) of each refusal; the state has to stay."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        machine.fire(event, subject, **given)
    assert type(subject).objects.get(pk=subject.pk).state == subject.state
    return [(one.code, one.message) for one in caught.value.refusals]


# The grids


@pytest.mark.parametrize(("state", "event"), cells(organisation_machine))
def test_organisation_grid(state, event):
    organisation = OrganisationFactory(state=state)
    permit = {"cycle": CycleFactory(phase="open"), "until": clock.now() + timedelta(days=1)}
    sent = permit if event == "permit" else {}
    assert_cell(organisation_machine, event, Scene(organisation, around(organisation), sent))


@pytest.mark.parametrize(("state", "event"), cells(advert_machine))
def test_advert_grid(state, event):
    phase = "collecting" if event == "submit" else "open"
    advert = AdvertFactory(state=state, cycle=CycleFactory(phase=phase))
    sent = {
        "permit": {"until": clock.now() + timedelta(days=1)},
        "amend": {"changes": {"access": "A ramp"}},
        "ask_for_change": {"wish": "other"},
        "amend_terms": {"changes": {"places": 2}},
        "extend": {"closes_at": advert.cycle.first_round.closes_at + timedelta(days=1)},
    }
    if event == "decline_change":
        ChangeRequest.objects.create(advert=advert, wish="other", asked_at=clock.now())
    people = around(advert.organisation)
    assert_cell(advert_machine, event, Scene(advert, people, sent.get(event, {})))


@pytest.mark.parametrize(("state", "event"), cells(placement_machine))
def test_placement_grid(state, event):
    placement = Placement.objects.get(pk=PlacementFactory(state=state).pk)
    counted = policy.attendance_counts_at(placement.last_day)
    moments = {
        "confirm_attendance": placement.ends_at,
        "attendance_by_default": counted,
        "cancel": placement.starts_at - SECOND,
        "no_show": placement.starts_at,
    }
    everybody = around(placement.advert.organisation, placement.student)
    days = {day.date: (day.mode, True) for day in placement.ordered_days}
    sent = {"correct_days": {"days": days}, "amend": {}, "reinstate": {}}
    data = sent.get(event, come(placement))
    assert_cell(placement_machine, event, Scene(placement, everybody, data, moments.get(event)))


def come(placement, *absent: date) -> dict:
    """What a host sends: every day attended but ``absent``."""
    return {"attended": {day.date: day.date not in absent for day in placement.ordered_days}}


# Organisations


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("supervision_declared", "Confirm that you will supervise every student on placement."),
        ("insurance_declared", "Confirm that your insurance covers students on placement."),
    ],
)
def test_an_organisation_is_submitted_with_both_declarations(field, sentence):
    organisation = OrganisationFactory(state="draft", **{field: False})
    host = HostFactory(organisation=organisation).user
    with pytest.raises(Refused) as caught:
        organisation_machine.fire("submit", organisation, by=host)
    assert [(one.field, one.message) for one in caught.value.refusals] == [(field, sentence)]


@pytest.mark.parametrize(
    ("machine", "event", "state"),
    [
        (organisation_machine, "verify", "submitted"),
        (organisation_machine, "decline", "submitted"),
        (organisation_machine, "resume", "suspended"),
        (advert_machine, "approve", "submitted"),
        (advert_machine, "decline", "submitted"),
        (advert_machine, "resume", "suspended"),
    ],
)
def test_the_office_does_not_decide_about_its_own(machine, event, state):
    subject = (OrganisationFactory if machine is organisation_machine else AdvertFactory)(
        state=state
    )
    officer = OfficeFactory()
    HostMember.objects.create(
        organisation=getattr(subject, "organisation", subject),
        user=officer,
        is_recruiter=False,
    )
    assert refused(machine, event, subject, by=officer, comment="Fine.") == [
        ("own", "You act for this organisation, so a colleague has to decide this.")
    ]


@pytest.mark.parametrize("machine", [organisation_machine, advert_machine, placement_machine])
def test_what_needs_a_reason_is_refused_without(machine):
    reasons = {event.name for event in machine if event.comment}
    assert (
        reasons
        == {
            organisation_machine: {"decline", "suspend", "resume", "permit"},
            advert_machine: {
                "decline",
                "permit",
                "ask_for_change",
                "decline_change",
                "amend_terms",
                "extend",
                "close_early",
                "suspend",
                "resume",
            },
            placement_machine: {"cancel", "no_show", "correct_days", "amend", "reinstate"},
        }[machine]
    )


def test_a_blank_comment_is_no_reason():
    advert = AdvertFactory(state="submitted")
    assert refused(advert_machine, "decline", advert, by=OfficeFactory(), comment="  ") == [
        ("comment", "Say why, in a sentence or two.")
    ]


def test_registering_makes_a_draft_and_its_first_admin():
    user = UserFactory()
    organisation = register_organisation(OrganisationFactory.build(state="verified"), by=user)
    assert Organisation.objects.get(pk=organisation.pk).state == "draft"
    assert list(organisation.members.values_list("user", "is_admin")) == [(user.pk, True)]


def test_an_organisation_is_changed_by_its_admins_while_a_draft():
    organisation = OrganisationFactory(state="draft")
    admin = HostFactory(organisation=organisation).user
    organisation.name = "Better Name"
    save_organisation(organisation, by=admin, fields=["name"])
    assert Organisation.objects.get().name == "Better Name"
    organisation.name = "Stolen Name"
    with pytest.raises(Refused):
        save_organisation(organisation, by=recruiter(organisation), fields=["name"])
    Organisation.objects.update(state="submitted")
    with pytest.raises(Refused):
        save_organisation(organisation, by=admin, fields=["name"])
    assert list(Organisation.objects.values_list("name", "state")) == [("Better Name", "submitted")]


# Adverts: submitting

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


@pytest.mark.parametrize("state", ["draft", "changes_requested"])
@pytest.mark.parametrize(("seconds", "fine"), [(-1, True), (0, False), (1, False)])
def test_adverts_are_submitted_before_the_cycles_deadline(state, seconds, fine):
    made = AdvertFactory(state=state, cycle=CycleFactory(phase="collecting"))
    advert = Advert.objects.get(pk=made.pk)
    host = HostFactory(organisation=advert.organisation).user
    with clock.standing_at(advert.cycle.adverts_due_at + timedelta(seconds=seconds)):
        codes = [one.code for one in advert_machine.refusals("submit", advert, by=host)]
    assert codes == ([] if fine else ["too_late"])


# Adverts: the Office


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


# Adverts: withdrawing


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


# Adverts: drafts and copies


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


# Placements


def placed(**fields) -> tuple[Placement, object]:
    placement = Placement.objects.get(pk=PlacementFactory(**fields).pk)
    return placement, HostFactory(organisation=placement.advert.organisation).user


@pytest.mark.parametrize(
    ("event", "edge", "role", "codes"),
    [
        ("confirm_attendance", "ends", HOST, (["not_over"], [], [])),
        ("confirm_attendance", "counted", HOST, ([], ["counted"], ["counted"])),
        ("attendance_by_default", "counted", "deadline", (["not_due"], [], [])),
        ("cancel", "starts", HOST, ([], ["started"], ["started"])),
        ("cancel", "starts", "student", ([], ["started"], ["started"])),
        ("cancel", "starts", OFFICE, ([], [], [])),
        ("no_show", "starts", HOST, (["not_started"], [], [])),
        ("no_show", "counted", HOST, ([], ["counted"], ["counted"])),
    ],
)
def test_one_second_before_at_and_after(event, edge, role, codes):
    placement, host = placed()
    edges = {
        "starts": placement.starts_at,
        "ends": placement.ends_at,
        "counted": policy.attendance_counts_at(placement.last_day),
    }
    people = {HOST: host, OFFICE: OfficeFactory(), "student": placement.student.user}
    who = {"role": role} if role == "deadline" else {"by": people[role]}
    found = []
    for away in (-SECOND, timedelta(0), SECOND):
        with clock.standing_at(edges[edge] + away):
            refusals = placement_machine.refusals(event, placement, **who)
            found.append([one.code for one in refusals])
    assert tuple(found) == codes


def test_attendance_is_kept_per_day():
    placement, host = placed()
    second = placement.ordered_days[1].date
    with clock.standing_at(placement.ends_at):
        done = placement_machine.fire(
            "confirm_attendance", placement, by=host, **come(placement, second)
        )
    assert (done.state, done.attendance_by_default) == ("completed", False)
    assert dict(placement.days.values_list("date", "attended")) == {
        day.date: day.date != second for day in placement.ordered_days
    }


def test_every_day_is_answered_and_at_least_one_attended():
    placement, host = placed()
    every = [day.date for day in placement.ordered_days]
    sent = [{}, {"attended": dict.fromkeys(every[1:], True)}, come(placement, *every)]
    with clock.standing_at(placement.ends_at):
        answers = [
            refused(placement_machine, "confirm_attendance", placement, by=host, **data)
            for data in sent
        ]
    unanswered = [("attended", "Say for each day whether the student attended.")]
    nobody = "If the student came on no day, record that the placement was not attended."
    assert answers == [unanswered, unanswered, [("attended", nobody)]]
    assert set(placement.days.values_list("attended", flat=True)) == {None}


def test_silence_counts_as_attended_in_full():
    placement, _ = placed()
    with clock.standing_at(policy.attendance_counts_at(placement.last_day)):
        done = placement_machine.fire("attendance_by_default", placement, role="deadline")
    assert (done.state, done.attendance_by_default) == ("completed", True)
    assert set(placement.days.values_list("attended", "active")) == {(True, True)}


@pytest.mark.parametrize(("event", "attended"), [("cancel", None), ("no_show", False)])
def test_cancelling_and_missing_free_the_students_days(event, attended):
    placement, host = placed()
    at = placement.starts_at - SECOND if event == "cancel" else placement.starts_at
    with clock.standing_at(at):
        placement_machine.fire(event, placement, by=host, comment="We moved house.")
    assert set(placement.days.values_list("active", "attended")) == {(False, attended)}
    again = PlacementFactory(student=placement.student, advert=placement.advert)
    assert again.active
    row = Transition.objects.of(placement).get()
    assert (row.role, row.note.text) == (HOST, "We moved house.")
