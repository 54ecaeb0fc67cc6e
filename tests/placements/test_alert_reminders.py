"""What a host is reminded of before an advert appears, and what the Office reads each morning."""

from datetime import datetime, timedelta

import pytest

from alerts import ledger
from alerts.models import Alert
from microinternships import clock
from placements.models import Advert
from placements.workflow import advert_machine
from tests.alert_letters import chase
from tests.factories import AdvertFactory, CycleFactory, HostFactory, OfficeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def at(*parts: int) -> datetime:
    return datetime(2026, *parts, tzinfo=clock.OXFORD)


TODAY = at(9, 1, 9)  # a Tuesday
DUE, OPENS = at(9, 21, 12), at(10, 7, 12)  # a Monday and a Wednesday


@pytest.fixture(autouse=True)
def rehearsing(settings):
    """So that the history can be laid out in the past."""
    settings.DEMO = True


@pytest.fixture
def cycle():
    with clock.standing_at(TODAY):
        cycle = CycleFactory(week_a=clock.noon(at(12, 7).date()), name="Winter 2026/27")
        assert (cycle.adverts_due_at, cycle.opens_at) == (DUE, OPENS)
        yield cycle


@pytest.fixture
def office():
    OfficeFactory(role="viewer")
    return OfficeFactory(role="caseworker")


def begun(cycle, **fields) -> Advert:
    advert = AdvertFactory(cycle=cycle, **{"state": "draft", "title": "Old maps"} | fields)
    HostFactory(organisation=advert.organisation)
    HostFactory(organisation=advert.organisation, is_recruiter=False)
    return advert


def host_of(advert: Advert):
    return advert.organisation.members.get(is_recruiter=True).user


def fire(event: str, advert: Advert, by, moment: datetime, **data) -> Advert:
    with clock.rehearsing_at(moment), clock.standing_at(moment):
        return advert_machine.fire(event, Advert.objects.get(pk=advert.pk), by=by, **data)


def counts(kind: str, *times: datetime) -> list[int]:
    return [len(chase(kind, now + late)) for now in times for late in (-SECOND, 0 * DAY, MINUTE)]


class TestDraft:
    TIMES = (at(9, 7, 12), at(9, 18, 12))  # the second would be a Friday anyway

    def test_two_weeks_and_three_days_before_adverts_are_due(self, cycle):
        begun(cycle)
        assert counts("advert_not_submitted", *self.TIMES) == [0, 1, 1, 1, 2, 2]

    def test_it_says_what_is_missing(self, cycle):
        begun(cycle, summary="", place="")
        (letter,) = chase("advert_not_submitted", self.TIMES[0])
        missing = (
            "- Say in one line what the project is.\n- Name the town or city of the days in person."
        )
        assert f"Still to do:\n\n{missing}\n\n" in letter

    def test_a_complete_one_only_has_to_be_submitted(self, cycle):
        begun(cycle)
        (letter,) = chase("advert_not_submitted", self.TIMES[0])
        assert "Everything is filled in: check it and submit it." in letter

    def test_begun_late_it_hears_only_what_was_still_to_come(self, cycle):
        begun(cycle, created_at=at(9, 10, 9))
        assert counts("advert_not_submitted", at(9, 10, 10), self.TIMES[1]) == [0, 0, 0, 0, 1, 1]

    @pytest.mark.parametrize("state", ["submitted", "approved", "declined", "withdrawn"])
    def test_who_has_submitted_it_is_not_reminded(self, cycle, state):
        begun(cycle, state=state)
        assert chase("advert_not_submitted", self.TIMES[1]) == []

    def test_submitted_between_planning_and_posting_it_is_moot(self, cycle):
        advert = begun(cycle)
        ledger.plan(self.TIMES[0])
        fire("submit", advert, host_of(advert), self.TIMES[0])
        assert chase("advert_not_submitted", self.TIMES[0] + MINUTE) == []
        (row,) = Alert.objects.filter(kind="advert_not_submitted")
        assert row.reason == "no longer the host's to submit"

    def test_in_a_weekend_it_keeps_quiet_and_comes_before(self, cycle):
        cycle.adverts_due_at = at(9, 23, 12)
        cycle.save()
        begun(cycle)
        assert counts("advert_not_submitted", at(9, 18, 20)) == [1, 2, 2]

    def test_let_in_late_it_is_reminded_of_the_later_time(self, cycle, office):
        advert = begun(cycle)
        until = at(10, 1, 12)
        fire("permit", advert, office, at(9, 22, 9), comment="You were ill.", until=until)
        assert counts("advert_not_submitted", at(9, 23, 9), at(9, 28, 12)) == [0, 0, 0, 0, 1, 1]


