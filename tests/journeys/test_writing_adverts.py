"""The guided form of an advert in a real browser: it asks only what the placement's mode asks."""

import pytest
from playwright.sync_api import expect

from tests.factories import AdvertFactory, CycleFactory, HostFactory
from tests.journeys.hosts import main
from tests.journeys.test_accessible import STILL

pytestmark = pytest.mark.django_db(transaction=True)
MODES = ("In person", "Remote", "Hybrid")


def test_a_remote_placement_is_not_asked_where_it_is_or_what_is_reimbursed(person):
    draft = AdvertFactory(state="draft", cycle=CycleFactory(phase="collecting"), days=3)
    page = person(HostFactory(organisation=draft.organisation).user, **STILL)
    page.goto(f"/host/adverts/{draft.pk}/edit/")
    form = main(page)
    duty = form.get_by_label("We will reimburse local travel")
    asked = {
        "place": form.get_by_label("Town or city"),
        "duty": duty,
        "third day": form.get_by_label("Day 3"),
        "fourth day": form.get_by_label("Day 4"),
        "nothing": form.get_by_text("Nothing is reimbursed for a remote placement"),
    }
    shown = {}
    for mode in MODES:
        form.get_by_label(mode, exact=True).check()
        expect(duty).to_be_visible(visible=mode != "Remote")
        shown[mode] = {name for name, one in asked.items() if one.is_visible()}
    assert shown == {
        "In person": {"place", "duty"},
        "Remote": {"nothing"},
        "Hybrid": {"place", "duty", "third day"},
    }
