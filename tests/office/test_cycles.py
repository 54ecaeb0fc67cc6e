"""Cycles in the Office: proposed, checked, created, moved with a reason, read by a viewer."""

from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import OfficeMember
from alerts.models import Alert
from applications.models import Application
from microinternships import clock
from placements import foresight, moving, planning
from placements.models import Cycle, CycleChange
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    ClaimFactory,
    CycleFactory,
    OfferFactory,
    OfficeFactory,
    PlacementFactory,
)
from tests.office.cycles import codes, form_of, moved, page_of, typed

pytestmark = pytest.mark.django_db
ADD = reverse("admin:placements_cycle_add")
MONDAY = date(2030, 12, 2)
DAY = timedelta(days=1)


@pytest.fixture
def office(client):
    user = OfficeFactory(role=OfficeMember.Role.CASEWORKER)
    client.force_login(user)
    return user


def proposed(client, **query):
    asked = {"season": "winter", "week_a": MONDAY.isoformat(), "like": "", **query}
    return client.get(ADD, asked).context["form"]


# Creating


def test_the_next_cycle_is_a_year_after_the_last_of_its_season(client, office):
    CycleFactory(season="winter", week_a=clock.noon(date(2026, 12, 7)))
    CycleFactory(season="spring", week_a=clock.noon(date(2026, 3, 16)))
    summer = CycleFactory(season="summer", week_a=clock.noon(date(2026, 6, 22)))
    form = client.get(ADD).context["form"]
    spring = Cycle.objects.get(season="spring")
    assert form.initial == {"like": spring, "season": "spring", "week_a": date(2027, 3, 15)}
    assert summer.pk  # stands between, and is not what the next one is like


def test_without_any_cycle_a_monday_is_proposed(client, office):
    form = client.get(ADD).context["form"]
    assert form.initial["like"] is None
    assert form.initial["week_a"].isoweekday() == 1


def test_week_a_starts_on_a_monday(client, office):
    page = client.get(ADD, {"season": "winter", "week_a": "2030-12-03"})
    assert "A candidate week starts on a Monday." in page.content.decode()


def test_every_date_is_proposed_and_stored_as_shown(client, office):
    form = proposed(client)
    answer = client.post(ADD, {**typed(form), "do": "store"})
    cycle = Cycle.objects.get()
    assert answer.url == page_of(cycle)
    assert str(cycle) == "Winter 2030/31"
    assert planning.flat(cycle) == planning.proposal(MONDAY, season="winter", like=None)
    assert len(cycle.ordered_rounds) == 1


def test_rules_are_those_of_the_cycle_it_is_like(client, office):
    like = CycleFactory(max_placements=2, remote_only=True, admits_leavers=True)
    like.rounds.update(max_applications=4, answer_working_days=6, release_at=None)
    form = proposed(client, like=like.pk)
    client.post(ADD, {**typed(form), "do": "store"})
    made = Cycle.objects.get(name="Winter 2030/31")
    assert (made.max_placements, made.remote_only, made.admits_leavers) == (2, True, True)
    one = made.first_round
    assert (one.max_applications, one.answer_working_days, one.release_at) == (4, 6, None)


def test_a_second_round_is_there_when_it_is_chosen(client, office):
    form = proposed(client)
    client.post(ADD, {**typed(form, second_round=True), "do": "store"})
    first, second = Cycle.objects.get().ordered_rounds
    assert second.opens_at == first.answer_by
    assert (second.max_applications, second.release_at) == (1, None)


def test_outcomes_are_told_as_they_are_made_when_that_is_chosen(client, office):
    client.post(ADD, {**typed(proposed(client), outcomes="as-made"), "do": "store"})
    assert Cycle.objects.get().first_round.release_at is None


def test_together_needs_a_time(client, office):
    sent = typed(proposed(client), round_1_release_at=None)
    page = client.post(ADD, {**sent, "do": "store"})
    assert list(page.context["form"].errors) == ["round_1_release_at"]
    assert not Cycle.objects.exists()


def test_looking_at_the_dates_stores_nothing_and_keeps_what_was_typed(client, office):
    later = datetime(2030, 10, 22, 12, tzinfo=clock.OXFORD)
    sent = typed(proposed(client), name="A name of its own", round_1_closes_at=later)
    page = client.post(ADD, {**sent, "do": "check"})
    html = page.content.decode()
    assert not Cycle.objects.exists()
    assert 'value="A name of its own"' in html
    assert "Tuesday 22 October 2030, 12:00 noon, 20 days later" in html


