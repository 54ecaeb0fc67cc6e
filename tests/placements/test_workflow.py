"""Every cell of the tables of organisations, adverts and placements; what organisations need."""

from datetime import timedelta

import pytest

from microinternships import clock
from microinternships.engine import Refused
from placements import policy
from placements.models import ChangeRequest, HostMember, Organisation, Placement
from placements.workflow import (
    advert_machine,
    organisation_machine,
    placement_machine,
    register_organisation,
    save_organisation,
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
from tests.placements.people import around, come, recruiter, refused

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


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
    if event in ("take_back_change", "decline_change"):
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


@pytest.mark.parametrize(("event", "state"), [("verify", "submitted"), ("resume", "suspended")])
@pytest.mark.parametrize(
    ("fields", "lacking"),
    [
        ({"sector": ""}, "its sector"),
        ({"kind": "", "website": ""}, "its kind, its website"),
        ({"country": ""}, "its country"),
        ({"insurance_declared": False}, "whether it supervises and insures students"),
        ({"supervision_declared": False}, "whether it supervises and insures students"),
        ({"terms": False}, "whether it accepts the terms for hosts"),
    ],
)
def test_nobody_is_verified_of_whom_too_little_is_known(event, state, fields, lacking):
    organisation = OrganisationFactory(name="Example Map Room", state=state, **fields)
    sentence = f"Not known of Example Map Room yet: {lacking}. Fill it in or ask its host first."
    how = {"by": OfficeFactory(), "comment": "Fine."}
    assert refused(organisation_machine, event, organisation, **how) == [("facts", sentence)]


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
