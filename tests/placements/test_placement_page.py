"""A placement's page: who reads it, what the host may still change, and how attendance ends it."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from microinternships import clock
from microinternships.models import Transition
from placements.models import DayMode, Placement
from tests.factories import (
    CycleFactory,
    HostFactory,
    OfficeFactory,
    PlacementFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db
State = Placement.State


@pytest.fixture
def coming():
    made = PlacementFactory(advert__cycle=CycleFactory(phase="released"), joining_instructions="")
    return Placement.objects.get(pk=made.pk)


@pytest.fixture
def over():
    """Its last day was a Friday, and the host's five working days have not run out."""
    with time_machine.travel(datetime(2027, 3, 27, 12, tzinfo=clock.OXFORD), tick=False):
        cycle = CycleFactory(week_a=clock.noon(date(2027, 3, 22)))
        yield PlacementFactory(advert__cycle=cycle)


def url(placement, name="placement"):
    return reverse(f"placements:{name}", args=[placement.pk])


def host_of(placement, **fields):
    return HostFactory(organisation=placement.advert.organisation, **fields).user


def get(client, placement, user, name="placement"):
    client.force_login(user)
    return client.get(url(placement, name))


def test_only_its_student_and_its_hosts_read_it(client, coming):
    coming.joining_instructions = "The door code is 4711"
    coming.save()
    for user in (coming.student.user, host_of(coming)):
        response = get(client, coming, user)
        assert response.status_code == 200
        assert "The door code is 4711" in response.content.decode()
    for user in (StudentFactory().user, HostFactory().user, OfficeFactory()):
        response = get(client, coming, user)
        assert response.status_code == 404
        assert "4711" not in response.content.decode()
    client.logout()
    assert client.get(url(coming)).status_code == 302


def test_the_hosts_page_names_the_student_and_the_students_the_contact(client, coming):
    hosts = get(client, coming, host_of(coming)).content.decode()
    students = get(client, coming, coming.student.user).content.decode()
    assert f"mailto:{coming.student.email}" in hosts
    assert f"mailto:{coming.contact_email}" in students
    assert "Change the joining instructions" in hosts
    assert "Change the joining instructions" not in students


def test_day_by_day_with_mode_hours_and_oxfords_for_days_worked_from_there(client):
    with time_machine.travel(datetime(2027, 2, 1, 12, tzinfo=clock.OXFORD), tick=False):
        cycle = CycleFactory(week_a=clock.noon(date(2027, 3, 22)))
        placement = PlacementFactory(
            advert__cycle=cycle, zone="America/New_York", days=["in_person", "remote"]
        )
        days = get(client, placement, placement.student.user).context["days"]
        assert [(str(day), day.mode, host, oxford) for day, host, oxford in days] == [
            ("Monday 22 March", "in_person", "9:00 to 17:30", ""),
            ("Tuesday 23 March", "remote", "9:00 to 17:30", "13:00 to 21:30"),
        ]


@pytest.mark.parametrize(
    ("modes", "heads"),
    [
        (["in_person", "in_person"], ["Day", "Mode", "New York time"]),
        (["in_person", "remote"], ["Day", "Mode", "New York time", "In Oxford"]),
    ],
)
def test_oxfords_hours_stand_beside_the_hosts_where_a_day_is_remote(client, modes, heads):
    placement = PlacementFactory(zone="America/New_York", days=modes)
    page = get(client, placement, placement.student.user).content.decode()
    assert re.findall(r'<th scope="col">(.*?)</th>', page) == heads


def test_expenses_follow_the_placements_own_days(client):
    cycle = CycleFactory(phase="in_placement")
    for modes, said in (
        (["in_person", "remote"], "local travel (inclusive of bus travel between Oxford and Lon"),
        (["remote", "remote"], "fully remote, so the host will not cover any expenses"),
    ):
        placement = PlacementFactory(advert__cycle=cycle, days=modes)
        text = get(client, placement, placement.student.user).content.decode()
        assert "This placement is voluntary and unpaid." in text
        assert said in text
        claim = f'href="{reverse("expenses:start", args=[placement.pk])}"'
        assert (claim in text) == (DayMode.IN_PERSON in modes)
        assert claim not in get(client, placement, host_of(placement)).content.decode()


JOINING = {
    "contact_name": "Kim Sample",
    "contact_email": "kim@example.org",
    "place": "2 Example Street",
    "joining_instructions": "Ring the bell.",
}


def joining_of(placement):
    return Placement.objects.values(*JOINING).get(pk=placement.pk)


def test_the_host_changes_the_joining_instructions_before_the_start(client, coming):
    client.force_login(host_of(coming))
    response = client.post(url(coming, "joining"), JOINING)
    assert response.url == url(coming)
    assert joining_of(coming) == JOINING
    assert Placement.objects.get(pk=coming.pk).state == State.CONFIRMED


