"""Statistics of an advert for its hosts: who counts as a reader, and what is compared (HO-28)."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import interest, statistics
from applications.models import AdvertView, SavedAdvert
from microinternships import clock, deadlines
from microinternships.charts import Bar, Chart
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


@pytest.fixture
def advert():
    return AdvertFactory()


def look(client, advert, user=None, *, agent=BROWSER, htmx=True, address="192.0.2.1"):
    """What an advert's page sends when it is read."""
    client.logout()
    if user:
        client.force_login(user)
    headers = {"User-Agent": agent} | ({"HX-Request": "true"} if htmx else {})
    url = reverse("applications:seen", args=[advert.pk])
    return client.post(url, headers=headers, REMOTE_ADDR=address)


def views(advert) -> int:
    return statistics.of(advert).views


# Who counts


def test_a_person_counts_once_a_day(client, advert):
    student, now = StudentFactory().user, clock.now()
    for _ in range(2):
        assert look(client, advert, student).status_code == 204
    assert views(advert) == 1
    look(client, advert, StudentFactory().user)
    assert views(advert) == 2
    with clock.standing_at(now + timedelta(days=1)):
        look(client, advert, student)
    assert views(advert) == 3


def test_who_is_not_signed_in_is_told_by_address_and_browser(client, advert):
    look(client, advert)
    look(client, advert)
    assert views(advert) == 1
    look(client, advert, address="192.0.2.2")
    look(client, advert, agent="Mozilla/5.0 (another browser)")
    assert views(advert) == 3


def test_a_day_ends_at_midnight_in_oxford(client, advert):
    student = StudentFactory().user
    midnight = clock.noon(clock.today() + timedelta(days=1)) - timedelta(hours=12)
    for seconds, counted in ((-1, 1), (0, 2), (1, 2)):
        with clock.standing_at(midnight + timedelta(seconds=seconds)):
            look(client, advert, student)
        assert views(advert) == counted


def test_its_hosts_the_office_and_robots_do_not_count(client, advert):
    colleague = HostFactory(organisation=advert.organisation, is_recruiter=False, is_admin=False)
    for user in (colleague.user, OfficeFactory(role="viewer"), OfficeFactory()):
        look(client, advert, user)
    for agent in ("ExampleBot/2.1", "Mozilla/5.0 HeadlessChrome/140", "a-crawler", "SpiderWeb"):
        look(client, advert, agent=agent)
    assert views(advert) == 0
    look(client, advert, HostFactory().user)
    assert views(advert) == 1


def test_only_a_page_of_ours_counts_a_reader(client, advert):
    assert look(client, advert, htmx=False).status_code == 204
    assert views(advert) == 0


def test_what_students_cannot_read_is_not_looked_at(client):
    hidden = AdvertFactory(state="suspended")
    assert look(client, hidden).status_code == 404
    assert AdvertView.objects.count() == 0


def test_counting_asks_for_no_token(advert):
    strict = Client(enforce_csrf_checks=True)
    assert look(strict, advert).status_code == 204
    assert views(advert) == 1


def test_the_page_reports_itself_and_costs_no_query_for_it(client, advert):
    url = reverse("applications:seen", args=[advert.pk])
    page = client.get(reverse("placements:advert", args=[advert.pk])).content.decode()
    assert f'hx-post="{url}" hx-trigger="load" hx-swap="none"' in page
    assert AdvertView.objects.count() == 0
    client.force_login(HostFactory(organisation=advert.organisation).user)
    hidden = AdvertFactory(state="submitted", organisation=advert.organisation)
    preview = client.get(reverse("placements:advert", args=[hidden.pk])).content.decode()
    assert "/seen/" not in preview


def test_one_insert_counts_a_reader(client, advert):
    url = reverse("applications:seen", args=[advert.pk])
    with CaptureQueriesContext(connection) as asked:
        client.post(url, headers={"User-Agent": BROWSER, "HX-Request": "true"})
    written = [one["sql"] for one in asked if one["sql"].startswith(("INSERT", "UPDATE"))]
    assert len(written) == 1
    assert "ON CONFLICT DO NOTHING" in written[0]
    assert views(advert) == 1


NETWORK = "2001:db8:0:1::"  # of a single subscriber


@pytest.mark.parametrize("line", [["192.0.2.1"] * 4, [f"{NETWORK}{n}" for n in range(1, 5)]])
def test_one_line_counts_for_so_many_readers_and_no_more(client, advert, settings, caplog, line):
    settings.ACCOUNT_RATE_LIMITS = {"seen": "3/1d/key"}
    names = [f"Browser {n}" for n in range(4)]
    who = [{"agent": name, "address": address} for name, address in zip(names, line, strict=True)]
    codes = [look(client, advert, **one).status_code for one in who]
    assert (codes, views(advert)) == ([204, 204, 204, 429], 3)
    refused = f"Too Many Requests: {reverse('applications:seen', args=[advert.pk])}"
    assert [one.getMessage() for one in caplog.records] == [refused]
    assert [look(client, advert, **one).status_code for one in who] == codes  # three are known
    others = [
        look(client, advert, StudentFactory().user, address=line[-1]),
        look(client, advert, address="192.0.2.2"),
        look(client, AdvertFactory(), address=line[-1]),
    ]
    assert [one.status_code for one in others] == [204, 204, 204]
    assert views(advert) == 5


