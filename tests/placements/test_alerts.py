"""Every letter about organisations, adverts and placements, on the paths that lead to it."""

from datetime import datetime, timedelta

import pytest

from applications.models import SavedAdvert
from microinternships import clock
from microinternships.engine import DEADLINE
from microinternships.templatetags.words import moment
from placements.feedback import give
from placements.models import Placement
from placements.models.feedback import ASPECTS
from placements.workflow import advert_machine, organisation_machine, placement_machine
from tests.alert_letters import chase, told
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    OrganisationFactory,
    PlacementFactory,
    StudentFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
NOBODY = ()

ORGANISATION = {
    "submit": ("organisation_to_verify",),
    "verify": ("organisation_verified",),
    "decline": ("organisation_declined",),
    "suspend": ("organisation_suspended",),
    "resume": ("organisation_resumed",),
    "permit": ("late_adverts_permitted",),
}
ADVERT = {
    "submit": ("advert_received",),
    "request_changes": ("advert_changes_requested",),
    "approve": ("advert_approved",),
    "decline": ("advert_declined",),
    "permit": ("advert_permitted",),
    "amend": NOBODY,  # the wording; nothing a student applied for
    "ask_for_change": ("advert_change_asked",),
    "take_back_change": NOBODY,  # the Office's queue forgets it
    "decline_change": ("advert_change_declined",),
    "amend_terms": ("advert_terms_changed_host", "advert_changed"),
    "move_week": ("advert_terms_changed_host", "advert_changed"),
    "extend": ("advert_extended_host", "advert_extended"),
    "close_early": ("advert_closed_early", "saved_advert_closed"),
    "suspend": ("advert_suspended",),
    "resume": ("advert_resumed",),
    "withdraw": ("advert_withdrawn",),
}
PLACEMENT = {
    "confirm_attendance": NOBODY,  # the student is reminded to claim the day after
    "attendance_by_default": NOBODY,
    "cancel": ("placement_cancelled", "placement_cancelled_office"),
    "no_show": ("not_attended", "not_attended_office"),
    "correct_days": ("placement_changed", "placement_changed_host"),
    "amend": ("placement_changed", "placement_changed_host"),
    "advert_amended": ("placement_changed",),  # its host is told of the advert
    "reinstate": ("placement_reinstated", "placement_reinstated_host"),
}


def test_each_event_tells_what_the_design_asks():
    assert told(organisation_machine) == ORGANISATION
    assert told(advert_machine) == ADVERT
    assert told(placement_machine) == PLACEMENT


@pytest.fixture
def office(db):
    OfficeFactory(role="viewer")
    return OfficeFactory(role="caseworker")


def placed(phase: str) -> Placement:
    """As the database has it, with times for the day's hours."""
    placement = PlacementFactory(advert__cycle=CycleFactory(phase=phase))
    return Placement.objects.get(pk=placement.pk)


def test_an_organisation_on_its_way(post, office):
    organisation = OrganisationFactory(state="draft", name="Example Archive")
    host = HostFactory(organisation=organisation).user
    HostFactory(organisation=organisation, is_admin=False)
    fire = organisation_machine.fire
    fire("submit", organisation, by=host)
    post()
    for event, said in (
        ("decline", "We cannot find you."),
        ("verify", ""),
        ("suspend", "An unanswered complaint."),
        ("resume", "Settled."),
    ):
        fire(event, organisation, by=office, comment=said)
        post()
    assert post.told == [
        ("organisation_to_verify", office.pk),
        ("organisation_declined", host.pk),
        ("organisation_verified", host.pk),
        ("organisation_suspended", host.pk),
        ("organisation_resumed", host.pk),
    ]
    assert post.letters["organisation_to_verify"].subject_line == "To verify: Example Archive"
    assert "“We cannot find you.”" in post.text("organisation_declined")


def test_an_advert_on_its_way(post, office):
    cycle = CycleFactory(phase="collecting")
    advert = AdvertFactory(cycle=cycle, state="draft")
    host = HostFactory(organisation=advert.organisation).user
    HostFactory(organisation=advert.organisation, is_admin=False, is_recruiter=False)
    for event, by, said in (
        ("submit", host, ""),
        ("request_changes", office, "Say who supervises."),
        ("submit", host, ""),
        ("approve", office, ""),
        ("suspend", office, "The address is wrong."),
        ("resume", office, "It is right now."),
        ("withdraw", office, ""),
    ):
        advert = advert_machine.fire(event, advert, by=by, comment=said)
        post()
    assert post.told == [
        ("advert_received", host.pk),
        ("advert_changes_requested", host.pk),
        ("advert_received", host.pk),
        ("advert_approved", host.pk),
        ("advert_suspended", host.pk),
        ("advert_resumed", host.pk),
        ("advert_withdrawn", host.pk),
    ]
    assert "“Say who supervises.”" in post.text("advert_changes_requested")
    assert "Students can read it from" in post.text("advert_approved")


