"""The timetable for programs: docs/timetable.md promises its names."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse

from microinternships import clock
from tests.factories import CycleFactory

pytestmark = pytest.mark.django_db
URL = reverse("placements:dates_json")
A_SECOND = timedelta(seconds=1)
DOCUMENT = Path(__file__).parents[2] / "docs/timetable.md"


@pytest.fixture
def spring(settings):
    settings.SITE_URL = "https://micro.example.org"
    with time_machine.travel(datetime(2027, 2, 1, 12, tzinfo=clock.OXFORD), tick=False):
        week_a = clock.noon(date(2027, 3, 22))
        yield CycleFactory(week_a=week_a, name="Spring 2026/27", season="spring")


def cycles(client) -> list[dict]:
    return client.get(URL).json()["cycles"]


def test_a_cycle_with_all_that_is_said_of_it(client, spring):
    assert cycles(client) == [
        {
            "id": spring.pk,
            "name": "Spring 2026/27",
            "season": "spring",
            "academic_year": "2026/27",
            "phase": (
                "Applications are open until Monday 8 February 2027, 12:00 noon (Oxford time)."
            ),
            "accepting_adverts": False,
            "open_for_applications": True,
            "accepting_claims": True,
            "adverts_due_at": "2027-01-04T12:00:00+00:00",
            "rounds": [
                {
                    "number": 1,
                    "opens_at": "2027-01-20T12:00:00+00:00",
                    "closes_at": "2027-02-08T12:00:00+00:00",
                    "choose_by": "2027-02-19T12:00:00+00:00",
                    "release_at": None,
                    "answer_by": "2027-02-26T12:00:00+00:00",
                }
            ],
            "reserve_ends_at": "2027-03-15T12:00:00+00:00",
            "weeks": [
                {"label": "A", "starts_on": "2027-03-22", "ends_on": "2027-03-26"},
                {"label": "B", "starts_on": "2027-03-29", "ends_on": "2027-04-02"},
            ],
            "claims_close_at": "2027-04-30T12:00:00+01:00",
            "calendar": f"https://micro.example.org/dates/{spring.pk}/calendar.ics",
        }
    ]


def test_every_name_is_documented_and_no_other(client, spring):
    def names(thing):
        if isinstance(thing, list):
            return set().union(*(names(one) for one in thing))
        if isinstance(thing, dict):
            return set(thing).union(*(names(one) for one in thing.values()))
        return set()

    documented = re.findall(r"^\| `(\w+)` \|", DOCUMENT.read_text(), re.MULTILINE)
    assert sorted(documented) == sorted(names(client.get(URL).json()))


@pytest.mark.parametrize(
    ("name", "moment", "before"),
    [
        ("accepting_adverts", lambda cycle: cycle.adverts_due_at, True),
        ("open_for_applications", lambda cycle: cycle.first_round.opens_at, False),
        ("open_for_applications", lambda cycle: cycle.first_round.closes_at, True),
        ("accepting_claims", lambda cycle: cycle.claims_close_at, True),
    ],
)
def test_a_purpose_ends_or_begins_in_its_second(client, spring, name, moment, before):
    said = []
    for away in (-A_SECOND, timedelta(0), A_SECOND):
        with clock.standing_at(moment(spring) + away):
            said.append(cycles(client)[0][name])
    assert said == [before, not before, not before]


def test_an_archived_cycle_is_left_out_in_its_second(client, spring):
    with clock.standing_at(spring.archive_at - A_SECOND):
        assert len(cycles(client)) == 1
    with clock.standing_at(spring.archive_at):
        assert cycles(client) == []


def test_what_has_not_changed_is_not_sent_again(client, spring):
    tag = client.get(URL)["ETag"]
    again = client.get(URL, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    spring.claims_close_at += timedelta(days=1)
    spring.save()
    moved = client.get(URL, headers={"If-None-Match": tag})
    assert (moved.status_code, moved.json()["cycles"][0]["claims_close_at"]) == (
        200,
        "2027-05-01T12:00:00+01:00",
    )


def test_any_website_may_read_it_and_nobody_may_send(client):
    assert client.get(URL)["Access-Control-Allow-Origin"] == "*"
    assert client.post(URL).status_code == 405


@pytest.mark.parametrize("name", ["dates_json", "all_dates_calendar"])
@pytest.mark.parametrize("rows", [1, 3, 50])
def test_it_costs_the_same_however_many_cycles(client, name, rows, django_assert_num_queries):
    CycleFactory.create_batch(rows)
    with django_assert_num_queries(3):
        client.get(reverse(f"placements:{name}"))


def test_the_page_leads_to_it_and_to_the_calendar(client):
    page = client.get(reverse("placements:dates")).content.decode()
    for url in (URL, reverse("placements:all_dates_calendar")):
        assert re.findall(f'<link rel="alternate" [^>]*href="{url}"', page)
        assert f'<a href="{url}">' in page