def test_when_the_day_is_over_nobody_can_tell_who_looked(client, advert):
    now = clock.now()
    look(client, advert)
    look(client, advert, StudentFactory().user)
    deadlines.apply_all(now)
    assert AdvertView.objects.filter(visitor=None).count() == 0
    deadlines.apply_all(now + timedelta(days=1))
    assert AdvertView.objects.filter(visitor=None).count() == 2
    assert views(advert) == 2
    assert interest.forget_visitors(now + timedelta(days=1)) == 0


# What is told


def sent(advert, *states):
    for state in states:
        ApplicationFactory(advert=advert, state=state, files=False)


def test_what_students_did_counts_and_not_what_was_decided(advert):
    SavedAdvert.objects.create(student=StudentFactory(), advert=advert, saved_at=clock.now())
    sent(advert, "draft", "draft", "submitted", "unsuccessful", "withdrawn", "offered")
    sent(AdvertFactory(cycle=advert.cycle), "submitted")
    found = statistics.of(advert)
    assert (found.saves, found.begun, found.sent) == (1, 6, 4)
    assert found.per_place == 4


def others(cycle, *counts, places=1, **fields):
    for count in counts:
        sent(AdvertFactory(cycle=cycle, places=places, **fields), *["submitted"] * count)


def test_the_middle_is_that_of_other_organisations_adverts_in_the_cycle(advert):
    others(advert.cycle, 0, 1, 2, 4, places=2)
    others(advert.cycle, 9, 9, organisation=advert.organisation)
    others(advert.cycle, 9, state="withdrawn")
    others(advert.cycle, 0, 0, organisation__state="suspended")  # nobody can apply there
    others(CycleFactory(), 9)
    assert statistics.of(advert).middle is None
    others(advert.cycle, 7)
    assert statistics.of(advert).middle == 1.0


def test_four_other_adverts_are_not_compared_with(client, advert):
    client.force_login(HostFactory(organisation=advert.organisation).user)
    url = reverse("applications:statistics", args=[advert.pk])
    others(advert.cycle, 1, 1, 1, 3)
    text = client.get(url).content.decode()
    assert "too few to compare with" in text
    assert "The middle of the cycle" not in text
    others(advert.cycle, 2)
    assert "The middle of the cycle" in client.get(url).content.decode()


def test_the_page_shows_each_number_as_a_bar_and_in_a_table(client, advert):
    client.force_login(HostFactory(organisation=advert.organisation).user)
    sent(advert, "draft", "submitted", "submitted")
    page = client.get(reverse("applications:statistics", args=[advert.pk])).content.decode()
    words = "Views 0, Saved now 0, Applications begun 3, Applications sent 2"
    assert f'role="img" aria-label="From looking to applying: {words}"' in page
    assert '<th scope="row">Applications begun</th><td class="number">3</td>' in page
    assert "0 views and 2 applications for 1 place." in page


def test_before_the_launch_there_are_no_numbers(client):
    advert = AdvertFactory(cycle=CycleFactory(phase="collecting"))
    client.force_login(HostFactory(organisation=advert.organisation).user)
    page = client.get(reverse("applications:statistics", args=[advert.pk])).content.decode()
    assert "Students cannot read your advert yet" in page
    assert 'class="chart"' not in page


def test_nobody_else_reads_them(client, advert):
    url = reverse("applications:statistics", args=[advert.pk])
    for user in (HostFactory().user, StudentFactory().user, OfficeFactory()):
        client.force_login(user)
        assert client.get(url).status_code == 404


def test_the_page_costs_the_same_however_large_the_cycle_is(
    client, advert, django_assert_max_num_queries
):
    client.force_login(HostFactory(organisation=advert.organisation).user)
    counts = []
    for more in (1, 2, 47):
        others(advert.cycle, *[1] * more)
        with django_assert_max_num_queries(15) as asked:
            client.get(reverse("applications:statistics", args=[advert.pk]))
        counts.append(len(asked))
    assert len(set(counts)) == 1


# Charts


def test_the_longest_bar_is_whole_and_the_others_are_in_proportion():
    chart = Chart("Apples", "How many", (Bar("Red", 8), Bar("Green", 2.5), Bar("Blue", 0)))
    assert [length for _, length in chart.rows] == [100, 31.2, 0]
    assert chart.in_words == "Apples: Red 8, Green 2.5, Blue 0"


def test_a_chart_of_nothing_has_no_bars():
    chart = Chart("Apples", "How many", (Bar("Red", 0),))
    assert [length for _, length in chart.rows] == [0]


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (3, "3"), (3.0, "3"), (2.25, "2.2"), (2.96, "3"), (1204, "1,204")]
)
def test_numbers_have_one_decimal_at_most(value, text):
    assert Bar("Red", value).text == text
