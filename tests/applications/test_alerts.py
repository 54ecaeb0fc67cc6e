"""The first three alerts, minute by minute: an application received, a draft, an offer."""

from datetime import datetime, timedelta

import pytest
from django.core import mail

from alerts import ledger, sender
from alerts.models import Alert
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from microinternships.invariants import invariants
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    OfferFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db
SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)


def at(*parts: int) -> datetime:
    """A moment of 2026 on Oxford's clock: month, day, hour, minute."""
    return datetime(2026, *parts, tzinfo=clock.OXFORD)


CLOSES = at(10, 26, 12)  # a Monday; the clocks change the night before
TODAY = at(10, 21, 9)


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://micro.example.org"


@pytest.fixture
def today():
    """A Wednesday on which the cycle's applications are open."""
    with clock.standing_at(TODAY):
        yield TODAY


@pytest.fixture
def cycle(today):
    cycle = CycleFactory(phase="open")
    assert cycle.first_round.closes_at == CLOSES
    return cycle


def rows(kind: str) -> list[tuple]:
    found = Alert.objects.filter(kind=kind).order_by("due_at", "pk")
    return [(row.step, row.due_at.astimezone(clock.OXFORD), row.state, row.reason) for row in found]


def run(now: datetime) -> list[str]:
    """What the planner and the sender mail in one slot: the subject lines."""
    before = len(mail.outbox)
    ledger.plan(now)
    sender.send_due(now)
    return [letter.subject for letter in mail.outbox[before:]]


class TestApplicationReceived:
    @pytest.fixture
    def draft(self, cycle):
        advert = AdvertFactory(cycle=cycle, title="Sorting letters")
        student = StudentFactory(user__known_as="Sam")
        return ApplicationFactory(advert=advert, state="draft", student=student)

    def send(self, draft):
        return application_machine.fire("submit", draft, by=draft.student.user)

    def test_it_says_what_happens_next_and_when(self, draft):
        sent = self.send(draft)
        assert run(TODAY) == ["We have your application: Sorting letters"]
        letter = mail.outbox[0]
        assert letter.to == [draft.student.user.email]
        assert letter.body == (
            f"Dear Sam,\n\nYour application for “Sorting letters” at {sent.advert.organisation} "
            f"has arrived. Its reference is {sent.reference}.\n\nWhat happens next:\n\n"
            "- You can take it back and change it before Monday 26 October 2026, 12:00 noon "
            "(Oxford time).\n"
            f"- {sent.advert.organisation} chooses by Friday 6 November 2026, 12:00 noon "
            "(Oxford time).\n"
            "- You hear as soon as the host has decided: by Friday 6 November 2026, 12:00 noon "
            "(Oxford time).\n"
            "- If you are offered a place, keep free the days of Monday 7 December 2026 to Friday "
            "11 December 2026 or Monday 14 December 2026 to Friday 18 December 2026.\n\n"
            "Do one thing now: ask your college whether you can stay during these weeks. The "
            "placement is in the vacation, and colleges ask early who needs vacation "
            "residence.\n\nYou can withdraw at any time. If you do so before applications close, "
            "you can apply for something else instead.\n\nSee your application:\n"
            f"https://micro.example.org/applications/{sent.pk}/\n\n-- \n"
            "Oxford Micro-Internships, the Internship Office\nmicro-internships@careers.ox.ac.uk\nhttps://micro.example.org\n"
        )

    def test_with_a_release_it_names_the_one_day_on_which_everybody_hears(self, today):
        cycle = CycleFactory(phase="open", rounds_and_weeks__held=True)
        self.send(ApplicationFactory(advert__cycle=cycle, state="draft"))
        run(TODAY)
        heard = "- You hear on Monday 9 November 2026, 12:00 noon (Oxford time), whatever the"
        assert heard in mail.outbox[0].body

    def test_it_goes_out_once_however_often_the_jobs_run(self, draft):
        self.send(draft)
        assert [len(run(TODAY + n * MINUTE)) for n in range(3)] == [1, 0, 0]

    def test_taken_back_before_the_mail_went_out_it_stays_unsaid(self, draft):
        sent = self.send(draft)
        application_machine.fire("take_back", sent, by=draft.student.user)
        assert run(TODAY) == []
        ((_, *row),) = rows("application_received")
        assert row == [TODAY, "skipped", "overtaken by what happened since"]

    def test_sent_again_it_is_received_once(self, draft):
        user = draft.student.user
        sent = self.send(draft)
        self.send(application_machine.fire("take_back", sent, by=user))
        assert run(TODAY) == ["We have your application: Sorting letters"]

    def test_a_refused_application_is_not_received(self, draft):
        draft.statement = ""
        draft.save()
        with pytest.raises(Exception, match="Write a personal statement"):
            self.send(draft)
        assert Alert.objects.count() == 0