def test_dates_in_the_wrong_order_get_a_sentence_per_pair_beside_the_date(client, office):
    wrong = {
        "reserve_ends_at": datetime(2030, 12, 3, 12, tzinfo=clock.OXFORD),
        "adverts_due_at": datetime(2030, 10, 10, 12, tzinfo=clock.OXFORD),
        "week_b": date(2030, 12, 10),
    }
    page = client.post(ADD, {**typed(proposed(client), **wrong), "do": "store"})
    assert {name: list(told) for name, told in page.context["form"].errors.items()} == {
        "adverts_due_at": ["Adverts are due before applications open."],
        "reserve_ends_at": ["The reserve list ends before week A."],
        "week_b": ["A candidate week starts on a Monday."],
    }
    assert not Cycle.objects.exists()


def test_a_name_is_used_once(client, office):
    CycleFactory(name="Winter 2030/31")
    page = client.post(ADD, {**typed(proposed(client)), "do": "store"})
    assert list(page.context["form"].errors) == ["name"]


# Worth knowing


def told(week_a, cycle=None, **changed):
    values = planning.proposal(week_a, season="winter", like=None) | changed
    return foresight.remarks(values, cycle)


def test_the_winter_window_crosses_the_end_of_summer_time():
    (remark,) = [one for one in told(date(2026, 12, 7)) if "Clocks" in one]
    assert remark == "Clocks in the United Kingdom go back an hour on Sunday 25 October 2026."


def test_new_york_is_four_hours_behind_in_the_spring_weeks():
    remarks = told(date(2027, 3, 15))
    assert [one for one in remarks if "New York" in one] == [
        f"Week {label}: New York is 4 hours behind Oxford, not 5 hours behind as in January."
        for label in "AB"
    ]
    assert [one for one in told(date(2026, 12, 7)) if "New York" in one] == []


def test_a_bank_holiday_in_a_week_is_pointed_out():
    assert "Week A: Monday 29 March 2027 is a bank holiday (Easter Monday)." in told(
        date(2027, 3, 29)
    )


def test_other_cycles_in_the_same_weeks_are_pointed_out():
    other = CycleFactory(name="Extra", week_a=clock.noon(MONDAY - 7 * DAY))
    remarks = told(MONDAY)
    assert "Week A is week B of Extra as well." in remarks
    assert any(one.startswith("Applications of Extra are open at the same time") for one in remarks)
    own = planning.flat(other)
    assert [one for one in foresight.remarks(own, other) if "Extra" in one] == []


# Changing


@pytest.fixture
def cycle():
    return CycleFactory(rounds_and_weeks__held=True)


def test_what_is_unchanged_changes_nothing(client, office, cycle):
    before = planning.flat(cycle)
    answer = client.post(page_of(cycle), {**typed(form_of(client, cycle)), "do": "store"})
    assert answer.url == page_of(cycle)
    assert planning.flat(Cycle.objects.get()) == before
    assert not CycleChange.objects.exists()


def test_a_stored_second_is_no_change(client, office, cycle):
    Cycle.objects.update(claims_close_at=cycle.claims_close_at + timedelta(seconds=7))
    client.post(page_of(cycle), {**typed(form_of(client, cycle)), "do": "store"})
    assert not CycleChange.objects.exists()


def test_a_moved_date_shows_whom_it_concerns_and_moves_only_with_a_reason(client, office, cycle):
    advert = AdvertFactory(cycle=cycle)
    ApplicationFactory.create_batch(2, advert=advert, state="draft")
    ApplicationFactory(advert=advert)
    ApplicationFactory(advert=AdvertFactory(cycle=CycleFactory()), state="draft")
    old = cycle.first_round.closes_at
    sent = {**typed(form_of(client, cycle), round_1_closes_at=old + DAY), "do": "store"}
    page = client.post(page_of(cycle), sent)
    assert [(one.count, one.words.split(",")[0]) for one in page.context["groups"]] == [
        (2, "student with a draft"),
        (1, "application that was sent"),
    ]
    html = page.content.decode()
    assert "2 students with drafts" in html
    assert Cycle.objects.get(pk=cycle.pk).first_round.closes_at == old

    without = client.post(page_of(cycle), {**sent, "reason": "  "})
    assert "Say why, in a sentence or two." in without.content.decode()
    assert Cycle.objects.get(pk=cycle.pk).first_round.closes_at == old

    client.post(page_of(cycle), {**sent, "reason": "A bank holiday."})
    assert Cycle.objects.get(pk=cycle.pk).first_round.closes_at == old + DAY
    change = CycleChange.objects.get()
    assert (change.by, change.reason) == (office, "A bank holiday.")
    assert change.changed == {"round_1_closes_at": [old.isoformat(), (old + DAY).isoformat()]}
    shown = client.get(page_of(cycle)).content.decode()
    assert "A bank holiday." in shown


