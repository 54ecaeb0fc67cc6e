"""What a round's dates tell hosts, students who saved adverts, and the Office."""

from datetime import datetime, timedelta

import pytest

from alerts import ledger
from alerts.models import Alert, Message
from applications.models import Application, SavedAdvert
from applications.workflow import application_machine
from microinternships import clock
from placements.models import Advert, Round
from placements.workflow import advert_machine
from tests.alert_letters import chase
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    OrganisationFactory,
    StudentFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def at(*parts: int) -> datetime:
    return datetime(2026, *parts, tzinfo=clock.OXFORD)


TODAY = at(10, 14, 9)  # a Wednesday
CLOSES, CHOOSE_BY = at(10, 26, 12), at(11, 6, 12)  # a Monday and a Friday


@pytest.fixture
def cycle():
    with clock.standing_at(TODAY):
        cycle = CycleFactory(week_a=clock.noon(at(12, 7).date()), name="Winter 2026/27")
        assert (cycle.first_round.closes_at, cycle.first_round.choose_by) == (CLOSES, CHOOSE_BY)
        yield cycle


@pytest.fixture
def advert(cycle):
    organisation = OrganisationFactory(name="Example Archive")
    HostFactory(organisation=organisation)
    HostFactory(organisation=organisation, is_recruiter=False)
    return AdvertFactory(cycle=cycle, organisation=organisation, title="Old maps")


def arrives(advert: Advert, moment: datetime, **fields) -> Application:
    return ApplicationFactory(advert=advert, created_at=moment, files=False, **fields)


def counts(kind: str, *times: datetime) -> list[int]:
    return [len(chase(kind, now + late)) for now in times for late in (-SECOND, 0 * DAY, MINUTE)]


def reasons(kind: str) -> list[str]:
    return list(Alert.objects.filter(kind=kind).order_by("pk").values_list("reason", flat=True))


class TestReceived:
    def test_one_letter_each_working_day_for_each_host(self, advert):
        second = AdvertFactory(
            cycle=advert.cycle, organisation=advert.organisation, title="New maps"
        )
        for moment in (at(10, 15, 8, 59), at(10, 15, 9), at(10, 15, 18)):
            arrives(advert, moment)
        arrives(second, at(10, 15, 20))
        assert counts("applications_received", at(10, 15, 9), at(10, 16, 9)) == [0, 1, 1, 1, 2, 2]
        first, letter = chase("applications_received", at(10, 16, 12))
        assert "1 application has arrived since Wednesday 14 October 2026, 9:00" in first
        closes = "applications close Monday 26 October 2026, 12:00 noon (Oxford time)"
        assert (
            "3 applications have arrived since Thursday 15 October 2026, 9:00 (Oxford time):\n\n"
            f"- “Old maps”: 2 new; {closes}\n- “New maps”: 1 new; {closes}\n\n"
        ) in letter

    def test_a_weekend_is_told_on_monday(self, advert):
        arrives(advert, at(10, 16, 10))
        arrives(advert, at(10, 18, 10))
        times = (at(10, 17, 9), at(10, 18, 9), at(10, 19, 9))
        assert counts("applications_received", *times) == [0, 0, 0, 0, 0, 0, 0, 1, 1]

    def test_nothing_when_nothing_has_arrived(self, advert):
        arrives(advert, at(10, 14, 10), state="draft")
        arrives(advert, at(10, 14, 10), state="withdrawn")
        arrives(advert, at(10, 8, 8, 59))
        assert chase("applications_received", at(10, 15, 9)) == []

    def test_a_morning_without_a_digest_is_made_up_for_by_the_next_and_nothing_is_told_twice(
        self, advert
    ):
        arrives(advert, at(10, 13, 10))
        assert len(chase("applications_received", at(10, 14, 9))) == 1
        arrives(advert, at(10, 14, 10))
        arrives(advert, at(10, 15, 10))
        _, missed = chase("applications_received", at(10, 16, 9))  # no job ran on the fifteenth
        assert "2 applications have arrived since Wednesday 14 October 2026, 9:00" in missed
        assert len(chase("applications_received", at(10, 19, 9))) == 2

    def test_what_was_planned_and_never_sent_is_told_by_the_next_digest(self, advert):
        arrives(advert, at(10, 14, 10))
        ledger.plan(at(10, 15, 9))
        (letter,) = chase("applications_received", at(10, 16, 9))
        assert "1 application has arrived since Wednesday 14 October 2026, 9:00" in letter
        assert sorted(reasons("applications_received")) == ["", "the deadline has moved"]

    def test_after_a_long_stop_a_week_of_arrivals_is_told(self, advert):
        arrives(advert, at(10, 14, 10))
        arrives(advert, at(10, 16, 10))
        (letter,) = chase("applications_received", at(10, 22, 9))
        assert "1 application has arrived since Friday 16 October 2026, 9:00" in letter

    def test_withdrawn_between_planning_and_posting_it_is_moot(self, advert):
        application = arrives(advert, at(10, 14, 10))
        ledger.plan(at(10, 15, 9))
        application_machine.fire("withdraw", application, by=application.student.user)
        assert chase("applications_received", at(10, 15, 9, 1)) == []
        assert reasons("applications_received") == ["it no longer concerns the recipient"]

    def test_a_host_hears_nothing_of_their_own_application(self, advert):
        host = advert.organisation.members.get(is_recruiter=True).user
        arrives(advert, at(10, 14, 10), student=StudentFactory(user=host))
        assert chase("applications_received", at(10, 15, 9)) == []

    def test_it_names_nobody(self, advert):
        application = arrives(advert, at(10, 14, 10))
        (letter,) = chase("applications_received", at(10, 15, 9))
        assert application.student.name not in letter

    def test_what_arrived_just_before_the_close_is_told_at_the_close(self, advert):
        arrives(advert, CLOSES - SECOND)
        assert chase("applications_received", at(10, 27, 9)) == []
        assert len(chase("applications_closed", at(10, 27, 9))) == 1


