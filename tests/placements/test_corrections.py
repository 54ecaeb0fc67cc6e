"""What the Office puts right in a placement: its days, its terms, its end."""

from datetime import time, timedelta

import pytest
from django.urls import reverse

from applications.models import Application
from microinternships.engine import Refused
from microinternships.invariants import invariants
from microinternships.models import Transition
from placements.models import Placement
from placements.workflow import placement_machine
from tests.expenses.scenes import claim_in
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    OfferFactory,
    OfficeFactory,
    PlacementFactory,
)

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def office(db):
    return OfficeFactory(role="caseworker")


def fetched(placement) -> Placement:
    return Placement.objects.get(pk=placement.pk)


def put_right(event, placement, office, **data) -> set[str]:
    try:
        placement_machine.fire(event, fetched(placement), by=office, comment="Asked.", **data)
    except Refused as refused:
        return refused.codes
    return set()


def as_it_is(placement) -> dict:
    return {day.date: (day.mode, day.attended) for day in fetched(placement).ordered_days}


def test_a_day_is_put_right_and_the_history_says_so(office):
    placement = PlacementFactory(advert__mode="hybrid", state="completed", days=["remote"] * 3)
    days = {day: (mode, True) for day, (mode, _) in as_it_is(placement).items()}
    second = sorted(days)[1]
    assert put_right("correct_days", placement, office, days=days) == set()
    days[second] = ("in_person", False)
    assert put_right("correct_days", placement, office, days=days) == set()
    assert as_it_is(placement) == days
    said = Transition.objects.last().note.text.splitlines()
    assert said == ["Asked.", f"{second:%A %-d %B %Y}: in person, not attended"]


def test_days_are_put_right_only_as_they_could_have_been(office):
    placement = PlacementFactory(state="completed")
    days = {day: (mode, True) for day, (mode, _) in as_it_is(placement).items()}
    first = min(days)
    for wrong, code in (
        ({}, "days"),
        ({day: days[day] for day in days if day != first}, "days"),
        ({**days, first: ("remote", True)}, "mode"),
        ({**days, first: ("in_person", None)}, "attended"),
        ({day: ("in_person", False) for day in days}, "attended"),
    ):
        assert put_right("correct_days", placement, office, days=wrong) == {code}
    assert {attended for _, attended in as_it_is(placement).values()} == {None}


def test_a_day_that_a_claim_names_stays_claimable(office):
    claim = claim_in("submitted")
    days = {day: (mode, True) for day, (mode, _) in as_it_is(claim.placement).items()}
    first = claim.items.first().days.first().date
    gone = {**days, first: ("in_person", False)}
    assert put_right("correct_days", claim.placement, office, days=gone) == {"claimed"}
    assert put_right("correct_days", claim.placement, office, days=days) == set()


def test_terms_move_to_the_other_week(office):
    placement = PlacementFactory()
    week = placement.advert.cycle.ordered_weeks[1]
    days = [(day, "in_person") for day in week.dates[:3]]
    terms = {"place": "2 Example Street", "day_ends": time(17)}
    assert put_right("amend", placement, office, days=days, terms=terms) == set()
    moved = fetched(placement)
    assert [(day.date, day.mode, day.active) for day in moved.ordered_days] == [
        (day, mode, True) for day, mode in days
    ]
    assert (moved.week, moved.place, moved.day_ends) == (week, "2 Example Street", time(17))
    assert [row for one in invariants for row in one.check()] == []


def test_terms_stay_within_the_rules(office):
    placement = PlacementFactory()
    cycle = placement.advert.cycle
    one, other = (week.dates for week in cycle.ordered_weeks)
    PlacementFactory(student=placement.student, week=cycle.ordered_weeks[1], advert__cycle=cycle)
    mode = "in_person"
    for days, code in (
        ([], "days"),
        ([(one[0], mode)], "days"),
        ([(one[0], mode), (other[0], mode)], "week"),
        ([(one[0], mode), (one[1], "remote")], "mode"),
        ([(other[0], mode), (other[1], mode)], "clash"),
    ):
        assert code in put_right("amend", placement, office, days=days)
    assert put_right("amend", placement, office, terms={"day_ends": time(20)}) == {"hours"}
    assert Transition.objects.count() == 0


def accepted():
    """A placement with the application and the offer it came from."""
    advert = AdvertFactory(cycle=CycleFactory(phase="released"))
    application = ApplicationFactory(advert=advert, state="placed")
    placement = PlacementFactory(advert=advert, student=application.student)
    OfferFactory(application=application, state="accepted", placement=placement)
    return placement, application


def test_a_cancelled_placement_stands_again_with_its_application(office):
    placement, application = accepted()
    placement_machine.fire("cancel", placement, by=office, comment="A mistake.")
    application.refresh_from_db()
    assert application.state == "cancelled"
    assert put_right("reinstate", placement, office) == set()
    application.refresh_from_db()
    assert (fetched(placement).state, application.state) == ("confirmed", "placed")
    assert set(placement.days.values_list("active", "attended")) == {(True, None)}
    assert [row for one in invariants for row in one.check()] == []


def test_a_placement_recorded_as_missed_stands_again(office):
    placement, application = accepted()
    Placement.objects.filter(pk=placement.pk).update(state="no_show")
    placement.days.update(active=False, attended=False)
    assert put_right("reinstate", placement, office) == set()
    assert Application.objects.get(pk=application.pk).state == "placed"
    assert set(placement.days.values_list("active", "attended")) == {(True, None)}


def test_it_stands_again_only_while_there_is_room(office):
    placement, _ = accepted()
    placement_machine.fire("cancel", placement, by=office, comment="A mistake.")
    offered = ApplicationFactory(advert=placement.advert, state="offered")
    offer = OfferFactory(application=offered)
    assert put_right("reinstate", placement, office) == {"offered"}
    offer.delete()
    PlacementFactory(student=placement.student, advert__cycle=placement.advert.cycle)
    assert put_right("reinstate", placement, office) == {"maximum", "clash"}
    PlacementFactory(advert=placement.advert)
    found = put_right("reinstate", placement, office)
    assert found == {"places", "offered", "maximum", "clash"}
    assert fetched(placement).state == "cancelled"


def test_the_office_does_it_in_the_admin(client):
    placement = fetched(PlacementFactory())
    client.force_login(OfficeFactory(role="manager"), backend=BACKEND)
    for event, change in (("correct_days", "came_"), ("amend", "place")):
        url = reverse("admin:placements_placement_do", args=[placement.pk, event])
        form = client.get(url).context["form"]
        sent = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in sent.items() if value is not None}
        name = next(name for name in form.fields if name.startswith(change))
        answer = client.post(url, {**sent, name: "yes", "comment": "Asked."})
        assert answer.status_code == 302, answer.context["form"].errors
    stored = fetched(placement)
    assert [day.attended for day in stored.ordered_days] == [True, None, None, None, None]
    assert (stored.place, stored.ends_at - stored.starts_at > timedelta(days=4)) == ("yes", True)