def test_nothing_ahead_is_moved_behind_us(cycle):
    now = clock.now()
    late = cycle.first_round.closes_at
    for seconds, expected in ((-1, {"past"}), (0, {"past"}), (1, set())):
        with clock.standing_at(now):
            at = now + timedelta(seconds=seconds)
            assert codes(cycle, round_1_closes_at=at) == expected
    assert late > now


def test_a_close_stays_after_what_was_sent(cycle):
    sent = ApplicationFactory(advert__cycle=cycle)
    at = clock.now() + timedelta(hours=1)
    Application.objects.update(submitted_at=at)
    assert sent.round == cycle.first_round
    for seconds, expected in ((-1, {"sent"}), (0, {"sent"}), (1, set())):
        assert codes(cycle, round_1_closes_at=at + timedelta(seconds=seconds)) == expected


def test_a_week_with_placements_or_offers_stays(cycle):
    a, b = cycle.ordered_weeks
    PlacementFactory(advert=AdvertFactory(cycle=cycle), week=a)
    OfferFactory(application__advert=AdvertFactory(cycle=cycle), week=b)
    assert codes(cycle, week_a=a.starts_on - 7 * DAY) == {"placements"}
    assert codes(cycle, week_b=b.starts_on + 7 * DAY) == {"offers"}


def test_a_round_in_which_students_applied_stays(client, office, cycle):
    values = planning.second_round(planning.flat(cycle))
    cycle = planning.store(cycle, planning.flat(cycle) | values)
    ApplicationFactory(advert=AdvertFactory(cycle=cycle), round=cycle.ordered_rounds[1])
    sent = {**typed(form_of(client, cycle), second_round=False), "do": "store", "reason": "No."}
    page = client.post(page_of(cycle), sent)
    assert "Students have applied in round 2, so it stays." in page.content.decode()
    assert cycle.rounds.count() == 2


def test_each_date_says_whom_it_concerns(cycle):
    draft = AdvertFactory(cycle=cycle, state="draft")
    ClaimFactory(placement=PlacementFactory(advert=AdvertFactory(cycle=cycle)))
    reserve = ApplicationFactory(advert=AdvertFactory(cycle=cycle), state="reserve")
    found = {
        name: [one.words.split(",")[0] for one in moving.groups(cycle, {name: (at, at + DAY)})]
        for name, at in planning.flat(cycle).items()
        if planning.is_date(at)
    }
    assert found["adverts_due_at"] == ["advert that is not submitted yet"]
    assert found["reserve_ends_at"] == ["student on a reserve list"]
    assert found["claims_close_at"] == [
        "student with a placement",
        "claim that is not sent yet",
    ]
    assert found["archive_at"] == ["student with a placement"]
    assert (draft.cycle, reserve.advert.cycle) == (cycle, cycle)


def test_letters_that_wait_for_the_outcomes_follow_their_new_time(client, office, cycle):
    application = ApplicationFactory(advert__cycle=cycle)
    release = cycle.first_round.release_at
    Alert.objects.create(
        kind="not_selected",
        subject_type="applications.application",
        subject_id=application.pk,
        step="t1",
        due_at=release,
        next_try_at=release,
    )
    sent = typed(form_of(client, cycle), round_1_release_at=release - timedelta(hours=1))
    client.post(page_of(cycle), {**sent, "do": "store", "reason": "All have chosen."})
    assert Alert.objects.get().next_try_at <= clock.now()


def test_what_was_changed_cannot_be_rewritten(cycle, office):
    moving.change(cycle, moved(cycle, max_placements=2), by=office, reason="Two this year.")
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        CycleChange.objects.update(reason="Another")
    assert CycleChange.objects.get().changed == {"max_placements": [1, 2]}


def test_a_viewer_reads_and_changes_nothing(client, cycle):
    client.force_login(OfficeFactory(role=OfficeMember.Role.VIEWER))
    page = client.get(page_of(cycle))
    assert "Applications close" in page.content.decode()
    assert "form" not in page.context
    before = planning.flat(cycle)
    sent = {"max_placements": "9", "do": "store", "reason": "Mine."}
    client.post(page_of(cycle), sent)
    assert planning.flat(Cycle.objects.get(pk=cycle.pk)) == before
    assert client.get(ADD).status_code == 403


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_page_costs_the_same_however_many_applied(
    client, office, cycle, rows, django_assert_num_queries
):
    ApplicationFactory.create_batch(rows, advert=AdvertFactory(cycle=cycle), files=False)
    with django_assert_num_queries(10):
        client.get(page_of(cycle))