class TestClosed:
    def test_how_many_and_until_when(self, advert):
        arrives(advert, TODAY), arrives(advert, TODAY, state="shortlisted")
        for state in ("draft", "withdrawn", "cancelled", "unsuccessful"):
            arrives(advert, TODAY, state=state)
        assert counts("applications_closed", CLOSES) == [0, 1, 1]
        (letter,) = chase("applications_closed", CLOSES + DAY)
        assert "2 applications wait for you." in letter
        assert "Choose before Friday 6 November 2026, 12:00 noon (Oxford time)." in letter
        line = Message.objects.get(alert__kind="applications_closed").subject_line
        assert line == "2 applications to review by Friday 6 November 2026, 12:00 noon: Old maps"

    def test_held_outcomes_have_their_day(self, advert):
        release = at(11, 9, 12)
        Round.objects.update(release_at=release)
        arrives(advert, TODAY)
        (letter,) = chase("applications_closed", CLOSES)
        assert "hear the outcome on Monday 9 November 2026, 12:00 noon (Oxford time)." in letter

    def test_nobody_applied(self, advert):
        arrives(advert, TODAY, state="withdrawn")
        (letter,) = chase("applications_closed", CLOSES)
        assert "Nobody applied, so there is nothing for you to do." in letter

    def test_all_decided_already(self, advert):
        arrives(advert, TODAY, state="reserve")
        assert chase("applications_closed", CLOSES) == []
        assert reasons("applications_closed") == ["every application is decided"]

    def test_kept_open_for_longer_it_is_told_later(self, advert):
        advert.own_closing_at = CLOSES + DAY
        advert.save()
        arrives(advert, TODAY)
        assert counts("applications_closed", CLOSES, CLOSES + DAY) == [0, 0, 0, 0, 1, 1]

    def test_closed_early_it_was_told_then(self, advert):
        arrives(advert, TODAY)
        office = OfficeFactory()
        advert_machine.fire("close_early", advert, by=office, comment="Enough applied.")
        for now in (TODAY, CLOSES, CLOSES + DAY):
            assert chase("applications_closed", now) == []
        assert reasons("applications_closed") == ["told when it was closed early"]

    def test_a_suspended_advert_hears_nothing(self, advert):
        arrives(advert, TODAY)
        Advert.objects.update(state="suspended")
        assert chase("applications_closed", CLOSES) == []


