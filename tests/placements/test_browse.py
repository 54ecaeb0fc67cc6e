"""Browsing adverts: what is shown, filters and their counts, orders, and what it costs."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from applications.models import SavedAdvert
from microinternships import clock
from placements import browsing, cards
from placements.filters import FACETS, AdvertFilter
from placements.models import Advert, Mode
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    ApprovalFactory,
    CycleFactory,
    OrganisationFactory,
    StudentFactory,
)

pytestmark = pytest.mark.django_db
URL = reverse("placements:browse")
KEPT = 2  # queries that say for how long the page is true for everybody


@pytest.fixture
def cycle():
    return CycleFactory()


def titles(client, **query):
    response = client.get(URL, query)
    assert response.status_code == 200
    return [card.advert.title for card in response.context["cards"]]


def test_only_open_adverts_stand_there(client, cycle):
    AdvertFactory(cycle=cycle, title="Open")
    AdvertFactory(cycle=cycle, title="Closed early", own_closing_at=clock.now())
    for state in Advert.State.values:
        if state != Advert.State.APPROVED:
            AdvertFactory(cycle=cycle, title=f"Secret {state}", state=state)
    AdvertFactory(cycle=CycleFactory(phase="collecting"), title="Secret scheduled")
    AdvertFactory(cycle=CycleFactory(phase="choosing"), title="Secret closed")
    AdvertFactory(cycle=CycleFactory(phase="archived"), title="Secret archived")
    response = client.get(URL)
    assert [card.advert.title for card in response.context["cards"]] == ["Open"]
    assert "Secret" not in response.content.decode()


def test_a_card_says_everything_a_student_chooses_by(client, cycle):
    about = {"places": 2, "days": 3, "skills": ["planning", "self-management"]}
    advert = AdvertFactory(cycle=cycle, weeks=[cycle.ordered_weeks[1]], **about)
    card = client.get(URL).context["cards"][0]
    week = cycle.ordered_weeks[1]
    assert card.facts[:3] == ["Arts, culture and heritage", "In person", "London, UK"]
    assert card.facts[3] == (f"Week B ({week.starts_on:%a %-d %b} to {week.ends_on:%a %-d %b})")
    assert card.facts[4:] == [
        "3 days, 22.5 hours in all",
        "9:00 to 17:30",
        "2 places",
        "Planning and self-management",
        "Voluntary and unpaid",
        "Local travel and lunch reimbursed",
    ]
    assert card.closes == advert.cycle.first_round.closes_at


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"place": "Leeds"}, "Leeds, UK"),
        ({"place": "Berlin", "country": "DE"}, "Berlin, Germany"),
        ({"mode": Mode.REMOTE}, "Host in the UK"),
        ({"mode": Mode.REMOTE, "country": "DE"}, "Host in Germany"),
        ({"mode": Mode.REMOTE, "country": "US"}, "Host in the United States of America"),
    ],
)
def test_where_it_is(cycle, fields, said):
    assert browsing.where(AdvertFactory(cycle=cycle, **fields)) == said


@pytest.fixture
def several(cycle):
    """Adverts that differ in every facet."""
    a, b = cycle.ordered_weeks
    charity = OrganisationFactory(name="Meadow Trust", kind="charity")
    company = OrganisationFactory(name="Brass Foundry", kind="company")
    AdvertFactory(cycle=cycle, title="One", organisation=charity, sector="arts", weeks=[a], days=2)
    AdvertFactory(
        cycle=cycle, title="Two", organisation=company, sector="law", weeks=[b], mode=Mode.REMOTE
    )
    AdvertFactory(
        cycle=cycle,
        title="Three",
        organisation=company,
        sector="law",
        weeks=[a, b],
        country="DE",
        place="Berlin",
        skills=["teamwork", "planning"],
    )
    return cycle


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"sector": "law"}, {"Two", "Three"}),
        ({"sector": ["law", "arts"]}, {"One", "Two", "Three"}),
        ({"mode": "remote"}, {"Two"}),
        ({"where": "uk"}, {"One", "Two"}),
        ({"where": "abroad"}, {"Three"}),
        ({"week": "A"}, {"One", "Three"}),
        ({"week": "B", "sector": "law", "where": "uk"}, {"Two"}),
        ({"days": "2"}, {"One"}),
        ({"skills": "planning"}, {"Three"}),
        ({"skills": ["planning", "creativity"]}, {"Three"}),
        ({"kind": "charity"}, {"One"}),
        ({"kind": "charity", "sector": "law"}, set()),
        ({"q": "foundry", "week": "A"}, {"Three"}),
        ({"sector": ["law", "no such sector"]}, {"Two", "Three"}),
        (
            {"sector": "no such sector", "sort": "no such order", "page": "x"},
            {"One", "Two", "Three"},
        ),
        ({"q": "\0"}, {"One", "Two", "Three"}),
        ({"q": "x" * 5000}, set()),
        ({"q": "the"}, {"One", "Two", "Three"}),
    ],
)
def test_filters_combine_and_live_in_the_address(client, several, query, expected):
    assert set(titles(client, **query)) == expected


QUERIES = [
    "",
    "sector=law",
    "sector=law&week=A",
    "where=uk&mode=in_person&mode=remote",
    "skills=planning&kind=company&days=5",
    "q=berlin&sector=law",
    "q=nothing-like-it",
]


@pytest.mark.parametrize("query", QUERIES)
def test_each_count_is_what_the_page_then_shows(several, query):
    from django.http import QueryDict

    now = clock.now()
    chosen = AdvertFilter(QueryDict(query), now=now)
    for facet in FACETS:
        for value, count in chosen.counts.of(facet).items():
            asked = QueryDict(query, mutable=True)
            asked.setlist(facet.name, [value])
            assert AdvertFilter(asked, now=now).qs.count() == count, (facet.name, value)
        dropped = QueryDict(query, mutable=True)
        dropped.pop(facet.name, None)
        assert AdvertFilter(dropped, now=now).qs.count() == chosen.counts.without(facet)
    wordless = QueryDict(query, mutable=True)
    wordless.pop("q", None)
    assert AdvertFilter(wordless, now=now).qs.count() == chosen.counts.without(None)


def test_each_chip_leads_to_the_page_without_its_filter(client, several):
    response = client.get(f"{URL}?q=foundry&sector=law&sector=arts&week=A&page=3&sort=a-z")
    chips = {chip["label"]: chip["url"] for chip in response.context["chips"]}
    rest = "sector=law&sector=arts&week=A&sort=a-z"
    assert chips == {
        "“foundry”": f"{URL}?{rest}",
        "Arts, culture and heritage": f"{URL}?q=foundry&sector=law&week=A&sort=a-z",
        "Law": f"{URL}?q=foundry&sector=arts&week=A&sort=a-z",
        "Week A": f"{URL}?q=foundry&sector=law&sector=arts&sort=a-z",
    }


def test_nothing_found_says_what_dropping_each_filter_would_show(client, several):
    response = client.get(f"{URL}?q=foundry&sector=law&kind=charity")
    ways = [(way["label"], way["count"], way["url"]) for way in response.context["ways_out"]]
    assert ways == [
        ("Without “Charity or social enterprise”", 2, f"{URL}?q=foundry&sector=law"),
    ]
    assert "No advert fits all of this" in response.content.decode()


def test_where_no_filter_alone_is_in_the_way_all_of_them_are_dropped(client, several):
    response = client.get(f"{URL}?q=nothing-like-it&sector=law&kind=charity&days=2")
    ways = response.context["ways_out"]
    assert ways == [{"count": 3, "label": "Without any filter", "url": URL}]


def test_one_open_cycle_is_no_choice(client, several, cycle):
    response = client.get(f"{URL}?cycle={cycle.pk}")
    assert "cycle" not in {group["name"] for group in response.context["groups"]}
    assert response.context["chips"] == []


def test_two_open_cycles_can_be_told_apart(client, several):
    other = CycleFactory(name="Easter 2031", week_a=several.reserve_ends_at + timedelta(days=14))
    AdvertFactory(cycle=other, title="Four", sector="law")
    assert titles(client, cycle=other.pk) == ["Four"]
    response = client.get(f"{URL}?sector=law&cycle={other.pk}")
    group = response.context["groups"][0]
    assert (group["legend"], [(one["label"], one["count"]) for one in group["options"]]) == (
        "Cycle",
        [(several.name, 2), ("Easter 2031", 1)],
    )
    chips = {chip["label"]: chip["url"] for chip in response.context["chips"]}
    assert chips == {
        "Easter 2031": f"{URL}?sector=law",
        "Law": f"{URL}?cycle={other.pk}",
    }
    response = client.get(f"{URL}?sector=arts&cycle={other.pk}")
    ways = [(way["label"], way["count"]) for way in response.context["ways_out"]]
    assert ways == [("Without “Easter 2031”", 1), ("Without “Arts, culture and heritage”", 1)]


def test_what_was_typed_is_shown_as_text(client, several):
    page = client.get(URL, {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_open_cycle_without_adverts_says_so(client, cycle):
    assert "No advert is open yet" in client.get(URL).content.decode()


def test_a_to_z_is_by_letters_without_accents_or_capitals(client, cycle):
    for title in ("zebra", "Éclair", "apple", "Berry"):
        AdvertFactory(cycle=cycle, title=title)
    assert titles(client, sort="a-z") == ["apple", "Berry", "Éclair", "zebra"]


def test_closing_soonest_puts_an_early_close_first(client, cycle):
    AdvertFactory(cycle=cycle, title="In time")
    AdvertFactory(cycle=cycle, title="Early", own_closing_at=clock.now() + timedelta(hours=1))
    late = CycleFactory(week_a=cycle.reserve_ends_at + timedelta(days=14))
    AdvertFactory(cycle=late, title="Late")
    assert titles(client, sort="closing") == ["Early", "In time", "Late"]


def test_fewest_puts_those_first_for_which_few_have_applied_for_each_place(client, cycle):
    for title, places, sent in (("Crowded", 1, 9), ("Roomy", 4, 9), ("Middling", 1, 3)):
        advert = AdvertFactory(cycle=cycle, title=title, places=places)
        ApplicationFactory.create_batch(sent, advert=advert, files=False)
    assert titles(client, sort="fewest") == ["Roomy", "Middling", "Crowded"]
    bands = {card.advert.title: card.band for card in client.get(URL).context["cards"]}
    few = "Few applications so far"
    assert bands == {"Roomy": few, "Middling": "", "Crowded": ""}


def test_adverts_close_apart_as_soon_as_two_do(cycle):
    def close_apart() -> bool:
        return AdvertFilter(QueryDict(), now=clock.now()).counts.close_apart

    assert not close_apart()
    AdvertFactory.create_batch(2, cycle=cycle)
    assert not close_apart()
    AdvertFactory(cycle=cycle, own_closing_at=cycle.first_round.closes_at + timedelta(seconds=1))
    assert close_apart()


def test_newest_is_by_the_day_of_approval_once_the_cycle_has_launched(client, cycle):
    def approved(title, at):
        ApprovalFactory(advert=AdvertFactory(cycle=cycle, title=title), at=at)

    approved("Before the launch", cycle.opens_at - timedelta(days=3))
    approved("Yesterday", clock.now() - timedelta(days=1))
    approved("Two days ago", clock.now() - timedelta(days=2))
    assert titles(client) == ["Yesterday", "Two days ago", "Before the launch"]


def test_ties_stand_in_another_order_each_day(cycle):
    for _ in range(12):
        AdvertFactory(cycle=cycle)
    now = clock.now()
    morning, evening = now.replace(hour=8), now.replace(hour=20)
    orders = {
        at: AdvertFilter({}, now=at).counts.fitting
        for at in (morning, evening, morning + timedelta(days=1))
    }
    assert orders[morning] == orders[evening]
    assert orders[morning] != orders[morning + timedelta(days=1)]
    assert sorted(orders[morning]) == sorted(orders[morning + timedelta(days=1)])


def test_25_adverts_a_page_and_the_rest_on_the_next(client, cycle):
    AdvertFactory.create_batch(27, cycle=cycle)
    first, second = titles(client, sort="a-z"), titles(client, sort="a-z", page=2)
    assert (len(first), len(second)) == (25, 2)
    assert len({*first, *second}) == 27
    assert titles(client, sort="a-z", page=99) == second


def test_an_app_above_can_say_something_on_a_card(client, cycle, monkeypatch):
    advert = AdvertFactory(cycle=cycle)
    student = StudentFactory()
    SavedAdvert.objects.create(student=student, advert=advert, saved_at=clock.now())
    monkeypatch.setattr(cards, "extras", [])

    @cards.extra
    def saved(user, adverts, now):
        found = SavedAdvert.objects.filter(student__user=user, advert__in=adverts)
        return {one.advert_id: cards.Remark("Kept for later") for one in found}

    assert "Kept for later" not in client.get(URL).content.decode()
    client.force_login(student.user)
    assert "Kept for later" in client.get(URL).content.decode()


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_browsing_costs_the_same_however_many_adverts(
    client, cycle, rows, django_assert_num_queries
):
    AdvertFactory.create_batch(rows, cycle=cycle)
    with django_assert_num_queries(6 + KEPT):
        client.get(URL, {"q": "archive", "sector": "arts"})


@pytest.mark.parametrize("over", [0, 3])
def test_cycles_that_are_over_cost_no_query(client, cycle, over, django_assert_num_queries):
    AdvertFactory(cycle=cycle)
    for _ in range(over):
        AdvertFactory.create_batch(2, cycle=CycleFactory(phase="archived"))
    with django_assert_num_queries(6 + KEPT):
        assert len(titles(client)) == 1


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_so_it_does_for_a_student_who_saved_and_applied(
    client, cycle, rows, django_assert_num_queries
):
    student = StudentFactory()
    states = ({"state": "submitted"}, {"state": "draft"}, {"state": "reserve", "reserve_rank": 1})
    for n, advert in enumerate(AdvertFactory.create_batch(rows, cycle=cycle)):
        SavedAdvert.objects.create(student=student, advert=advert, saved_at=clock.now())
        ApplicationFactory(student=student, advert=advert, files=False, **states[n % 3])
    client.force_login(student.user)
    with django_assert_num_queries(14 + KEPT):
        client.get(URL)
    User.objects.update(known_as="Sam")  # nothing that an advert's page shows to everybody
    with django_assert_num_queries(10):  # what is the same for everybody is there already
        client.get(URL)