class TestDraftNotSubmitted:
    @pytest.fixture
    def draft(self, cycle):
        begun = CLOSES - 10 * DAY
        advert = AdvertFactory(cycle=cycle, title="Sorting letters")
        return ApplicationFactory(advert=advert, state="draft", created_at=begun)

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            (at(10, 19, 12) - SECOND, []),
            (at(10, 19, 12), ["T-7d"]),
            (at(10, 23, 20) - SECOND, ["T-7d"]),
            # Saturday noon is in the weekend, Monday 6:00 before eight: both come forward to the
            # same hour, so one is left.
            (at(10, 23, 20), ["T-7d", "T-2d"]),
            (at(10, 26, 11, 59), ["T-7d", "T-2d"]),
        ],
    )
    def test_the_times(self, draft, now, expected):
        ledger.plan(now)
        assert [row[0] for row in rows("draft_not_submitted")] == expected

    @pytest.mark.parametrize(
        ("closes", "expected"),
        [
            # Closing on a Thursday at 18:00 nothing needs to move, and nothing is left out.
            (
                at(10, 29, 18),
                [("T-7d", at(10, 22, 18)), ("T-2d", at(10, 27, 18)), ("T-6h", at(10, 29, 12))],
            ),
            # Thursday noon: 6:00 is too early, so the evening before.
            (
                at(10, 29, 12),
                [("T-7d", at(10, 22, 12)), ("T-2d", at(10, 27, 12)), ("T-6h", at(10, 28, 20))],
            ),
        ],
    )
    def test_the_times_of_another_weekday(self, draft, closes, expected):
        draft.round.closes_at = closes
        draft.round.save()
        ledger.plan(closes - SECOND)
        assert [row[:2] for row in rows("draft_not_submitted")] == expected

    def test_each_is_sent_once_with_the_planner_run_three_times(self, draft):
        slots = (at(10, 19, 12), at(10, 23, 20), at(10, 26, 11))
        sent = [len(run(slot + n * 5 * MINUTE)) for slot in slots for n in range(3)]
        assert sent == [1, 0, 0, 1, 0, 0, 0, 0, 0]

    def test_a_missed_slot_is_caught_up_within_allowed_hours(self, draft):
        assert run(at(10, 20, 22)) == []
        assert len(run(at(10, 21, 9))) == 1

    def test_it_says_what_is_missing_and_by_when(self, draft):
        draft.statement = ""
        draft.save()
        assert run(at(10, 19, 12)) == ["Not sent yet: your application for “Sorting letters”"]
        body = mail.outbox[0].body
        assert "Send it before Monday 26 October 2026, 12:00 noon (Oxford time)." in body
        assert "Still to do:\n\n- Write a personal statement.\n\n" in body
        assert f"https://micro.example.org/applications/{draft.pk}/edit/\n" in body

    def test_when_all_is_filled_in_it_says_so(self, draft):
        run(at(10, 19, 12))
        assert "Everything is filled in: check it and send it." in mail.outbox[0].body

    def test_it_stops_when_the_application_is_sent(self, draft):
        run(at(10, 19, 12))
        application_machine.fire("submit", draft, by=draft.student.user)
        assert run(at(10, 23, 20)) == ["We have your application: Sorting letters"]
        assert [row[0] for row in rows("draft_not_submitted")] == ["T-7d"]

    def test_sent_between_planning_and_posting_it_is_moot(self, draft):
        ledger.plan(at(10, 19, 12))
        application_machine.fire("submit", draft, by=draft.student.user)
        sender.send_due(at(10, 19, 12, 1))
        assert rows("draft_not_submitted") == [
            ("T-7d", at(10, 19, 12), "skipped", "no longer a draft")
        ]

    def test_a_moved_deadline_chases_again(self, draft):
        run(at(10, 19, 12))
        draft.round.closes_at = CLOSES + 2 * DAY
        draft.round.save()
        assert len(run(at(10, 21, 12))) == 1

    def test_begun_in_the_last_hours_it_is_not_chased(self, draft):
        draft.created_at = CLOSES - timedelta(hours=5)
        draft.save()
        assert run(CLOSES - MINUTE) == []

    def test_nobody_is_chased_for_an_application_they_could_not_send(self, draft):
        for _ in range(draft.round.max_applications):
            ApplicationFactory(student=draft.student, advert__cycle=draft.advert.cycle)
        assert run(at(10, 19, 12)) == []
        assert rows("draft_not_submitted")[0][2:] == (
            "skipped",
            "every application of the round is used",
        )

    def test_a_suspended_advert_is_not_chased(self, draft):
        draft.advert.state = "suspended"
        draft.advert.save()
        assert run(at(10, 19, 12)) == []


