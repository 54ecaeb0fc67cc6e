"""A host's silence counts as attendance, once, with no request."""

from datetime import timedelta

import pytest

from microinternships import deadlines
from placements import policy
from placements.jobs import apply_defaults
from placements.models import Placement
from tests.factories import CycleFactory, PlacementFactory

pytestmark = pytest.mark.django_db


def test_silence_counts_as_attended_five_working_days_on():
    placement = PlacementFactory(advert__cycle=CycleFactory(phase="in_placement"))
    at = policy.attendance_counts_at(placement.last_day) + deadlines.GRACE
    assert apply_defaults(at - timedelta(seconds=1)) == 0
    assert apply_defaults(at) == 1
    assert apply_defaults(at) == 0
    placement.refresh_from_db()
    assert (placement.state, placement.attendance_by_default) == (Placement.State.COMPLETED, True)
    assert set(placement.days.values_list("attended", flat=True)) == {True}


def test_the_periodic_job_knows_every_app():
    assert {one.__module__ for one in deadlines._registered} == {
        "applications.jobs",
        "placements.jobs",
        "expenses.jobs",
    }
