"""What may be claimed for which day, and the sentence that says why not."""

from datetime import timedelta

import pytest

from expenses import policy
from microinternships import clock
from placements.models import Cycle, PlacementDay
from tests.expenses.scenes import fresh, past_placement
from tests.factories import CycleFactory, PlacementFactory

pytestmark = pytest.mark.django_db
IN_PERSON, REMOTE = "in_person", "remote"


def verdicts(placement, now=None):
    return [verdict.code for verdict in policy.day_verdicts(placement, now or clock.now())]


def test_in_person_days_that_have_passed_are_claimable_and_remote_ones_say_why_not():
    placement = past_placement([IN_PERSON, REMOTE, IN_PERSON])
    found = policy.day_verdicts(placement, clock.now())
    assert [verdict.passed for verdict in found] == [True, False, True]
    assert [verdict.categories for verdict in found] == [
        ("travel", "lunch"),
        (),
        ("travel", "lunch"),
    ]
    assert found[1].sentence == (
        "You worked remotely on this day. Travel and lunch are reimbursed for days in person."
    )


def test_a_remote_day_on_which_travel_was_required_is_claimable_with_its_reason():
    placement = past_placement([REMOTE, REMOTE])
    day = placement.ordered_days[0]
    day.travel_reason = "Collecting a laptop"
    found = policy.day_verdict(day, placement, clock.now())
    assert (found.passed, found.sentence) == (True, "Travel was required: Collecting a laptop")


def test_a_day_marked_absent_is_not_claimable():
    placement = past_placement([IN_PERSON, IN_PERSON])
    placement.ordered_days[0].attended = False
    placement.ordered_days[1].attended = True
    assert verdicts(placement) == ["absent", ""]


@pytest.mark.parametrize(("second", "code"), [(-1, "not_yet"), (0, ""), (1, "")])
@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Tokyo"])
def test_a_day_is_claimable_from_its_end_at_the_hosts_clock(zone, second, code):
    placement = past_placement([IN_PERSON, IN_PERSON], zone=zone)
    day = placement.ordered_days[0]
    ends_at = placement.hours_on(day.date)[1]
    assert ends_at.strftime("%H:%M") == "17:30"
    found = policy.day_verdict(day, placement, ends_at + timedelta(seconds=second))
    assert found.code == code


def test_a_day_to_come_names_oxfords_clock_too_where_it_is_worked_from_there():
    placement = fresh(PlacementFactory(zone="Asia/Tokyo", days=[IN_PERSON, REMOTE]))
    PlacementDay.objects.filter(mode=REMOTE).update(travel_reason="A site visit.")
    there, here = (
        policy.day_verdict(day, placement, clock.now()).sentence
        for day in fresh(placement).ordered_days
    )
    assert there.endswith("17:30 in Tokyo.")
    assert " 17:30 in Tokyo (" in here
    assert here.endswith(" in Oxford).")


def test_a_fully_remote_placement_has_no_claim():
    verdict = policy.placement_verdict(past_placement([REMOTE, REMOTE]), clock.now())
    assert (verdict.code, verdict.sentence) == (
        "remote",
        "This placement is fully remote, so the host will not cover any expenses.",
    )


def test_a_remote_only_cycle_has_no_claims_even_for_days_in_person():
    rules = {"expense_rules": Cycle.ExpenseRules.REMOTE, "remote_only": True}
    cycle = CycleFactory(phase="claiming", **rules)
    verdict = policy.placement_verdict(past_placement([IN_PERSON] * 2, cycle=cycle), clock.now())
    assert verdict.code == "remote_cycle"
    assert "the host will not cover any expenses" in verdict.sentence


@pytest.mark.parametrize("state", ["cancelled", "no_show"])
def test_a_placement_that_did_not_take_place_has_no_claim(state):
    verdict = policy.placement_verdict(past_placement(state=state), clock.now())
    assert verdict.code == "not_active"


@pytest.mark.parametrize(
    ("lunch", "travel", "left", "sentences"),
    [
        (False, False, ("travel", "lunch"), []),
        (True, False, ("travel",), ["The host gives lunch, so lunch is not claimed."]),
        (False, True, ("lunch",), ["The host arranges travel, so travel is not claimed."]),
    ],
)
def test_what_is_given_in_kind_is_not_claimed(lunch, travel, left, sentences):
    placement = past_placement(advert__lunch_in_kind=lunch, advert__travel_in_kind=travel)
    assert policy.categories(placement) == left
    assert policy.in_kind_sentences(placement) == sentences


def test_nothing_is_left_to_claim_when_both_are_given():
    placement = past_placement(advert__lunch_in_kind=True, advert__travel_in_kind=True)
    assert policy.placement_verdict(placement, clock.now()).code == "in_kind"


@pytest.mark.parametrize(("second", "code"), [(-1, ""), (0, "closed"), (1, "closed")])
def test_claims_close_at_the_second(second, code):
    placement = past_placement()
    at = placement.advert.cycle.claims_close_at + timedelta(seconds=second)
    assert policy.placement_verdict(placement, at).code == code


def test_a_claim_cannot_be_started_before_the_first_day_has_passed():
    placement = fresh(PlacementFactory(days=[REMOTE, IN_PERSON]))
    verdict = policy.start_verdict(placement, clock.now())
    assert verdict.code == "not_yet"
    assert str(placement.ordered_days[1]) in verdict.sentence
