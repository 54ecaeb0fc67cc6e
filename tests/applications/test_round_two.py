"""A second round, for the places left: its limit, its drafts, its adverts, its answers."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications import places
from applications.models import Application
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from microinternships.engine import DEADLINE, Refused
from microinternships.invariants import invariants
from placements.models import Placement
from tests.applications.students import bytes_of, draft, one_second, sign_in
from tests.applications.test_workflow import five_days
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    HostFactory,
    PlacementFactory,
    SecondRoundFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def cycle():
    return SecondRoundFactory(answer_working_days=20).cycle


def answer(event, application, **who) -> list[str]:
    try:
        application_machine.fire(event, application, **who)
    except Refused as refused:
        return [one.message for one in refused.refusals]
    return []


def test_a_draft_of_the_first_round_does_not_slip_into_the_second(cycle):
    first, second = cycle.ordered_rounds
    old = draft(advert=AdvertFactory(cycle=cycle))
    by = old.student.user
    for at in (first.closes_at, second.opens_at, one_second(second.closes_at, -1)):
        with clock.standing_at(at):
            (sentence,) = answer("submit", old, by=by)
            assert sentence.startswith("Applications closed on ")
    with clock.standing_at(second.opens_at):
        new = draft(old.student, advert=old.advert, round=second)
        assert answer("submit", new, by=by) == []


def test_the_page_begins_a_new_draft_in_the_second_round(client, cycle):
    _, second = cycle.ordered_rounds
    old = draft(advert=AdvertFactory(cycle=cycle))
    sign_in(client, old.student)
    with clock.standing_at(second.opens_at):
        client.post(reverse("applications:apply", args=[old.advert_id]))
    rounds = Application.objects.order_by("pk").values_list("round__number", "state")
    assert list(rounds) == [(1, "draft"), (2, "draft")]


@pytest.mark.parametrize(
    ("state", "again"),
    [
        *((ended, True) for ended in ("draft", "withdrawn", "unsuccessful", "declined")),
        *((present, False) for present in ("submitted", "reserve")),
    ],
)
def test_the_advert_page_offers_to_apply_again_once_the_first_application_ended(
    client, cycle, state, again
):
    first, second = cycle.ordered_rounds
    old = ApplicationFactory(advert=AdvertFactory(cycle=cycle), round=first, state=state)
    sign_in(client, old.student)
    url = reverse("placements:advert", args=[old.advert.pk])
    with clock.standing_at(one_second(first.closes_at, -1)):
        assert "Apply in round 2" not in client.get(url).text
    with clock.standing_at(second.opens_at):
        page = client.get(url).text
        assert ("Apply in round 2" in page) == again
        assert (reverse("applications:apply", args=[old.advert.pk]) in page) == again
        ApplicationFactory(advert=old.advert, student=old.student, round=second, state="submitted")
        assert "Apply in round 2" not in client.get(url).text


def test_the_first_application_is_a_press_away_in_the_second_round_and_after_it(client, cycle):
    first, second = cycle.ordered_rounds
    old = ApplicationFactory(advert=AdvertFactory(cycle=cycle), round=first, state="unsuccessful")
    sign_in(client, old.student)
    for now in (second.opens_at, second.closes_at):
        with clock.standing_at(now):
            page = client.get(reverse("placements:advert", args=[old.advert.pk])).text
        assert reverse("applications:application", args=[old.pk]) in page


def test_who_holds_the_most_placements_there_are_cannot_send_another_application(cycle):
    _, second = cycle.ordered_rounds
    new = draft(advert=AdvertFactory(cycle=cycle), round=second)
    held = PlacementFactory(student=new.student, advert__cycle=cycle)
    with clock.standing_at(second.opens_at):
        (sentence,) = answer("submit", new, by=new.student.user)
        assert sentence == f"You can hold one placement in {cycle}, and you have that already."
        Placement.objects.filter(pk=held.pk).update(state="cancelled")
        assert answer("submit", new, by=new.student.user) == []


def test_each_round_has_its_own_limit(cycle):
    first, second = cycle.ordered_rounds
    student = StudentFactory()
    for _ in range(2):
        ApplicationFactory(student=student, advert=AdvertFactory(cycle=cycle), state="unsuccessful")
    one, two = (draft(student, advert=AdvertFactory(cycle=cycle), round=second) for _ in range(2))
    with clock.standing_at(second.opens_at):
        assert answer("submit", one, by=student.user) == []
        (sentence,) = answer("submit", two, by=student.user)
    assert sentence.startswith("You have sent 1 of 1: the programme allows one application")
    third = draft(student, advert=AdvertFactory(cycle=cycle), round=first)
    (sentence,) = answer("submit", third, by=student.user)
    assert sentence.startswith("You have sent 2 of 2")


def test_an_advert_without_a_place_left_says_so(client, cycle):
    _, second = cycle.ordered_rounds
    advert = AdvertFactory(cycle=cycle)
    begun = draft(advert=advert, round=second)
    placement = PlacementFactory(advert=advert)
    student, taken = StudentFactory(), "Every place of this advert is taken."
    sign_in(client, student)
    pages = [
        reverse(name, args=[advert.pk]) for name in ("placements:advert", "applications:apply")
    ]
    with clock.standing_at(second.opens_at):
        assert answer("submit", begun, by=begun.student.user) == [taken]
        assert [taken in bytes_of(client.get(page)).decode() for page in pages] == [True, True]
        client.post(pages[1])
        assert not Application.objects.filter(student=student).exists()
        Placement.objects.filter(pk=placement.pk).update(state="cancelled")
        placement.days.update(active=False)
        assert [taken in bytes_of(client.get(page)).decode() for page in pages] == [False, False]
        assert answer("submit", begun, by=begun.student.user) == []


def test_offers_are_answered_by_the_end_of_their_round_and_then_of_the_reserve_list(cycle):
    first, second = cycle.ordered_rounds
    assert places.respond_by(second, second.closes_at) == second.answer_by
    assert places.respond_by(second, second.answer_by) == cycle.reserve_ends_at
    assert places.respond_by(second, cycle.reserve_ends_at) is None
    a_day_before = first.answer_by - places.LEAST_TO_ANSWER
    assert places.respond_by(first, a_day_before) == first.answer_by


def test_the_second_round_from_draft_to_placement(cycle):
    _, second = cycle.ordered_rounds
    advert = AdvertFactory(cycle=cycle)
    host = HostFactory(organisation=advert.organisation).user
    chosen, silent = (draft(advert=advert, round=second) for _ in range(2))
    with clock.standing_at(second.opens_at):
        for one in (chosen, silent):
            assert answer("submit", one, by=one.student.user) == []
    with clock.standing_at(second.closes_at):
        week = cycle.ordered_weeks[0]
        terms = {"week": week, "days": five_days(week), "contact_name": "Robin Example"}
        offered = application_machine.fire("offer", chosen, by=host, **terms)
        offer = offered.offers.get()
        offer_machine.fire("accept", offer, by=chosen.student.user, terms_version=1)
    with clock.standing_at(second.choose_by):
        application_machine.fire("not_select_by_default", silent, role=DEADLINE)
        states = Application.objects.order_by("pk").values_list("state", flat=True)
        assert list(states) == ["placed", "unsuccessful"]
        assert [row for one in invariants if one.number != 9 for row in one.check()] == []
