"""The public dates, and the calendar files of cycles and placements."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import F
from django.urls import reverse
from icalendar import Calendar, Event, vDDDLists

from microinternships import clock
from placements import timetable
from placements.calendar import with_events
from tests.factories import CycleFactory, HostFactory, PlacementFactory, StudentFactory

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime(2027, 2, 1, 12, tzinfo=clock.OXFORD)


@pytest.fixture
def spring():
    """Week A lies between the American clock change and ours, week B after both."""
    with time_machine.travel(NEW_YEAR, tick=False):
        yield CycleFactory(week_a=clock.noon(date(2027, 3, 22)), name="Spring 2026/27")


def calendar_of(client, name, *pk):
    response = client.get(reverse(name, args=pk))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return Calendar.from_ical(response.content)


def test_the_dates_page_shows_every_cycle_that_is_not_archived_and_what_is_over_last(client):
    CycleFactory(phase="archived", name="Long ago")
    CycleFactory(phase="finished", name="Over")
    CycleFactory(phase="claiming", name="Just over")
    CycleFactory(phase="open", name="Now")
    CycleFactory(phase="collecting", name="Next")
    response = client.get(reverse("placements:dates"))
    assert [cycle.name for cycle, _, _ in response.context["cycles"]] == [
        "Just over",
        "Now",
        "Next",
        "Over",
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
        ((2027, 4, 3), "Placements are over. Claims close on Friday 30 April 2027,"),
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


def keys(client, *which) -> dict[str, date | datetime]:
    name = "placements:dates_calendar" if which else "placements:all_dates_calendar"
    events = calendar_of(client, name, *which).walk("VEVENT")
    return {str(event["uid"]): event.decoded("dtstart") for event in events}


def test_a_moved_date_keeps_its_key_and_so_do_all_others(client, spring):
    before = keys(client)
    one = spring.first_round
    one.closes_at += timedelta(days=1)
    one.save()
    key = f"cycle-{spring.pk}-round-1-closes@micro-internships"
    assert keys(client) == {**before, key: one.closes_at} != before


def test_a_second_round_takes_nobodys_key(client, spring):
    before = keys(client, spring.pk)
    answered = spring.first_round.answer_by
    hours = [answered + timedelta(hours=hour) for hour in range(4)]
    names = ("opens_at", "closes_at", "choose_by", "answer_by")
    spring.rounds.create(number=2, **dict(zip(names, hours, strict=True)))
    after = keys(client, spring.pk)
    assert {key: after[key] for key in before} == before
    new = {f"cycle-{spring.pk}-round-2-{name}" for name in ("opens", "closes")}
    new |= {f"cycle-{spring.pk}-round-2-{name}" for name in ("choose-by", "answer-by")}
    assert after.keys() - before.keys() == {f"{key}@micro-internships" for key in new}


def test_every_cycle_in_one_calendar_which_says_where_each_stands(client, spring):
    summer = CycleFactory(week_a=clock.noon(date(2027, 6, 21)), name="Summer 2026/27")
    CycleFactory(phase="archived")
    calendar = calendar_of(client, "placements:all_dates_calendar")
    assert keys(client) == {**keys(client, spring.pk), **keys(client, summer.pk)}
    now = clock.now()
    stands = "\n".join(f"{one}: {timetable.phase(one, now)}" for one in (spring, summer))
    assert str(calendar["description"]) == stands
    assert calendar["x-wr-caldesc"] == calendar["description"].to_ical().decode()
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT6H" in calendar.to_ical()


def test_the_calendar_of_no_cycle_is_empty_and_well(client):
    assert keys(client) == {}


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


def test_a_moved_placement_replaces_every_day_that_it_had(client, spring):
    placement = PlacementFactory(advert__cycle=spring, days=["in_person", "remote"])
    client.force_login(placement.student.user)

    def events():
        calendar = calendar_of(client, "placements:placement_calendar", placement.pk)
        return {str(one["uid"]): one for one in calendar.walk("VEVENT")}

    before = events()
    placement.days.update(date=F("date") + timedelta(days=2))
    with time_machine.travel(NEW_YEAR + timedelta(minutes=1), tick=False):
        after = events()
    assert before.keys() == after.keys()
    for key, old in before.items():
        new = after[key]
        assert new.decoded("dtstart") > old.decoded("dtstart")
        assert new["sequence"] == old["sequence"] + 1
        assert new.decoded("dtstamp") == new.decoded("last-modified") > old.decoded("dtstamp")


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Australia/Sydney"])
def test_clocks_change_at_the_moment_at_which_they_do(zone):
    there = ZoneInfo(zone)
    event = Event()
    event.add("dtstart", datetime(2027, 3, 22, 9, tzinfo=there))
    (told,) = with_events("", [event]).walk("VTIMEZONE")
    forward = []
    for change in told.subcomponents[1:]:  # the first says how clocks stood before any of them
        local = [change.DTSTART, *(one.dt for one in change.get("rdate", vDDDLists([])).dts)]
        for moment in local:
            at = (moment.replace(tzinfo=None) - change.TZOFFSETFROM).replace(tzinfo=UTC)
            just_before = (at - timedelta(seconds=1)).astimezone(there)
            assert just_before.utcoffset() == change.TZOFFSETFROM
            assert at.astimezone(there).utcoffset() == change.TZOFFSETTO
            forward.append(change.TZOFFSETTO > change.TZOFFSETFROM)
    assert set(forward) == {True, False}


def test_nobody_elses_calendar(client, spring):
    placement = PlacementFactory(advert__cycle=spring)
    address = reverse("placements:placement_calendar", args=[placement.pk])
    assert client.get(address).status_code == 302
    for user in (StudentFactory().user, HostFactory().user):
        client.force_login(user)
        assert client.get(address).status_code == 404
    client.force_login(HostFactory(organisation=placement.advert.organisation).user)
    assert client.get(address).status_code == 200