class TestAnswerYourOffer:
    ANSWER_BY = at(11, 12, 12)  # a Thursday

    @pytest.fixture
    def offer(self, today):
        """Made on a Friday, released on the Monday, answered by the Thursday after."""
        cycle = CycleFactory(phase="open", rounds_and_weeks__held=True)
        advert = AdvertFactory(cycle=cycle, title="Sorting letters", places=2)
        application = ApplicationFactory(advert=advert, state="offered")
        return OfferFactory(
            application=application, made_at=at(11, 6, 11), respond_by=self.ANSWER_BY
        )

    @pytest.mark.parametrize(
        ("now", "expected"),
        [
            (at(11, 9, 12) - SECOND, []),
            (at(11, 10, 12) - SECOND, []),
            (at(11, 10, 12), ["T-2d"]),
            (at(11, 12, 0) - SECOND, ["T-2d"]),
            (at(11, 12, 0), ["T-2d", "T-12h"]),
            (at(11, 12, 11, 59), ["T-2d", "T-12h"]),
        ],
    )
    def test_the_times(self, offer, now, expected):
        ledger.plan(now)
        assert [row[0] for row in rows("answer_your_offer")] == expected

    def test_each_is_sent_once_with_the_planner_run_three_times(self, offer):
        slots = (at(11, 10, 12), at(11, 12, 0), at(11, 12, 12))
        lines = [run(slot + n * 5 * MINUTE) for slot in slots for n in range(3)]
        line = "Answer your offer by Thursday 12 November 2026, 12:00 noon: Sorting letters"
        assert lines == [[line], [], [], [line], [], [], [], [], []]

    def test_it_gives_the_deadline_and_where_to_answer(self, offer):
        run(at(11, 10, 12))
        body = mail.outbox[0].body
        assert (
            "Accept or decline before Thursday 12 November 2026, 12:00 noon (Oxford time)." in body
        )
        assert f"Answer your offer:\nhttps://micro.example.org/offers/{offer.pk}/\n" in body

    @pytest.mark.parametrize("event", ["accept", "decline"])
    def test_it_stops_when_the_offer_is_answered(self, offer, event):
        with clock.standing_at(at(11, 9, 13)):
            data = {"terms_version": offer.terms_version} if event == "accept" else {}
            offer_machine.fire(event, offer, by=offer.application.student.user, **data)
        run(at(11, 10, 12))
        assert rows("answer_your_offer") == []

    def test_answered_between_planning_and_posting_it_is_moot(self, offer):
        ledger.plan(at(11, 10, 12))
        with clock.standing_at(at(11, 10, 12)):
            offer_machine.fire("decline", offer, by=offer.application.student.user)
        sender.send_due(at(11, 10, 12, 1))
        assert rows("answer_your_offer")[0][2:] == ("skipped", "no longer waiting for an answer")

    def test_more_time_arms_it_again(self, offer):
        run(at(11, 12, 0))
        offer.respond_by = at(11, 16, 12)
        offer.save()
        assert len(run(at(11, 14, 12))) == 1

    def test_an_offer_that_is_still_held_is_never_chased(self, offer):
        """However its dates stand: before the release the student may not hear of it."""
        offer.respond_by = at(11, 9, 11)
        offer.save()
        assert run(at(11, 9, 10, 59)) == []
        assert rows("answer_your_offer") == []

    def test_made_with_a_day_left_only_the_last_step_is_sent(self, offer):
        offer.made_at = at(11, 11, 12)
        offer.save()
        ledger.plan(at(11, 12, 11))
        assert [row[0] for row in rows("answer_your_offer")] == ["T-12h"]


def test_every_event_so_far_has_its_alerts(cycle):
    (nine,) = [one for one in invariants if one.number == 9]
    draft = ApplicationFactory(advert__cycle=cycle, state="draft")
    application_machine.fire("submit", draft, by=draft.student.user)
    assert Alert.objects.filter(kind="application_received", state="queued").count() == 1
    assert list(nine.check()) == []
