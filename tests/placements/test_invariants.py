"""Each check finds the row that breaks it, and nothing in sound data."""

from datetime import timedelta

import pytest
from django.db import connection

from microinternships.engine import OFFICE
from microinternships.models import Transition
from placements import invariants
from placements.models import Advert, HostMember, Placement, PlacementDay
from placements.workflow import advert_machine
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    PlacementFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def constraints_dropped():
    """The database would refuse these rows; the checks are there for when it did not."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER placement_lasts_2_to_5_days ON placements_placement")
        cursor.execute("DROP TRIGGER placement_lasts_2_to_5_days ON placements_placementday")
        cursor.execute("DROP INDEX student_in_one_place_a_day")


def sound() -> Placement:
    """Some sound data beside whatever is broken."""
    cycle = CycleFactory()
    approved = AdvertFactory(state="submitted", cycle=cycle)
    HostFactory(organisation=approved.organisation)
    advert_machine.fire("approve", approved, by=OfficeFactory())
    PlacementFactory(advert__cycle=cycle, advert__mode="remote")
    return PlacementFactory(
        advert__cycle=cycle, advert__mode="hybrid", days=["in_person", "remote"]
    )


def test_sound_data_breaks_nothing():
    sound()
    assert invariants.over_the_cycles_maximum() == []
    assert invariants.in_two_places_on_a_day() == []
    assert invariants.outside_its_terms() == []
    assert invariants.approved_by_their_own() == []


def test_more_placements_than_the_cycle_allows():
    first = sound()
    week_b = first.advert.cycle.ordered_weeks[1]
    second = PlacementFactory(student=first.student, advert__cycle=first.advert.cycle, week=week_b)
    PlacementFactory(student=first.student, advert__cycle__phase="claiming")
    assert set(invariants.over_the_cycles_maximum()) == {first, second}
    Placement.objects.filter(pk=second.pk).update(state="cancelled")
    assert invariants.over_the_cycles_maximum() == []


def test_two_places_on_a_day(constraints_dropped):
    first = sound()
    second = PlacementFactory(student=first.student, advert__cycle=first.advert.cycle)
    shared = PlacementDay.objects.filter(
        student=first.student, date__in=[day.date for day in first.ordered_days]
    )
    assert set(invariants.in_two_places_on_a_day()) == set(shared)
    second.days.update(active=False)
    assert invariants.in_two_places_on_a_day() == []


def one_day(placement):
    placement.days.filter(pk__in=[day.pk for day in placement.ordered_days[1:]]).delete()


def other_week(placement):
    placement.days.update(date=placement.first_day + timedelta(days=28))


def other_mode(placement):
    placement.days.filter(date=placement.first_day).update(mode="remote")


def long_days(placement):
    Placement.objects.filter(pk=placement.pk).update(day_ends="18:00")


def other_cycle(placement):
    Placement.objects.filter(pk=placement.pk).update(week=CycleFactory().ordered_weeks[0])


@pytest.mark.parametrize("spoil", [one_day, other_week, other_mode, long_days, other_cycle])
def test_a_placement_outside_its_terms(constraints_dropped, spoil):
    sound()
    placement = PlacementFactory()
    if spoil is other_week:
        one_day(placement)
    spoil(placement)
    assert invariants.outside_its_terms() == [placement]


def test_an_advert_approved_by_its_own_host():
    sound()
    advert, officer = AdvertFactory(), OfficeFactory()
    HostMember.objects.create(organisation=advert.organisation, user=officer)
    declined = AdvertFactory(organisation=advert.organisation)
    for subject, event in ((advert, "approve"), (declined, "decline")):
        Transition.objects.create(
            machine=Advert._meta.label_lower,
            subject_id=subject.pk,
            event=event,
            source="submitted",
            target="approved",
            role=OFFICE,
            by=officer,
        )
    assert invariants.approved_by_their_own() == [advert]
