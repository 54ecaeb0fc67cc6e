"""What else changes with a cycle's dates and rules: which alerts, whom, and what forbids it."""

from datetime import timedelta

import pytest

from accounts.models import OfficeMember
from alerts.models import Alert
from applications.models import SavedAdvert
from microinternships import clock
from placements import moving, planning, rearming, timeline
from placements.models import Cycle
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    ClaimFactory,
    CycleFactory,
    OfficeFactory,
    PlacementFactory,
    StudentFactory,
)
from tests.office.cycles import codes, form_of, moved, page_of, typed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cycle():
    return CycleFactory(rounds_and_weeks__held=True)


def reminded(subject, kind="draft_not_submitted", *, deadline, state="queued", step="T-2d"):
    Alert.objects.create(
        kind=kind,
        subject_type=subject._meta.label_lower,
        subject_id=subject.pk,
        deadline=deadline,
        due_at=deadline,
        next_try_at=deadline,
        state=state,
        step=step,
        sent_at=clock.now() if state == "sent" else None,
    )


def test_only_alerts_whose_own_deadline_moves_are_said_to_be_planned_anew(cycle):
    """Others are due at the same noon: another cycle, a claim; and one advert has its own time."""
    advert, old = AdvertFactory(cycle=cycle), cycle.first_round.closes_at
    longer = AdvertFactory(cycle=cycle, own_closing_at=old + DAY)
    elsewhere = AdvertFactory(cycle=CycleFactory())
    elsewhere.cycle.rounds.update(closes_at=old)
    first, second = ApplicationFactory.create_batch(2, advert=advert, state="draft")
    reminded(first, deadline=old, state="sent")
    reminded(first, deadline=old, step="T-7d", state="sent")
    reminded(second, deadline=old)
    reminded(second, deadline=old, step="T-7d", state="skipped")
    reminded(ApplicationFactory(advert=longer, state="draft"), deadline=old + DAY)
    reminded(ApplicationFactory(advert=elsewhere, state="draft"), deadline=old)
    reminded(ClaimFactory(decide_by=old, state="submitted"), "claim_undecided", deadline=old)
    stored = planning.flat(Cycle.objects.get(pk=cycle.pk))

    assert rearming.rearmed(cycle, moved(cycle, round_1_closes_at=old + 2 * DAY)) == [
        {"kind": "Draft not submitted", "sent": 2, "waiting": 1}
    ]
    assert rearming.rearmed(cycle, moved(cycle, claims_close_at=cycle.archive_at)) == []
    assert planning.flat(Cycle.objects.get(pk=cycle.pk)) == stored


@pytest.mark.parametrize("state", ["submitted", "approved", "suspended"])
@pytest.mark.parametrize("mode", ["in_person", "hybrid", "remote"])
def test_a_cycle_turns_remote_once_no_advert_has_days_in_person(cycle, state, mode):
    AdvertFactory(cycle=CycleFactory(), mode="in_person")
    AdvertFactory(cycle=cycle, state="draft", mode="in_person")
    assert codes(cycle, remote_only=True) == set()
    AdvertFactory(cycle=cycle, state=state, mode=mode)
    assert codes(cycle, remote_only=True) == (set() if mode == "remote" else {"in_person"})


def test_a_maximum_stays_above_what_students_hold(cycle):
    cycle = planning.store(cycle, moved(cycle, max_placements=3))
    one = PlacementFactory(advert=AdvertFactory(cycle=cycle), week=cycle.ordered_weeks[0])
    PlacementFactory(
        advert=AdvertFactory(cycle=cycle), student=one.student, week=cycle.ordered_weeks[1]
    )
    assert codes(cycle, max_placements=2) == set()
    assert codes(cycle, max_placements=1) == {"placements"}
    one.student.placements.filter(pk=one.pk).update(state="cancelled")
    assert codes(cycle, max_placements=1) == set()


