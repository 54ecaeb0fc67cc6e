"""What leaves the ledger: each alert once, or not at all with the reason."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from django.core import mail
from django.db import connection, transaction

from accounts.models import User
from alerts import ledger, sender
from alerts.models import Alert, Message
from microinternships import clock
from tests.alerts.conftest import NOON, alert_for, person_with, rows
from tests.alerts.sample.kinds import (
    GIVEN_UP_LATER,
    NAME_MISSING,
    NAME_MISSING_POLITELY,
    NAME_OVERDUE,
    WELCOME,
)

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
DUE = NOON - 2 * DAY


def settled(alert: Alert) -> tuple[str, str]:
    alert.refresh_from_db()
    return alert.state, alert.reason


def with_broken_template(kind):
    """A kind whose sending fails by itself, on every try."""

    def broken(subject, recipient):
        raise RuntimeError("the printer is on fire")

    return replace(kind, context=broken)


@pytest.mark.django_db
class TestOne:
    @pytest.fixture(autouse=True)
    def kinds(self, declare):
        declare(NAME_MISSING, NAME_MISSING_POLITELY, NAME_OVERDUE, WELCOME, GIVEN_UP_LATER)

    def test_a_due_alert_is_sent_and_kept_as_sent(self, person):
        alert = alert_for(person)
        assert sender.send_due(DUE) == 1
        (sent,) = mail.outbox
        assert settled(alert) == ("sent", "")
        assert (alert.sent_at, alert.attempts) == (DUE, 0)
        message = alert.message
        assert (message.subject_line, message.body_text) == (sent.subject, sent.body)
        assert message.body_html == sent.alternatives[0].content
        assert sent.to == ["ada@example.org"]

    def test_nothing_leaves_before_it_is_due(self, person):
        alert = alert_for(person)
        assert sender.send_due(DUE - timedelta(seconds=1)) == 0
        assert settled(alert) == ("queued", "")
        assert mail.outbox == []

    def test_a_second_run_sends_nothing_more(self, person):
        alert_for(person)
        assert [sender.send_due(DUE) for _ in range(3)] == [1, 0, 0]
        assert len(mail.outbox) == 1

    def test_a_moot_alert_is_skipped_with_the_reason(self, person):
        alert = alert_for(person)
        User.objects.update(name="Ada Example")
        sender.send_due(DUE)
        assert settled(alert) == ("skipped", "the name is known")
        assert mail.outbox == []

    @pytest.mark.parametrize(
        ("later", "expected"),
        [
            (-timedelta(seconds=1), ("sent", "")),
            (timedelta(0), ("skipped", "too late: the deadline has passed")),
            (timedelta(seconds=1), ("skipped", "too late: the deadline has passed")),
        ],
    )
    def test_a_reminder_never_comes_at_or_after_its_deadline(self, person, later, expected):
        alert = alert_for(person, step="T-6h", due_at=NOON - 6 * HOUR)
        sender.send_due(NOON + later)
        assert settled(alert) == expected

    def test_a_step_at_the_deadline_is_not_too_late(self, person):
        alert = alert_for(person, kind="name_overdue", step="T", next_try_at=NOON)
        sender.send_due(NOON + HOUR)
        assert settled(alert) == ("sent", "")

    def test_a_reminder_of_a_deadline_that_moved_is_skipped(self, person):
        alert = alert_for(person)
        User.objects.update(last_login=NOON + DAY)
        sender.send_due(DUE)
        assert settled(alert) == ("skipped", "the deadline has moved")

    def test_of_two_waiting_reminders_only_the_later_is_sent(self, person):
        first = alert_for(person, step="T-7d", next_try_at=NOON - 7 * DAY)
        second = alert_for(person)
        sender.send_due(DUE)
        assert settled(first) == ("skipped", "overtaken by a later reminder")
        assert settled(second) == ("sent", "")

    def test_a_step_that_is_no_longer_declared_is_skipped(self, person):
        alert = alert_for(person, step="T-3d")
        sender.send_due(DUE)
        assert settled(alert) == ("skipped", "this reminder is no longer sent")

    def test_a_kind_that_is_no_longer_declared_is_skipped(self, person):
        alert = alert_for(person, kind="carrier_pigeon")
        sender.send_due(DUE)
        assert settled(alert) == ("skipped", "this kind of alert is no longer sent")

    def test_an_alert_whose_subject_is_gone_is_skipped(self, person):
        alert = alert_for(person, subject_id=person.pk + 1000)
        sender.send_due(DUE)
        assert settled(alert) == ("skipped", "what it was about is gone")

    @pytest.mark.parametrize("gone", [True, False])
    def test_a_closed_account_is_not_written_to(self, person, gone):
        other = person_with(email="other@example.org", is_active=False)
        alert = alert_for(person, recipient=other)
        if gone:
            other.delete()
        sender.send_due(DUE)
        assert settled(alert) == ("skipped", "the recipient's account is closed")

    def test_somebody_it_no_longer_concerns_is_not_written_to(self, person):
        other = person_with(email="other@example.org")
        alert = alert_for(person, recipient=other)
        sender.send_due(DUE)
        assert settled(alert) == ("skipped", "it no longer concerns the recipient")
        assert mail.outbox == []

    def test_a_held_outcome_follows_its_moved_date(self, person):
        about = alert_for(person, state="failed", due_at=NOON)
        alert = alert_for(
            person,
            kind="given_up_later",
            subject_type="alerts.alert",
            subject_id=about.pk,
            deadline=None,
            step="t1",
        )
        sender.send_due(NOON)
        assert settled(alert) == ("queued", "")
        assert alert.next_try_at == NOON + 3 * DAY
        sender.send_due(NOON + 3 * DAY)
        assert settled(alert) == ("sent", "")

    @pytest.mark.parametrize(
        ("moved_to", "state", "next_try"),
        [(-3 * DAY, "sent", NOON), (timedelta(0), "queued", NOON + 3 * DAY)],
    )
    def test_a_held_outcome_follows_a_date_that_came_nearer(
        self, person, moved_to, state, next_try
    ):
        about = alert_for(person, state="failed", due_at=NOON + moved_to)
        alert = alert_for(
            person,
            kind="given_up_later",
            subject_type="alerts.alert",
            subject_id=about.pk,
            deadline=None,
            step="t1",
            next_try_at=NOON + 9 * DAY,
        )
        with clock.standing_at(NOON):
            assert ledger.ask_again(Alert, [about.pk]) == 1
        sender.send_due(NOON)
        assert settled(alert) == (state, "")
        assert alert.next_try_at == next_try

    def test_an_optional_alert_caught_up_at_night_waits_for_the_morning(self, person):
        User.objects.update(last_login=NOON + 3 * HOUR)
        thursday_night = clock.noon((NOON - 4 * DAY).date()) + 11 * HOUR
        alert = alert_for(
            person,
            kind="name_missing_politely",
            step="T-7d",
            deadline=NOON + 3 * HOUR,
            next_try_at=NOON - 7 * DAY + 3 * HOUR,
        )
        sender.send_due(thursday_night)
        assert settled(alert) == ("queued", "")
        assert alert.next_try_at == clock.noon((NOON - 3 * DAY).date()) - 3 * HOUR
        assert mail.outbox == []
        sender.send_due(alert.next_try_at)
        assert settled(alert) == ("sent", "")

    def test_the_words_go_with_the_account_and_the_ledger_stays(self, person):
        alert = alert_for(person)
        sender.send_due(DUE)
        person.delete()
        assert Message.objects.count() == 0
        assert settled(alert) == ("sent", "")


@pytest.mark.django_db
class TestFailing:
    def test_three_retries_with_growing_gaps_then_it_has_failed(self, declare, person):
        declare(with_broken_template(NAME_MISSING))
        alert = alert_for(person)
        seen = []
        now = DUE
        for _ in range(4):
            assert sender.send_due(now) == 1
            assert sender.send_due(now) == 0
            state, reason = settled(alert)
            seen.append((state, alert.attempts, (alert.next_try_at - now) / MINUTE))
            assert (reason, alert.sent_at) == ("RuntimeError: the printer is on fire", None)
            now = alert.next_try_at
        assert seen[:3] == [("queued", 1, 1), ("queued", 2, 5), ("queued", 3, 25)]
        assert seen[3][:2] == ("failed", 4)
        assert sender.send_due(now + DAY) == 0
        assert (mail.outbox, Message.objects.count()) == ([], 0)

    def test_a_retry_that_works_is_sent_once_and_clean(self, declare, person):
        declare(with_broken_template(NAME_MISSING))
        alert = alert_for(person)
        sender.send_due(DUE)
        declare(NAME_MISSING)
        sender.send_due(DUE + MINUTE)
        assert (*settled(alert), alert.attempts) == ("sent", "", 1)
        assert len(mail.outbox) == 1

    def test_a_mail_server_that_is_away_leaves_nothing_recorded_as_sent(
        self, declare, person, settings
    ):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
        declare(NAME_MISSING)
        alert = alert_for(person)
        sender.send_due(DUE)
        state, reason = settled(alert)
        assert (state, alert.attempts, Message.objects.count()) == ("queued", 1, 0)
        assert reason.startswith("ConnectionRefusedError")

    def test_one_failing_alert_does_not_hold_up_the_next(self, declare, person):
        declare(with_broken_template(NAME_MISSING), WELCOME)
        alert_for(person)
        after = alert_for(person, kind="welcome", deadline=None, step="t1", due_at=DUE + HOUR)
        sender.send_due(DUE + HOUR)
        assert settled(after) == ("sent", "")

    def test_a_second_try_repeats_its_message_id(self, declare, person):
        declare(NAME_MISSING)
        alert = alert_for(person)
        with transaction.atomic():
            sender.send_due(DUE)
            transaction.set_rollback(True)  # the machine dies before the commit
        assert settled(alert) == ("queued", "")
        sender.send_due(DUE)
        first, second = (sent.extra_headers["Message-ID"] for sent in mail.outbox)
        assert first == second


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_two_senders_send_each_alert_once(self, declare):
        declare(NAME_MISSING)
        people = [person_with(email=f"p{n}@example.org") for n in range(40)]
        for person in people:
            alert_for(person)
        taken = self.at_once(lambda: sender.send_due(DUE))
        assert sum(taken) == 40
        assert sorted(sent.to[0] for sent in mail.outbox) == sorted(p.email for p in people)
        assert rows("state") == [("sent",)] * 40

    def test_a_row_held_by_another_sender_is_passed_over(self, declare, person):
        declare(NAME_MISSING)
        alert = alert_for(person)
        with transaction.atomic():
            Alert.objects.select_for_update(no_key=True).get(pk=alert.pk)
            with ThreadPoolExecutor(1) as pool:
                assert pool.submit(self.in_its_own_connection, sender.send_due, DUE).result() == 0
        assert sender.send_due(DUE) == 1

    def test_two_planners_plan_each_alert_once(self, declare):
        declare(NAME_MISSING)
        for n in range(20):
            person_with(email=f"p{n}@example.org")
        self.at_once(lambda: ledger.plan(DUE))
        assert (
            sorted(rows("step", "state")) == [("T-2d", "queued")] * 20 + [("T-7d", "skipped")] * 20
        )

    def at_once(self, job) -> list:
        start = Barrier(2)

        def run():
            start.wait(timeout=10)
            return self.in_its_own_connection(job)

        with ThreadPoolExecutor(2) as pool:
            return [done.result() for done in [pool.submit(run), pool.submit(run)]]

    @staticmethod
    def in_its_own_connection(job, *arguments):
        try:
            return job(*arguments)
        finally:
            connection.close()