def test_an_advert_declined(post, office):
    advert = AdvertFactory(cycle=CycleFactory(phase="collecting"), state="submitted")
    host = HostFactory(organisation=advert.organisation).user
    advert_machine.fire("decline", advert, by=office, comment="It is paid work.")
    post()
    assert post.told == [("advert_declined", host.pk)]
    assert "“It is paid work.”" in post.text("advert_declined")


def test_a_change_declined(post, office):
    advert = AdvertFactory(cycle=CycleFactory(phase="open"))
    host = HostFactory(organisation=advert.organisation).user
    fire = advert_machine.fire
    fire("ask_for_change", advert, by=host, comment="Enough applied.", wish="close")
    fire("decline_change", advert, by=office, comment="It closes tomorrow.")
    post()
    assert post.told == [("advert_change_asked", office.pk), ("advert_change_declined", host.pk)]
    assert "“Close to applications now: Enough applied.”" in post.text("advert_change_asked")
    assert "“It closes tomorrow.”" in post.text("advert_change_declined")


def test_the_office_is_not_written_to_about_what_was_taken_back(post, office):
    advert = AdvertFactory(cycle=CycleFactory(phase="open"))
    host = HostFactory(organisation=advert.organisation).user
    ask = {"by": host, "comment": "Enough applied.", "wish": "close"}
    advert_machine.fire("ask_for_change", advert, **ask)
    advert_machine.fire("take_back_change", advert, by=host)
    post()
    assert post.told == []
    advert_machine.fire("ask_for_change", advert, **ask)
    post()
    assert post.told == [("advert_change_asked", office.pk)]


def test_an_advert_closed_early(post, office):
    advert = AdvertFactory(cycle=CycleFactory(phase="open"))
    host = HostFactory(organisation=advert.organisation).user
    saver, draft = StudentFactory(), ApplicationFactory(advert=advert, state="draft").student
    for student in (saver, draft):
        SavedAdvert.objects.create(student=student, advert=advert, saved_at=clock.now())
    advert_machine.fire("close_early", advert, by=office, comment="Enough applied.")
    post()
    assert post.told == [("advert_closed_early", host.pk), ("saved_advert_closed", saver.user.pk)]
    assert "Enough applied." not in post.text("saved_advert_closed")
    assert "Round 2" not in post.text("advert_closed_early") + post.text("saved_advert_closed")


def test_savers_of_an_advert_that_is_open_again_are_not_told_that_it_closed(post, office):
    advert = AdvertFactory(cycle=CycleFactory(phase="open"))
    saver = StudentFactory()
    SavedAdvert.objects.create(student=saver, advert=advert, saved_at=clock.now())
    fire, later = advert_machine.fire, clock.now() + DAY
    fire("close_early", advert, by=office, comment="A mistake.")
    fire("extend", advert, by=office, comment="Put right.", closes_at=later)
    post()
    assert post.told == [("advert_extended", saver.user.pk)]
    assert "Before, applications closed on" in post.text("advert_extended")