def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_lost(client, coming):
    before = joining_of(coming)
    client.force_login(host_of(coming))
    wrong = {**JOINING, "contact_email": "kim at example", "place": " "}
    response = client.post(url(coming, "joining"), wrong)
    errors = response.context["form"].errors
    assert set(errors) == {"contact_email", "place"}
    assert errors["place"] == ["Say where the student comes to on the days in person."]
    assert "kim at example" in response.content.decode()
    assert "Ring the bell." in response.content.decode()
    assert joining_of(coming) == before


def test_nobody_else_changes_them(client, coming):
    before = joining_of(coming)
    not_recruiting = host_of(coming, is_admin=False, is_recruiter=False)
    for user in (coming.student.user, StudentFactory().user, HostFactory().user, not_recruiting):
        client.force_login(user)
        assert client.get(url(coming, "joining")).status_code == 404
        assert client.post(url(coming, "joining"), JOINING).status_code == 404
    assert joining_of(coming) == before


def test_from_the_start_on_they_stand(client, coming):
    client.force_login(host_of(coming))
    with clock.standing_at(coming.starts_at - timedelta(seconds=1)):
        assert client.post(url(coming, "joining"), JOINING).status_code == 302
    with clock.standing_at(coming.starts_at):
        late = {**JOINING, "contact_name": "Too Late"}
        response = client.post(url(coming, "joining"), late)
    assert "This can no longer be changed: it started on" in response.content.decode()
    assert "Too Late" in response.content.decode()
    assert joining_of(coming) == JOINING


def answers(placement, **changed):
    days = {f"day_{n}": "yes" for n, _ in enumerate(placement.ordered_days, start=1)}
    return days | changed


def attended(placement):
    return list(placement.days.order_by("date").values_list("attended", flat=True))


def test_the_host_confirms_who_came_on_which_day(client, over):
    host = host_of(over)
    assert "Who came on which day?" in get(client, over, host).content.decode()
    assert client.post(url(over), answers(over, day_2="no")).url == url(over)
    over.refresh_from_db()
    assert over.state == State.COMPLETED
    assert attended(over) == [True, False, True, True, True]
    assert Transition.objects.of(over).get().by == host
    text = get(client, over, over.student.user).content.decode()
    assert "Completed" in text
    assert "Who came on which day?" not in text


def test_a_missing_answer_is_asked_for(client, over):
    client.force_login(host_of(over))
    response = client.post(url(over), {"day_1": "yes"})
    assert set(response.context["attendance"].errors) == {"day_2", "day_3", "day_4", "day_5"}
    assert attended(over) == [None] * 5


def test_if_nobody_came_the_page_says_what_to_press(client, over):
    client.force_login(host_of(over))
    response = client.post(url(over), answers(over, **{f"day_{n}": "no" for n in range(1, 6)}))
    said = response.content.decode()
    assert "If the student came on no day, record that the placement was not attended." in said
    assert url(over, "no_show") in said
    assert attended(over) == [None] * 5


def test_attendance_is_neither_the_students_nor_asked_before_the_end(client, over, coming):
    client.force_login(over.student.user)
    client.post(url(over), answers(over))
    client.force_login(host_of(coming))
    assert client.post(url(coming), answers(coming)).context["attendance"] is None
    assert (attended(over), attended(coming)) == ([None] * 5, [None] * 5)
    assert not Transition.objects.exists()


def test_either_side_cancels_before_the_start_and_says_why(client, coming):
    client.force_login(coming.student.user)
    assert url(coming, "cancel") in client.get(url(coming)).content.decode()
    response = client.post(url(coming, "cancel"), {"comment": ""})
    assert set(response.context["form"].errors) == {"comment"}
    assert client.post(url(coming, "cancel"), {"comment": "I am ill."}).url == url(coming)
    coming.refresh_from_db()
    assert coming.state == State.CANCELLED
    assert Transition.objects.of(coming).get().note.text == "I am ill."
    assert "Cancelled" in client.get(url(coming)).content.decode()
    assert "Claim travel and lunch" not in client.get(url(coming)).content.decode()


def test_a_student_cannot_say_that_nobody_came(client, over):
    client.force_login(over.student.user)
    assert client.post(url(over, "no_show"), {"comment": "Nobody"}).status_code == 404
    client.force_login(HostFactory().user)
    assert client.post(url(over, "cancel"), {"comment": "Nobody"}).status_code == 404
    over.refresh_from_db()
    assert over.state == State.CONFIRMED


@pytest.mark.parametrize("others", [0, 2, 49])
@pytest.mark.parametrize(("side", "queries"), [("student", 9), ("host", 10)])
def test_the_page_costs_the_same_however_many_placements(
    client, over, others, side, queries, django_assert_num_queries
):
    PlacementFactory.create_batch(others, advert=over.advert)
    client.force_login(host_of(over) if side == "host" else over.student.user)
    with django_assert_num_queries(queries):
        client.get(url(over))
