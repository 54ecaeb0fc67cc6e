"""The browse page while no cycle takes applications: when adverts appear, alerts, examples."""

import re
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.urls import reverse

from microinternships import clock, phrases
from tests.factories import AdvertFactory, CycleFactory, OrganisationFactory, StudentFactory

pytestmark = pytest.mark.django_db
URL = reverse("placements:browse")
A_SECOND = timedelta(seconds=1)


@pytest.fixture(autouse=True)
def nothing_kept():
    caches["pages"].clear()


def page(client, at=None) -> str:
    with clock.standing_at(at or clock.now()):
        return client.get(URL).content.decode()


def examples(client) -> list[str]:
    found = client.get(URL).content.decode()
    title = r'<h3 class="advert-card-title">(?:<a href="[^"]*">)?([^<]*)(?:</a>)?</h3>'
    return re.findall(title, found)


def test_it_says_when_adverts_appear(client):
    cycle = CycleFactory(phase="collecting", name="Spring to come")
    text = page(client)
    assert f"The next adverts appear on {phrases.when(cycle.opens_at)}" in text
    assert "They are for Spring to come; applications open at the same time." in text


def test_without_any_cycle_it_says_so(client):
    text = page(client)
    assert "dates are not known yet" in text
    assert "as examples" not in text


def test_a_second_round_brings_no_new_adverts(client):
    cycle = CycleFactory(phase="choosing", name="Spring")
    one = cycle.first_round
    opens, hour = one.answer_by, timedelta(hours=1)
    closes, choose_by, answer_by = (opens + n * hour for n in (1, 2, 3))
    later = {"closes_at": closes, "choose_by": choose_by, "answer_by": answer_by}
    cycle.rounds.create(number=2, opens_at=opens, **later)
    text = page(client)
    assert f"Applications open again on {phrases.when(opens)}" in text
    assert "It is round 2 of Spring, for adverts with places left." in text


def test_it_is_true_to_the_second(client):
    """One second before the opening, at it, one after; and the same at the close."""
    one = CycleFactory(phase="collecting").first_round
    for moment, before in ((one.opens_at, True), (one.closes_at, False)):
        said = [
            "No cycle is taking applications now." in page(client, moment + away)
            for away in (-A_SECOND, timedelta(0), A_SECOND)
        ]
        assert said == [before, not before, not before]


def test_a_cycle_that_is_announced_is_told_at_once(client):
    assert "dates are not known yet" in page(client)
    CycleFactory(phase="collecting", name="Spring to come")
    assert "Spring to come" in page(client)


def test_an_advert_that_was_given_longer_is_still_found(client):
    """Its cycle is closed and it is not: the page must not say that nothing can be applied for."""
    cycle = CycleFactory(phase="choosing")
    longer = clock.now() + timedelta(days=1)
    advert = AdvertFactory(cycle=cycle, title="Longer", own_closing_at=longer)
    assert advert.open(clock.now())
    text = page(client)
    assert ("Longer" in text, "No cycle is taking applications" in text) == (True, False)


def test_it_leads_to_the_alerts(client):
    assert f'href="{reverse("alerts:subscribe")}">Get Internship Alerts</a>' in page(client)


def test_examples_are_published_closed_and_can_be_read(client):
    cycle = CycleFactory(phase="claiming", name="Winter just gone")
    shown = AdvertFactory(cycle=cycle, title="Shown", summary="To see")
    AdvertFactory(cycle=cycle, state="submitted")
    AdvertFactory(cycle=cycle, state="suspended")
    AdvertFactory(cycle=cycle, organisation=OrganisationFactory(state="suspended"))
    AdvertFactory(cycle=CycleFactory(phase="archived"))
    AdvertFactory(cycle=CycleFactory(phase="collecting"))
    assert examples(client) == ["Shown"]
    text = page(client)
    assert text.count('<span class="tag tag-neutral">Closed</span>') == 1
    assert "Winter just gone" in text
    assert client.get(reverse("placements:advert", args=[shown.pk])).status_code == 200


def test_the_latest_cycles_adverts_come_first_and_six_are_shown(client):
    latest, earlier = CycleFactory(phase="choosing"), CycleFactory(phase="claiming")
    AdvertFactory.create_batch(6, cycle=earlier, title="Earlier")
    AdvertFactory.create_batch(2, cycle=latest, title="Latest")
    assert examples(client) == ["Latest"] * 2 + ["Earlier"] * 4


def test_once_every_cycle_is_archived_the_last_one_still_gives_examples(client):
    last = CycleFactory(phase="archived")
    earlier = CycleFactory(week_a=clock.noon(last.ordered_weeks[0].starts_on - timedelta(weeks=14)))
    AdvertFactory(cycle=last, title="Seen last")
    AdvertFactory(cycle=last, state="suspended")
    AdvertFactory.create_batch(6, cycle=earlier, title="Seen before")
    assert examples(client) == ["Seen last"] + ["Seen before"] * 5
    assert "Seen last</h3>" in page(client)  # there is no page of it to lead to


@pytest.mark.parametrize("rows", [1, 3, 50])
@pytest.mark.parametrize(("somebody", "queries"), [(False, 6), (True, 10)])
def test_it_costs_the_same_however_many_adverts(
    client, rows, somebody, queries, django_assert_num_queries
):
    AdvertFactory.create_batch(rows, cycle=CycleFactory(phase="claiming"))
    if somebody:
        client.force_login(StudentFactory().user)
    with django_assert_num_queries(queries):
        assert len(examples(client)) == min(rows, 6)


def test_a_second_look_costs_one_query(client, django_assert_num_queries):
    AdvertFactory.create_batch(3, cycle=CycleFactory(phase="claiming"))
    first = page(client)
    with django_assert_num_queries(1):
        assert page(client) == first