def test_an_advert_that_changes(post, office):
    advert = AdvertFactory(cycle=CycleFactory(phase="open"), title="Old maps", mode="in_person")
    host = HostFactory(organisation=advert.organisation).user
    sent, draft = (ApplicationFactory(advert=advert, state=one) for one in ("submitted", "draft"))
    ApplicationFactory(advert=advert, state="withdrawn")
    saver, both = StudentFactory(), sent.student
    for student in (saver, both):
        SavedAdvert.objects.create(student=student, advert=advert, saved_at=clock.now())
    later = advert.cycle.first_round.closes_at + DAY
    for event, by, said, data in (
        ("amend", host, "", {"changes": {"access": "A ramp"}}),
        ("ask_for_change", host, "Please make it four days.", {"wish": "other"}),
        ("amend_terms", office, "The host is away.", {"changes": {"days": 4, "place": "Leeds"}}),
        ("extend", office, "A slow start.", {"closes_at": later}),
    ):
        advert_machine.fire(event, advert, by=by, comment=said, **data)
        post()
    students = [one.user.pk for one in (sent.student, draft.student, saver)]
    told = [("advert_change_asked", office.pk), ("advert_terms_changed_host", host.pk)]
    told += [("advert_changed", pk) for pk in students]
    told += [("advert_extended_host", host.pk)]
    assert sorted(post.told[:6]) == sorted(told)
    assert set(post.told[6:]) == {("advert_extended", pk) for pk in students}
    before = f"Before, applications were to close on {moment(later - DAY)} (Oxford time)."
    longer = post.text("advert_extended")
    assert (before in longer, "A slow start." in longer) == (True, False)
    assert before in post.text("advert_extended_host")
    changed = post.text("advert_changed")
    assert "The host is away.\nLength in days: 5, now 4\nTown or city: London, now Leeds" in changed
    assert "“Please make it four days.”" in post.text("advert_change_asked")


def test_an_advert_that_may_come_late(post, office):
    advert = AdvertFactory(cycle=CycleFactory(phase="open"), state="draft")
    host = HostFactory(organisation=advert.organisation).user
    until = clock.now() + DAY
    advert_machine.fire("permit", advert, by=office, comment="You were ill.", until=until)
    post()
    assert post.told == [("advert_permitted", host.pk)]


def test_an_organisation_that_may_come_late(post, office):
    cycle = CycleFactory(phase="open", name="Winter 2026/27")
    recruiter = HostFactory()
    HostFactory(organisation=recruiter.organisation, is_admin=False, is_recruiter=False)
    permit = {"cycle": cycle, "until": cycle.reserve_ends_at}
    organisation_machine.fire(
        "permit", recruiter.organisation, by=office, comment="You were ill.", **permit
    )
    post()
    assert post.told == [("late_adverts_permitted", recruiter.user_id)]
    until = moment(cycle.reserve_ends_at)
    said = f"“Adverts for Winter 2026/27 until {until} (Oxford time).\nYou were ill.”"
    assert said in post.text("late_adverts_permitted")


@pytest.mark.parametrize("role", ["student", "host", "office"])
def test_a_cancelled_placement(post, office, role):
    placement = placed("released")
    host = HostFactory(organisation=placement.advert.organisation).user
    people = {"student": placement.student.user, "host": host, "office": office}
    placement_machine.fire("cancel", placement, by=people[role], comment="A private matter.")
    post()
    assert post.told == [
        ("placement_cancelled", placement.student.user.pk),
        ("placement_cancelled_office", office.pk),
    ]
    said = {
        "student": "You cancelled it.",
        "host": "The host cancelled it.",
        "office": "The Internship Office cancelled it.",
    }
    text = post.text("placement_cancelled")
    assert [words for words in said.values() if words in text] == [said[role]]
    assert "A private matter." not in text


def test_a_placement_not_attended(post, office):
    placement = placed("in_placement")
    host = HostFactory(organisation=placement.advert.organisation).user
    with clock.standing_at(placement.ends_at):
        placement_machine.fire("no_show", placement, by=host, comment="Nobody came.")
        post()
    assert post.told == [
        ("not_attended", placement.student.user.pk),
        ("not_attended_office", office.pk),
    ]
    assert "Nobody came." not in post.text("not_attended")


def test_a_placement_put_right(post, office):
    placement = placed("in_placement")
    host = HostFactory(organisation=placement.advert.organisation).user
    student, fire = placement.student.user, placement_machine.fire
    fire("amend", placement, by=office, comment="They moved.", terms={"place": "2 Example Street"})
    post()
    assert "They moved.\nWhere: 1 Example Street, London, now 2 Ex" in post.text(
        "placement_changed"
    )
    days = {day.date: (day.mode, True) for day in placement.ordered_days}
    fire("correct_days", placement, by=office, comment="The host erred.", days=days)
    fire("cancel", placement, by=office, comment="A mistake.")
    fire("reinstate", placement, by=office, comment="It was ours.")
    post()
    changed = [("placement_changed", student.pk), ("placement_changed_host", host.pk)]
    stands = [("placement_reinstated", student.pk), ("placement_reinstated_host", host.pk)]
    cancelled = [("placement_cancelled", student.pk), ("placement_cancelled_office", office.pk)]
    assert sorted(post.told) == sorted(changed * 2 + stands + cancelled)
    assert "“It was ours.”" in post.text("placement_reinstated")


