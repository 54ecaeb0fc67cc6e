"""The public dates, and the calendar files of cycles and placements."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from icalendar import Calendar

from microinternships import clock
from placements import timetable
from tests.factories import CycleFactory, HostFactory, PlacementFactory, StudentFactory

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2027, 2, 1, 12, tzinfo=clock.OXFORD)


@pytest.fixture
def spring():
    """Week A lies between the American clock change and ours, week B after both."""
    with time_machine.travel(NEW_YEAR, tick=False):
        yield CycleFactory(week_a=clock.noon(date(2027, 3, 22)), name="Spring 2026/27")


def calendar_of(client, name, pk):
    response = client.get(reverse(name, args=[pk]))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def test_the_dates_page_shows_every_cycle_that_is_not_archived(client):
    CycleFactory(phase="archived", name="Long ago")
    CycleFactory(phase="claiming", name="Just over")
    CycleFactory(phase="open", name="Now")
    CycleFactory(phase="collecting", name="Next")
    response = client.get(reverse("placements:dates"))
    assert [cycle.name for cycle, _, _ in response.context["cycles"]] == [
        "Just over",
        "Now",
        "Next",
    ]
    assert "Long ago" not in response.content.decode()


def test_every_milestone_stands_in_a_time_element(client, spring):
    text = client.get(reverse("placements:dates")).content.decode()
    assert '<time datetime="2027-03-22">Monday 22 to Friday 26 March 2027</time>' in text
    closes = spring.first_round.closes_at
    assert f">{closes:%A %-d %B %Y}, 12:00 noon</time>" in text
    assert text.count("<time") == 9


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_dates_page_costs_the_same_however_many_cycles(client, rows, django_assert_num_queries):
    CycleFactory.create_batch(rows)
    with django_assert_num_queries(3):
        client.get(reverse("placements:dates"))


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ((2026, 12, 1), "Hosts are writing adverts; adverts appear on Wednesday 20 January 2027,"),
        ((2027, 1, 10), "The Internship Office is reading the hosts' adverts; adverts appear on"),
        ((2027, 2, 1), "Applications are open until Monday 8 February 2027, 12:00 noon"),
        ((2027, 2, 8, 12), "Applications are closed. Hosts choose by Friday 19 February 2027,"),
        ((2027, 2, 20), "Hosts have chosen. Everybody hears on Monday 22 February 2027,"),
        ((2027, 2, 23), "Offers are being answered, and places filled from reserve lists until"),
        ((2027, 3, 16), "Week A starts on Monday 22 March 2027."),
        ((2027, 3, 24), "Placements are under way: it is week A."),
        ((2027, 3, 27), "Week B starts on Monday 29 March 2027."),
        ((2027, 4, 3), "Placements are over. Claims close Friday 30 April 2027,"),
        ((2027, 5, 1), "This cycle is over."),
    ],
)
def test_where_the_cycle_stands_in_words(at, sentence):
    with time_machine.travel(NEW_YEAR, tick=False):
        week_a = clock.noon(date(2027, 3, 22))
        cycle = CycleFactory(week_a=week_a, rounds_and_weeks__held=True)
    now = datetime(*at, tzinfo=clock.OXFORD)
    assert timetable.phase(cycle, now).startswith(sentence)


def test_a_cycles_dates_as_a_calendar(client, spring):
    events = calendar_of(client, "placements:dates_calendar", spring.pk).walk("VEVENT")
    found = {str(event["summary"]): event.decoded("dtstart") for event in events}
    assert found["Applications close: Spring 2026/27"] == spring.first_round.closes_at
    assert found["Week A: Spring 2026/27"] == date(2027, 3, 22)
    assert len(found) == 9
    ends = [event.decoded("dtend") for event in events if event["summary"].startswith("Week A")]
    assert ends == [date(2027, 3, 27)]


def test_an_archived_cycle_has_no_calendar(client):
    cycle = CycleFactory(phase="archived")
    address = reverse("placements:dates_calendar", args=[cycle.pk])
    assert client.get(address).status_code == 404


def test_a_placement_is_one_event_a_day_on_the_hosts_clock(client, spring):
    placement = PlacementFactory(
        advert__cycle=spring,
        zone="America/New_York",
        days=["in_person", "remote"],
        joining_instructions="Ring twice; ask for Robin, please.",
    )
    client.force_login(placement.student.user)
    calendar = calendar_of(client, "placements:placement_calendar", placement.pk)
    events = calendar.walk("VEVENT")
    assert [event.decoded("dtstart").isoformat() for event in events] == [
        "2027-03-22T09:00:00-04:00",
        "2027-03-23T09:00:00-04:00",
    ]
    first = events[0]
    assert first["dtstart"].params["TZID"] == "America/New_York"
    assert first.decoded("dtend") - first.decoded("dtstart") == timedelta(hours=8.5)
    assert [str(event["location"]) for event in events] == ["1 Example Street, London", "Remote"]
    assert "Ring twice; ask for Robin, please." in first["description"]
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["America/New_York"]
    assert len({str(event["uid"]) for event in events}) == 2


def test_the_file_keeps_its_events_keys_and_says_when_they_are_cancelled(client, spring):
    placement = PlacementFactory(advert__cycle=spring)
    client.force_login(placement.student.user)
    before = calendar_of(client, "placements:placement_calendar", placement.pk).walk("VEVENT")
    type(placement).objects.update(state="cancelled")
    after = calendar_of(client, "placements:placement_calendar", placement.pk).walk("VEVENT")
    assert [event["uid"] for event in before] == [event["uid"] for event in after]
    assert {str(event["status"]) for event in before} == {"CONFIRMED"}
    assert {str(event["status"]) for event in after} == {"CANCELLED"}


def test_nobody_elses_calendar(client, spring):
    placement = PlacementFactory(advert__cycle=spring)
    address = reverse("placements:placement_calendar", args=[placement.pk])
    assert client.get(address).status_code == 302
    for user in (StudentFactory().user, HostFactory().user):
        client.force_login(user)
        assert client.get(address).status_code == 404
    client.force_login(HostFactory(organisation=placement.advert.organisation).user)
    assert client.get(address).status_code == 200
