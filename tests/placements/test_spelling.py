"""Did you mean: suggestions from the adverts' own words, with what each would find."""

import pytest
from django.http import QueryDict
from django.urls import reverse

from microinternships import clock
from placements import spelling
from placements.filters import AdvertFilter
from placements.models import Advert
from tests.factories import AdvertFactory, CycleFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
URL = reverse("placements:browse")


@pytest.fixture
def cycle():
    return CycleFactory()


@pytest.fixture(autouse=True)
def adverts(cycle):
    """What can be found, and what is no help because nobody may see it."""
    museum = OrganisationFactory(name="Münster Paper Museum")
    AdvertFactory(cycle=cycle, title="Cataloguing old maps", organisation=museum, sector="arts")
    AdvertFactory(cycle=cycle, title="Drawing new maps", sector="law")
    AdvertFactory(cycle=cycle, title="Xylophones", state=Advert.State.DRAFT)


def meant(query: str) -> list[tuple[str, int]]:
    asked = QueryDict(query)
    found = spelling.suggestions(AdvertFilter(asked, now=clock.now()), asked)
    return [(one.text, one.count) for one in found]


@pytest.mark.parametrize(
    ("query", "suggested"),
    [
        ("q=catalouging", [("cataloguing", 1)]),
        ("q=Catalouging+mapz", [("cataloguing maps", 1)]),
        ("q=drawing+mpas", [("drawing maps", 1)]),
        ("q=Münstre", [("munster", 1)]),
        ("q=munstre", [("munster", 1)]),
        ("q=mapz&sector=law", [("maps", 1)]),
        ("q=mapz&sector=finance", [("maps", 2)]),  # no filter is kept that leaves nothing
        ("q=heritgae", [("heritage", 1)]),
        ("q=about+mapz", [("about maps", 2)]),
        ("q=maps", []),
        ("q=the", []),
        ("q=cataloguing+drawing", []),  # each word is known, only not together
        ("q=cataloguing+or+mapz", []),  # something is found already
        ("q=xylophone", []),
        ("q=qqqqqq", []),
        ("q=ab", []),
        ("", []),
    ],
)
def test_what_is_suggested(query, suggested):
    assert meant(query) == suggested


def test_each_suggestion_leads_to_what_it_promises(client):
    page = client.get(URL, {"q": "mapz", "sort": "a-z", "page": "4"})
    (one,) = page.context["meant"]
    assert one.url == "?q=maps&sort=a-z"
    assert "Did you mean" in page.content.decode()
    shown = client.get(f"{URL}{one.url}").context["cards"]
    assert len(shown) == one.count == 2


@pytest.mark.parametrize("field", ["description", "outcomes", "requirements", "shadowing"])
def test_words_of_the_longer_texts_are_suggested_as_they_are_found(cycle, field):
    AdvertFactory(cycle=cycle, **{field: "Palaeography, by hand."})
    assert meant("q=paleography") == [("palaeography", 1)]


def test_a_word_of_three_letters_is_like_one_with_two_swapped(cycle):
    AdvertFactory(cycle=cycle, title="Law for all")
    assert meant("q=alw") == [("law", 2)]  # and the advert of that sector
    assert meant("q=lxw") == []


def test_a_word_of_many_adverts_is_preferred_among_equally_like_ones(cycle):
    AdvertFactory.create_batch(2, cycle=cycle, title="Counting bats")
    AdvertFactory(cycle=cycle, title="Counting bets")
    assert meant("q=bots") == [("bats", 2), ("bets", 1)]


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_it_costs_the_same_however_many_adverts(cycle, rows, django_assert_num_queries):
    AdvertFactory.create_batch(rows, cycle=cycle)
    with django_assert_num_queries(4):
        assert meant("q=cataloguinx") == [("cataloguing", 1)]