def at(*parts: int) -> datetime:
    return datetime(2026, *parts, tzinfo=clock.OXFORD)


class TestChasers:
    STARTS = at(12, 7, 9)  # a Monday

    @pytest.fixture
    def placement(self, office):
        with clock.standing_at(at(10, 21, 9)):
            placement = placed("open")
            assert placement.starts_at == self.STARTS
            HostFactory(organisation=placement.advert.organisation)
            yield placement

    def counts(self, kind, *times):
        return [
            len(chase(kind, now + late))
            for now in times
            for late in (-SECOND, timedelta(0), timedelta(minutes=5))
        ]

    def test_it_is_coming(self, placement):
        """The day before is a Sunday, so the second letter comes on Friday evening."""
        times = (at(11, 30, 9), at(12, 4, 20))
        assert self.counts("placement_is_coming", *times) == [0, 1, 1, 1, 2, 2]

    def test_joining_instructions_are_missing(self, placement):
        times = (at(11, 23, 9), at(11, 30, 9))
        assert self.counts("joining_instructions_missing", *times) == [0, 1, 1, 1, 2, 2]

    @pytest.mark.parametrize(
        ("mode", "ask", "receipts"),
        [("in_person", "ask how to get in.", True), ("remote", "ask how to connect.", False)],
    )
    def test_it_says_what_the_days_need(self, placement, mode, ask, receipts):
        placement.days.update(mode=mode)
        (letter,) = chase("placement_is_coming", at(11, 30, 9))
        assert ask in letter
        assert ("Keep every receipt" in letter) == receipts

    def test_its_host_reads_of_the_first_day_on_their_own_clock(self, placement):
        Placement.objects.update(zone="America/New_York")
        (letter,) = chase("joining_instructions_missing", at(11, 23, 14))
        assert "\nFirst day: Monday 7 December 2026, 9:00 to 17:30 in New York\n" in letter

    def test_with_joining_instructions_nobody_is_chased(self, placement):
        placement.joining_instructions = "Ring at the side door."
        placement.save()
        assert chase("joining_instructions_missing", at(11, 30, 9)) == []
        (letter,) = chase("placement_is_coming", at(11, 30, 9))
        assert "\nFirst day: Monday 7 December 2026, 9:00 to 17:30\n" in letter
        assert "Joining instructions:\n\nRing at the side door.\n" in letter

    def test_attendance_is_asked_on_the_first_and_the_fourth_working_day(self, placement):
        times = (at(12, 14, 12), at(12, 17, 12))
        assert self.counts("confirm_attendance", *times) == [0, 1, 1, 1, 2, 2]
        (first, _) = chase("confirm_attendance", at(12, 18, 11))
        assert "before Friday 18 December 2026, 12:00 noon (Oxford time)" in first

    def test_how_it_went_is_asked_on_the_last_day_and_once_more(self, placement):
        times = (at(12, 11, 17, 30), at(12, 16, 17, 30))
        assert self.counts("tell_us_how_it_went", *times) == [0, 1, 1, 1, 2, 2]
        (first, _) = chase("tell_us_how_it_went", at(12, 18, 11))
        assert f"/placements/{placement.pk}/feedback/" in first

    def test_who_has_told_is_not_asked_again(self, placement):
        with clock.standing_at(at(12, 11, 18)):
            give(placement, by=placement.student.user, **dict.fromkeys(ASPECTS, 3))
        assert chase("tell_us_how_it_went", at(12, 16, 18)) == []

    def test_a_cancelled_placement_is_not_chased(self, placement):
        user = placement.student.user
        placement_machine.fire("cancel", placement, by=user, comment="Ill.")
        kinds = (
            *("placement_is_coming", "joining_instructions_missing"),
            *("confirm_attendance", "tell_us_how_it_went"),
        )
        for now in (at(12, 4, 20), at(12, 14, 12), at(12, 17, 12)):
            assert [chase(kind, now) for kind in kinds] == [[], [], [], []]

    def test_attendance_on_record_is_not_asked_for(self, placement):
        with clock.standing_at(at(12, 18, 13)):
            placement_machine.fire("attendance_by_default", placement, role=DEADLINE)
        assert chase("confirm_attendance", at(12, 17, 12)) == []
