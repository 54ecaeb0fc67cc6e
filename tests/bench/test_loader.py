"""What the benchmark measures on: as many rows as were asked for, and every invariant holds."""

import pytest

from accounts.models import Student
from applications.models import Application
from bench.loader import load
from bench.size import Size
from expenses.models import Claim
from microinternships import clock, invariants
from placements.models import Advert, Placement

SMALL = Size(cycles=3, adverts=12, per_advert=4, organisations=3)


@pytest.mark.django_db(transaction=True)
def test_every_invariant_holds_in_what_is_laid():
    load(SMALL)
    assert invariants.broken() == []


@pytest.mark.django_db
def test_it_lays_what_was_asked_for():
    load(SMALL)
    now = clock.now()
    assert Advert.objects.count() == 36
    assert Advert.objects.open(now).count() == 12
    assert Application.objects.count() == 144
    assert Application.objects.filter(state="placed").count() == Placement.objects.count() == 24
    assert Claim.objects.filter(state="settled").exists()
    assert Student.objects.count() == 24 + 2 * 2


@pytest.mark.django_db
def test_new_rows_can_be_added_to_it():
    load(SMALL)
    original = Advert.objects.first()
    added = Advert.objects.create(organisation=original.organisation, cycle=original.cycle)
    assert added.pk == 37