@pytest.mark.parametrize("held", [True, False])
@pytest.mark.parametrize(
    ("state", "known"),
    [("submitted", False), ("reserve", True), ("offered", True), ("unsuccessful", True)],
)
def test_outcomes_that_students_know_are_not_held_back_again(held, state, known):
    cycle = CycleFactory(phase="released", rounds_and_weeks__held=held)
    AdvertFactory(cycle=cycle)
    ranked = {"reserve_rank": 1} if state == "reserve" else {}
    ApplicationFactory(advert=AdvertFactory(cycle=cycle), state=state, **ranked)
    later = clock.now() + DAY
    assert ("told" in codes(cycle, round_1_release_at=later)) == known
    assert "told" not in codes(cycle, round_1_answer_by=later)


def test_outcomes_that_nobody_knows_may_be_told_later():
    cycle = CycleFactory(phase="choosing", rounds_and_weeks__held=True)
    ApplicationFactory(advert=AdvertFactory(cycle=cycle), state="offered")
    assert codes(cycle, round_1_release_at=cycle.first_round.release_at + DAY) == set()


def test_a_round_opens_before_what_was_sent_in_it(cycle):
    sent = ApplicationFactory(advert=AdvertFactory(cycle=cycle)).submitted_at
    assert codes(cycle, round_1_opens_at=sent) == set()
    assert codes(cycle, round_1_opens_at=sent + timedelta(seconds=1)) == {"sent"}


def test_a_cycle_that_covers_nothing_is_remote(client, cycle):
    client.force_login(OfficeFactory(role=OfficeMember.Role.CASEWORKER))
    sent = {**typed(form_of(client, cycle), expense_rules="remote-only"), "do": "store"}
    page = client.post(page_of(cycle), sent)
    assert page.context["form"].errors == {
        "expense_rules": ["Choose this only where every placement is remote."]
    }
    page = client.post(page_of(cycle), {**sent, "remote_only": "on"})
    assert [(row["label"], row["old"], row["new"]) for row in page.context["changed"]] == [
        ("Remote only", "no", "yes"),
        (
            "Expense rules",
            "Local travel and lunch, for days in person",
            "Nothing: every placement is remote",
        ),
    ]


def test_a_moved_close_concerns_whoever_saved_an_advert_and_has_not_begun(cycle):
    one, other = AdvertFactory.create_batch(2, cycle=cycle)
    saver, applicant = StudentFactory.create_batch(2)
    elsewhere = (StudentFactory(), AdvertFactory())
    for student, advert in ((saver, one), (saver, other), (applicant, one), elsewhere):
        SavedAdvert.objects.create(student=student, advert=advert, saved_at=clock.now())
    ApplicationFactory(advert=other, student=applicant, state="draft")
    at = cycle.first_round.closes_at
    groups = moving.groups(cycle, {"round_1_closes_at": (at, at + DAY)})
    assert [(one.count, one.words.split(",")[0]) for one in groups] == [
        (1, "student with a draft"),
        (1, "student who saved an advert"),
    ]


def test_a_moved_week_concerns_whoever_named_it_and_who_offers_or_saved_it(cycle):
    week_b = cycle.ordered_weeks[1]
    advert = AdvertFactory(cycle=cycle)
    AdvertFactory(cycle=cycle, organisation=advert.organisation, state="draft")
    AdvertFactory(cycle=cycle, weeks=cycle.ordered_weeks[:1])
    for state in ("draft", "submitted", "shortlisted", "withdrawn"):
        ApplicationFactory(advert=advert, state=state)
    ApplicationFactory(advert=advert).weeks.remove(week_b)
    SavedAdvert.objects.create(student=StudentFactory(), advert=advert, saved_at=clock.now())
    moved_on = {"week_b": (week_b.starts_on, week_b.starts_on + 7 * DAY)}
    groups = [(one.count, one.words.split(",")[0]) for one in moving.groups(cycle, moved_on)]
    assert groups == [
        (2, "advert that offers week B"),
        (1, "organisation that offers week B"),
        (2, "application that names week B and has to be confirmed again"),
        (1, "draft that names week B"),
        (1, "student who saved an advert of week B"),
    ]
    with clock.standing_at(clock.noon(week_b.starts_on + 7 * DAY)):
        assert moving.groups(cycle, moved_on) == []


