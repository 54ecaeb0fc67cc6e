"""What enters the ledger, and when."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import User
from alerts import ledger
from alerts.models import Alert
from microinternships import clock, engine
from microinternships.invariants import invariants
from microinternships.models import Transition
from tests.alerts.conftest import NOON, alert_for, person_with, rows
from tests.alerts.sample.kinds import (
    GIVEN_UP,
    GIVEN_UP_LATER,
    NAME_MISSING,
    NAME_MISSING_POLITELY,
    NAME_OVERDUE,
    WELCOME,
)

pytestmark = pytest.mark.django_db
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
OVERTAKEN = "overtaken by a later reminder"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (NOON - 7 * DAY - SECOND, []),
        (NOON - 7 * DAY, [("T-7d", "queued", "")]),
        (NOON - 2 * DAY - SECOND, [("T-7d", "queued", "")]),
        (NOON - 2 * DAY, [("T-7d", "skipped", OVERTAKEN), ("T-2d", "queued", "")]),
        (
            NOON - 6 * HOUR,
            [
                ("T-7d", "skipped", OVERTAKEN),
                ("T-2d", "skipped", OVERTAKEN),
                ("T-6h", "queued", ""),
            ],
        ),
    ],
)
def test_the_latest_step_reached_is_queued(declare, person, now, expected):
    declare(NAME_MISSING)
    ledger.plan(now)
    assert rows("step", "state", "reason") == expected


@pytest.mark.parametrize("runs", [0, 1, 3])
def test_however_often_the_planner_runs_each_alert_is_there_once(declare, person, runs):
    declare(NAME_MISSING)
    for run in range(runs):
        ledger.plan(NOON - 7 * DAY + run * timedelta(minutes=5))
    assert rows("recipient", "step", "deadline") == [(person.pk, "T-7d", NOON)] * min(runs, 1)


def test_the_next_run_catches_up_a_missed_one(declare, person):
    declare(NAME_MISSING)
    ledger.plan(NOON - 7 * DAY - SECOND)
    ledger.plan(NOON - 3 * DAY)
    assert rows("step", "state", "due_at") == [("T-7d", "queued", NOON - 7 * DAY)]


def test_a_moved_deadline_arms_the_chaser_again(declare, person):
    declare(NAME_MISSING)
    ledger.plan(NOON - 7 * DAY)
    later = NOON + 3 * DAY
    User.objects.update(last_login=later)
    ledger.plan(later - 7 * DAY)
    assert rows("step", "deadline") == [("T-7d", NOON), ("T-7d", later)]


def test_a_row_begun_five_hours_before_its_deadline_is_not_chased(declare, db):
    person_with(email="late@example.org", date_joined=NOON - 5 * HOUR)
    declare(NAME_MISSING)
    ledger.plan(NOON - HOUR)
    assert rows("step") == []


def test_a_row_begun_three_days_before_its_deadline_misses_the_first_step(declare, db):
    person_with(email="late@example.org", date_joined=NOON - 3 * DAY)
    declare(NAME_MISSING)
    ledger.plan(NOON - 2 * DAY)
    assert rows("step", "state") == [("T-2d", "queued")]


def test_only_what_is_due_is_chased(declare, person):
    person_with(email="named@example.org", name="Named Already")
    person_with(email="undated@example.org", last_login=None)
    declare(NAME_MISSING)
    ledger.plan(NOON - 7 * DAY)
    assert rows("subject_type", "subject_id") == [("accounts.user", person.pk)]


def test_an_optional_chaser_comes_before_the_weekend_and_only_once(declare, person):
    declare(NAME_MISSING_POLITELY)
    friday = clock.noon((NOON - 3 * DAY).date()) + 8 * HOUR
    ledger.plan(friday - SECOND)
    assert rows("step") == [("T-7d",)]
    ledger.plan(friday)
    ledger.plan(NOON - HOUR)
    assert rows("step", "due_at")[1:] == [("T-2d", friday)]


def test_steps_after_the_deadline_follow_in_their_turn(declare, person):
    declare(NAME_OVERDUE)
    a_week_on = clock.noon((NOON + 7 * DAY).date())
    ledger.plan(NOON)
    ledger.plan(a_week_on - SECOND)
    assert rows("step", "state", "due_at") == [("T", "queued", NOON)]
    ledger.plan(a_week_on)
    assert rows("step", "state", "due_at")[1:] == [("T+5wd", "queued", a_week_on)]


def test_a_chaser_that_breaks_does_not_keep_the_others(declare, person, caplog):
    def broken(now):
        raise RuntimeError("no such table")

    declare(replace(NAME_OVERDUE, due=broken), NAME_MISSING)
    ledger.plan(NOON - 7 * DAY)
    assert rows("kind", "step") == [("name_missing", "T-7d")]
    assert "The alert name_overdue could not be planned." in caplog.text


def test_the_database_refuses_the_same_alert_twice_even_without_recipient_or_deadline(person):
    alert_for(person, recipient=None, deadline=None)
    with pytest.raises(IntegrityError, match="alert_once"), transaction.atomic():
        alert_for(person, recipient=None, deadline=None)
    alert_for(person, recipient=None, deadline=NOON)


def test_an_alert_may_go_to_the_address_its_subject_carries(declare, person):
    about = alert_for(person)
    declare(replace(WELCOME, subject="alerts.alert", recipients=lambda alert: [alert]))
    ledger.queue(WELCOME.name, about, step="once")
    to = ("recipient", "subscription", "to_subject")
    assert list(Alert.objects.filter(step="once").values_list(*to)) == [(None, None, True)]


def test_an_alert_goes_to_nothing_else(declare, person):
    about, other = alert_for(person, step="a"), alert_for(person, step="b")
    declare(replace(WELCOME, subject="alerts.alert", recipients=lambda alert: [other]))
    with pytest.raises(ValueError, match="not the alert's subject"):
        ledger.queue(WELCOME.name, about, step="once")


def test_the_database_refuses_an_alert_to_a_person_and_to_its_subject(person):
    with pytest.raises(IntegrityError, match="alert_goes_to_one"), transaction.atomic():
        alert_for(person, to_subject=True)


def test_the_database_refuses_a_sent_alert_without_its_time(person):
    with pytest.raises(IntegrityError, match="alert_sent_has_time"), transaction.atomic():
        alert_for(person, state="sent")


class TestTransitions:
    """Alerts of a change, queued in its transaction."""

    def told(self) -> list[tuple]:
        return list(
            Alert.objects.filter(transition_id__isnull=False)
            .order_by("pk")
            .values_list("kind", "recipient", "step", "state", "reason")
        )

    def test_a_change_queues_the_alerts_of_its_row(self, declare, machine, person):
        declare(GIVEN_UP, NAME_MISSING)
        machine("given_up").fire("give_up", alert_for(person), by=person)
        record = Transition.objects.get()
        assert self.told() == [("given_up", person.pk, f"t{record.pk}", "queued", "")]
        assert Alert.objects.get(kind="given_up").transition_id == record.pk

    def test_with_nobody_to_tell_a_row_says_so(self, declare, machine, person):
        declare(GIVEN_UP)
        machine("given_up").fire("give_up", alert_for(person, recipient=None), by=person)
        record = Transition.objects.get()
        assert self.told() == [("given_up", None, f"t{record.pk}", "skipped", "nobody to tell")]

    def test_a_held_outcome_waits(self, declare, machine, person):
        declare(GIVEN_UP_LATER)
        now = NOON - 2 * DAY
        with clock.standing_at(now):
            machine("given_up_later").fire("give_up", alert_for(person), by=person)
        alert = Alert.objects.get(kind="given_up_later")
        assert (alert.due_at, alert.next_try_at) == (NOON + DAY, NOON + DAY)

    def test_a_change_that_is_undone_leaves_no_alert(self, declare, machine, person):
        declare(GIVEN_UP)
        row = alert_for(person)
        with transaction.atomic():
            machine("given_up").fire("give_up", row, by=person)
            assert len(self.told()) == 1
            transaction.set_rollback(True)
        assert self.told() == []

    @pytest.mark.parametrize(
        ("names", "fault"), [(("unheard_of",), KeyError), (("welcome",), ValueError)]
    )
    def test_a_kind_that_does_not_fit_undoes_the_change(
        self, declare, machine, person, names, fault
    ):
        declare(GIVEN_UP, WELCOME)
        row = alert_for(person)
        with pytest.raises(fault):
            machine("given_up", *names).fire("give_up", row, by=person)
        row.refresh_from_db()
        assert (row.state, self.told(), Transition.objects.count()) == ("queued", [], 0)

    def test_after_the_commit_a_worker_is_asked_to_send(
        self, declare, machine, person, django_capture_on_commit_callbacks
    ):
        declare(GIVEN_UP)
        with django_capture_on_commit_callbacks() as asked:
            machine("given_up").fire("give_up", alert_for(person), by=person)
        assert asked == [ledger._send_soon]

    def test_invariant_nine_finds_what_is_missing_and_what_is_too_much(
        self, declare, machine, person
    ):
        (nine,) = [one for one in invariants if one.number == 9]
        declare(GIVEN_UP, GIVEN_UP_LATER)
        told = machine("given_up")
        told.fire("give_up", alert_for(person), by=person)
        record = Transition.objects.get()
        assert list(nine.check()) == []
        told.extend("give_up", alerts=("given_up_later",))
        assert list(nine.check()) == [record]
        engine.machines.clear()
        machine()
        assert list(nine.check()) == [record]


def test_failed_alerts_can_be_queued_again(person):
    failed = alert_for(person, state="failed", attempts=4, reason="No route")
    skipped = alert_for(person, step="T-7d", state="skipped", reason="moot")
    with clock.standing_at(NOON):
        assert ledger.queue_again(Alert.objects.all()) == 1
    failed.refresh_from_db()
    skipped.refresh_from_db()
    assert (failed.state, failed.attempts, failed.reason) == ("queued", 0, "")
    assert failed.next_try_at == NOON
    assert (skipped.state, skipped.reason) == ("skipped", "moot")