class TestSaved:
    SOON = at(10, 23, 12)  # a Friday, three days before the close

    @pytest.fixture
    def student(self, advert):
        return StudentFactory()

    def save(self, student, *adverts, moment=TODAY):
        for one in adverts:
            SavedAdvert.objects.create(student=student, advert=one, saved_at=moment)

    def test_one_letter_for_all_that_close_then(self, student, advert):
        other = AdvertFactory(cycle=advert.cycle, title="New maps")
        self.save(student, advert, other)
        assert counts("saved_advert_closing", self.SOON) == [0, 1, 1]
        (letter,) = chase("saved_advert_closing", self.SOON + 2 * MINUTE)
        assert (
            "You have saved 2 adverts that stop taking applications soon, and not applied:\n\n"
            f"- “Old maps” at Example Archive\n- “New maps” at {other.organisation}\n\n"
        ) in letter
        line = Message.objects.get().subject_line
        assert line == "2 saved adverts close on Monday 26 October 2026, 12:00 noon"

    @pytest.mark.parametrize("state", ["draft", "submitted", "unsuccessful", "withdrawn"])
    def test_what_they_have_applied_to_is_left_out(self, student, advert, state):
        self.save(student, advert, AdvertFactory(cycle=advert.cycle, title="New maps"))
        arrives(advert, TODAY, student=student, state=state)
        (letter,) = chase("saved_advert_closing", self.SOON)
        assert ("Old maps" in letter, "- “New maps”" in letter) == (False, True)

    def test_with_nothing_left_there_is_no_letter(self, student, advert):
        self.save(student, advert)
        ledger.plan(self.SOON)
        arrives(advert, self.SOON, student=student, state="draft")
        assert chase("saved_advert_closing", self.SOON + MINUTE) == []
        assert reasons("saved_advert_closing") == ["nothing saved is left to apply to"]

    def test_saved_later_it_is_not_reminded_of(self, student, advert):
        self.save(student, advert, moment=self.SOON + MINUTE)
        assert chase("saved_advert_closing", self.SOON + 2 * MINUTE) == []

    def test_another_closing_time_has_a_letter_of_its_own(self, student, advert):
        later = AdvertFactory(cycle=advert.cycle, title="New maps", own_closing_at=at(11, 5, 12))
        self.save(student, advert, later)
        times = (self.SOON, at(11, 2, 12))
        assert counts("saved_advert_closing", *times) == [0, 1, 1, 1, 2, 2]

    def test_who_has_no_application_left_is_not_reminded(self, student, advert):
        self.save(student, advert)
        for _ in range(advert.cycle.first_round.max_applications):
            arrives(AdvertFactory(cycle=advert.cycle), TODAY, student=student)
        assert chase("saved_advert_closing", self.SOON) == []
        assert reasons("saved_advert_closing") == ["every application of the round is used"]

    @pytest.mark.parametrize("state", ["suspended", "withdrawn"])
    def test_what_takes_no_applications_is_left_out(self, student, advert, state):
        self.save(student, advert)
        Advert.objects.update(state=state)
        assert chase("saved_advert_closing", self.SOON) == []


class TestEndedByDefault:
    def ended(self, advert, **fields) -> Application:
        return arrives(advert, TODAY, state="unsuccessful", **{"by_default": True} | fields)

    def test_the_office_reads_who_and_how_many_once(self, advert):
        OfficeFactory(role="viewer"), OfficeFactory(role="manager")
        organisation = OrganisationFactory(name="Zenith Example")
        other = AdvertFactory(cycle=advert.cycle, organisation=organisation, title="New maps")
        first = self.ended(advert)
        self.ended(advert), self.ended(other), self.ended(other, by_default=False)
        assert counts("ended_by_default_office", at(11, 6, 13)) == [0, 1, 1]
        (letter,) = chase("ended_by_default_office", at(11, 9, 9))
        assert (
            "Hosts of Winter 2026/27 had until Friday 6 November 2026, 12:00 noon (Oxford time) to "
            "choose. 3 applications have ended without a decision:\n\n"
            "- Example Archive, “Old maps”: 2\n- Zenith Example, “New maps”: 1\n\n"
        ) in letter
        assert first.student.name not in letter

    def test_nothing_when_every_host_has_decided(self, advert):
        OfficeFactory()
        self.ended(advert, by_default=False)
        assert chase("ended_by_default_office", at(11, 6, 13)) == []

    def test_looked_at_again_before_it_went_out_it_is_moot(self, advert):
        OfficeFactory()
        application = self.ended(advert)
        ledger.plan(at(11, 6, 13))
        Application.objects.filter(pk=application.pk).update(state="reserve", reserve_rank=1)
        assert chase("ended_by_default_office", at(11, 6, 13, 1)) == []
        assert reasons("ended_by_default_office") == ["every application is decided"]
