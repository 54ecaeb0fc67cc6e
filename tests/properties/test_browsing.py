"""Whatever is chosen: counts say what a click shows, and no page loses or repeats an advert."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from microinternships import clock
from placements import browsing, ordering, spelling
from placements.filters import FACETS, AdvertFilter, of_cycles
from placements.models import Advert, Cycle, Mode, Round
from tests.factories import AdvertFactory, ApplicationFactory, CycleFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
WORDS = ("maps", "charters", "maps or charters", "-maps", "mapz", "the", "nothing-like-it")
EVERY_RUN = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def cycles():
    """Two open cycles with adverts that differ in every facet, as many as three pages hold."""
    first = CycleFactory()
    later = CycleFactory(week_a=first.reserve_ends_at + timedelta(days=14))
    kinds = [OrganisationFactory(kind=kind) for kind in ("charity", "company", "public")]
    for n in range(13):
        for cycle in (first, later):
            advert = AdvertFactory(
                cycle=cycle,
                organisation=kinds[n % 3],
                title=f"{('Maps', 'Charters', 'Maps of charters')[n % 3]} {n // 2}",
                sector=("arts", "law", "media")[n % 3 - 1],
                mode=(Mode.REMOTE, Mode.IN_PERSON)[n % 2],
                country=("GB", "DE")[n % 5 == 0],
                days=2 + n % 4,
                skills=[["teamwork", "planning"], ["planning"], []][n % 3],
                weeks=cycle.ordered_weeks[n % 2 : 1 + n % 3],
            )
            ApplicationFactory.create_batch(n % 4, advert=advert, files=False)
    return [first, later]


def queries(cycles) -> some.SearchStrategy[QueryDict]:
    """Addresses of the browse page with any words, ticks and order."""
    facets = (of_cycles(cycles), *FACETS)
    ticks = {
        one.name: some.lists(some.sampled_from([key for key, _ in one.choices]), max_size=2)
        for one in facets
    }
    parts = some.fixed_dictionaries(
        {
            "q": some.sampled_from(("", "", *WORDS)),
            "sort": some.sampled_from(["", *(name for name, _ in ordering.CHOICES)]),
        },
        optional=ticks,
    )
    return parts.map(_as_query)


def _as_query(parts: dict) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, value in parts.items():
        query.setlist(name, value if isinstance(value, list) else [value])
    return query


def found(query: QueryDict, cycles) -> int:
    return AdvertFilter(query, now=clock.now(), cycles=cycles).qs.count()


def at(address: str) -> QueryDict:
    return QueryDict(urlsplit(address).query)


@EVERY_RUN
@given(data=some.data())
def test_a_count_is_what_a_click_shows(cycles, data):
    query = data.draw(queries(cycles))
    chosen = AdvertFilter(query, now=clock.now(), cycles=cycles)
    facet = data.draw(some.sampled_from(chosen.facets))
    for value, count in chosen.counts.of(facet).items():
        clicked = query.copy()
        clicked.setlist(facet.name, [value])
        assert found(clicked, cycles) == count, (facet.name, value)
    for way in browsing.ways_out(chosen, query):
        assert found(at(way["url"]), cycles) == way["count"], way
    for one in spelling.suggestions(chosen, query):
        assert found(at(one.url), cycles) == one.count > 0, one


@EVERY_RUN
@given(data=some.data())
def test_pages_show_each_advert_that_fits_once(cycles, data):
    query = data.draw(queries(cycles))
    chosen = AdvertFilter(query, now=clock.now(), cycles=cycles)
    pages = Paginator(chosen.counts.fitting, data.draw(some.integers(1, 12)))
    shown = [key for page in pages for key in page.object_list]
    assert sorted(shown) == sorted(chosen.qs.values_list("pk", flat=True))
    assert len(shown) == len(set(shown))


MOMENTS = [
    "opens_at",
    "closes_at",
    "choose_by",
    "answer_by",
    "adverts_due_at",
    "reserve_ends_at",
    "archive_at",
]


@EVERY_RUN
@given(data=some.data())
def test_one_advert_is_open_when_the_list_says_so(cycles, data):
    seconds = some.sampled_from([-1, 0, 1]) | some.integers(-10_000_000, 10_000_000)
    own = _milestone(data, cycles) + timedelta(seconds=data.draw(seconds))
    mine = data.draw(some.sampled_from(list(Advert.objects.order_by("pk"))))
    Advert.objects.filter(pk=mine.pk).update(own_closing_at=own)
    near = own if data.draw(some.booleans()) else _milestone(data, cycles)
    now = near + timedelta(seconds=data.draw(seconds))
    adverts = Advert.objects.select_related("organisation", "cycle").prefetch_related(
        "cycle__rounds"
    )
    one_by_one = {advert.pk for advert in adverts if advert.open(now)}
    assert one_by_one == set(Advert.objects.open(now).values_list("pk", flat=True))


def _milestone(data, cycles):
    name = data.draw(some.sampled_from(MOMENTS))
    cycle = data.draw(some.sampled_from(cycles))
    model = Cycle if name in {one.name for one in Cycle._meta.fields} else Round
    owner = cycle if model is Cycle else cycle.first_round
    return getattr(owner, name)