@pytest.mark.parametrize(("held", "away"), [(True, 1), (False, 1), (True, -1), (False, -1)])
def test_outcomes_told_together_or_as_they_are_made_concern_who_waits_for_them(held, away):
    """A time that has passed already makes no difference."""
    cycle = CycleFactory(phase="choosing", rounds_and_weeks__held=held)
    advert = AdvertFactory(cycle=cycle)
    for state in ("draft", "submitted", "shortlisted", "withdrawn", "unsuccessful", "offered"):
        ApplicationFactory(advert=advert, state=state)
    at = clock.now() + away * timedelta(seconds=1)
    pair = (at, None) if held else (None, at)
    with clock.standing_at(clock.now()):
        groups = moving.groups(cycle, {"round_1_release_at": pair})
    told = "application whose outcome will be told"
    expected = {
        True: [(2, f"undecided {told} as soon as it is decided"), (2, f"decided {told} at once")],
        False: [(2, f"undecided {told} at the release")],
    }
    found = [(one.count, one.words.split(",")[0]) for one in groups]
    assert found == (expected[held] if away > 0 else [])


def test_a_lower_maximum_of_applications_concerns_who_has_sent_more(cycle):
    """What was withdrawn before the close does not count, and nor does another round."""
    student, other = StudentFactory.create_batch(2)

    def made(student, **fields):
        return ApplicationFactory(student=student, advert=AdvertFactory(cycle=cycle), **fields)

    for state in ("submitted", "unsuccessful", "draft"):
        made(student, state=state)
    made(other)
    made(other, state="withdrawn", slot_freed=True)
    made(StudentFactory(), state="draft")

    def concerned(old, new):
        groups = moving.groups(cycle, {"round_1_max_applications": (old, new)})
        return [(one.count, one.words.split(",")[0]) for one in groups]

    more = (1, "student who has sent more than the new maximum")
    assert concerned(3, 1) == [more, (1, "draft that can no longer be sent")]
    assert concerned(3, 2) == [(1, "draft that can no longer be sent")]
    assert (concerned(1, 3), concerned(4, 3)) == ([], [])


def test_each_rule_says_whom_it_concerns(cycle):
    ended = StudentFactory(course_ends_on=clock.today() - DAY)
    for state in ("draft", "submitted", "withdrawn"):
        ApplicationFactory(advert=AdvertFactory(cycle=cycle), student=ended, state=state)
    ApplicationFactory(advert=AdvertFactory(cycle=cycle))
    AdvertFactory(cycle=cycle, state="draft", mode="hybrid")
    AdvertFactory(cycle=cycle, state="draft", mode="remote")
    ClaimFactory(placement=PlacementFactory(advert=AdvertFactory(cycle=cycle)))

    def concerned(**changed):
        groups = moving.groups(cycle, changed)
        return [(one.count, one.words.split(",")[0]) for one in groups]

    leavers = (2, "application of a student whose course has ended")
    assert concerned(admits_leavers=(True, False)) == [leavers]
    assert concerned(admits_leavers=(False, True)) == []
    assert concerned(remote_only=(False, True)) == [(1, "draft advert with days in person")]
    assert concerned(remote_only=(True, False)) == []
    assert concerned(expense_rules=("local-travel-and-lunch", "remote-only")) == [
        (1, "student with a placement"),
        (1, "claim that is not sent yet"),
    ]


def test_a_rounds_rules_are_named_as_in_its_form():
    changed = {"round_2_max_applications": (1, 2), "max_placements": (1, 2)}
    assert [row["label"] for row in timeline.told(changed)] == [
        "Placements a student may hold",
        "Applications a student may send, round 2",
    ]