class TestChangesRequested:
    ASKED = at(9, 10, 15)  # a Thursday

    @pytest.fixture
    def advert(self, cycle, office):
        advert = begun(cycle, state="submitted")
        comment = "Say who supervises."
        return fire("request_changes", advert, office, self.ASKED, comment=comment)

    def test_again_on_the_third_working_day(self, advert):
        assert counts("advert_changes_still_requested", at(9, 15, 15)) == [0, 1, 1]
        (letter,) = chase("advert_changes_still_requested", at(9, 16, 9))
        assert "On Thursday 10 September 2026, 15:00 (Oxford time) the Internship" in letter
        assert "“Say who supervises.”" in letter
        assert "again before Monday 21 September 2026, 12:00 noon (Oxford time)." in letter

    def test_submitted_again_it_stops(self, advert):
        fire("submit", advert, host_of(advert), at(9, 14, 9))
        assert chase("advert_changes_still_requested", at(9, 15, 15)) == []

    def test_asked_again_it_is_chased_again(self, advert, office):
        chase("advert_changes_still_requested", at(9, 15, 15))
        advert = fire("submit", advert, host_of(advert), at(9, 15, 16))
        fire("request_changes", advert, office, at(9, 15, 17), comment="And where.")
        assert counts("advert_changes_still_requested", at(9, 18, 17)) == [1, 2, 2]

    def test_after_adverts_were_due_nobody_is_asked(self, cycle, office):
        advert = begun(cycle, state="submitted")
        fire("request_changes", advert, office, at(9, 18, 15), comment="Say where.")
        assert chase("advert_changes_still_requested", at(9, 23, 15)) == []


class TestLive:
    def test_at_the_moment_students_can_read_it(self, cycle):
        begun(cycle, state="approved")
        assert counts("advert_live", OPENS) == [0, 1, 1]
        (letter,) = chase("advert_live", OPENS + DAY)
        assert "They apply before Monday 26 October 2026, 12:00 noon (Oxford time)." in letter

    @pytest.mark.parametrize("state", ["draft", "submitted", "declined", "suspended"])
    def test_what_students_cannot_read_is_not_live(self, cycle, state):
        begun(cycle, state=state)
        assert chase("advert_live", OPENS) == []

    def test_approved_later_its_approval_has_said_so(self, cycle, office):
        advert = begun(cycle, state="submitted")
        fire("approve", advert, office, OPENS + DAY)
        assert chase("advert_live", OPENS + DAY + MINUTE) == []


class TestMorning:
    """The Office's digest of what waits for review."""

    def submitted(self, cycle, moment, **fields) -> Advert:
        advert = begun(cycle, **fields)
        return fire("submit", advert, host_of(advert), moment)

    def test_once_each_working_day_while_something_waits(self, cycle, office):
        advert = self.submitted(cycle, at(9, 3, 15))
        times = (at(9, 4, 9), at(9, 5, 9), at(9, 7, 9))  # Friday, Saturday, Monday
        assert counts("adverts_to_review", *times) == [0, 1, 1, 1, 1, 1, 1, 2, 2]
        assert Alert.objects.filter(kind="adverts_to_review").count() == 2
        fire("approve", advert, office, at(9, 7, 10))
        assert counts("adverts_to_review", at(9, 8, 9)) == [2, 2, 2]

    def test_nothing_when_nothing_waits(self, cycle, office):
        begun(cycle)
        begun(cycle, state="approved")
        assert chase("adverts_to_review", at(9, 4, 9)) == []

    def test_it_lists_every_advert_of_the_cycle_and_none_of_another(self, cycle, office):
        first = self.submitted(cycle, at(9, 2, 15))
        second = self.submitted(cycle, at(9, 3, 15), title="New maps")
        self.submitted(CycleFactory(phase="collecting"), at(9, 3, 16), title="Elsewhere")
        letters = chase("adverts_to_review", at(9, 4, 9))
        assert len(letters) == 2
        (letter,) = [one for one in letters if "Winter 2026/27" in one]
        assert (
            "2 adverts of Winter 2026/27 wait for your review; the first was submitted on "
            "Wednesday 2 September 2026:\n\n"
            f"- “Old maps”, {first.organisation}\n- “New maps”, {second.organisation}\n\n"
        ) in letter

    def test_what_is_submitted_in_the_day_waits_for_the_next_morning(self, cycle, office):
        self.submitted(cycle, at(9, 3, 10))
        assert counts("adverts_to_review", at(9, 3, 11), at(9, 4, 9)) == [0, 0, 0, 0, 1, 1]

    def test_reviewed_between_planning_and_posting_it_is_moot(self, cycle, office):
        advert = self.submitted(cycle, at(9, 2, 15))
        ledger.plan(at(9, 3, 9))
        fire("approve", advert, office, at(9, 3, 9))
        assert chase("adverts_to_review", at(9, 3, 9, 1)) == []
        (row,) = Alert.objects.filter(kind="adverts_to_review")
        assert row.reason == "no advert waits for review"

    def test_after_the_archive_nobody_is_asked(self, cycle, office):
        self.submitted(cycle, at(9, 2, 15))
        cycle.archive_at = cycle.claims_close_at
        cycle.save()
        before, after = (cycle.archive_at + late for late in (-DAY, DAY))
        assert [len(chase("adverts_to_review", now)) for now in (before, after)] == [1, 1]
