"""Full-text search: stems, accents, weights, and words that change."""

from datetime import timedelta

import pytest

from microinternships import clock
from placements import browsing
from placements.filters import AdvertFilter
from placements.models import Advert
from tests.factories import AdvertFactory, CycleFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def cycle():
    return CycleFactory()


def found(text):
    chosen = AdvertFilter({"q": text}, now=clock.now())
    titles = dict(Advert.objects.values_list("pk", "title"))
    return [titles[key] for key in chosen.counts.fitting]


TITLES = ("Cataloguing old maps", "A week in a café", "Listening to Łódź", "Straße by Straße")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("catalogue", "Cataloguing old maps"),
        ("catalogues", "Cataloguing old maps"),
        ("map", "Cataloguing old maps"),
        ("MAPS", "Cataloguing old maps"),
        ("cafe", "A week in a café"),
        ("café", "A week in a café"),
        ("cafe\u0301", "A week in a café"),
        ("Łodz", "Listening to Łódź"),
        ("lodz", "Listening to Łódź"),
        ("strasse", "Straße by Straße"),
        ("Straße", "Straße by Straße"),
    ],
)
def test_words_are_found_by_their_stem_and_without_accents(cycle, text, title):
    for one in (
        "Cataloguing old maps",
        "A week in a café",
        "Listening to Łódź",
        "Straße by Straße",
    ):
        AdvertFactory(cycle=cycle, title=one)
    assert found(text) == [title]


def test_the_organisation_is_found_by_name_together_with_the_adverts_own_words(cycle):
    trust = OrganisationFactory(name="Pré Vert Trust")
    AdvertFactory(cycle=cycle, title="Counting herons", organisation=trust)
    AdvertFactory(cycle=cycle, title="Counting coins")
    assert found("pre vert") == ["Counting herons"]
    assert found("vert counting") == ["Counting herons"]
    assert found("vert coins") == []


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("heritage", "Letters"),
        ("cultural arts", "Letters"),
        ("teamwork", "Letters"),
        ("self-management", "Beans"),
        ("environment", "Beans"),
        ("germany", "Letters"),
        ("cote ivoire beans", "Beans"),
        ("letters heritage germany teamwork", "Letters"),
        ("leadership", None),
        ("france", None),
    ],
)
def test_sector_skills_and_country_are_found_by_what_they_are_called(cycle, text, title):
    letters = {"sector": "arts", "skills": ["teamwork", "planning"], "country": "DE"}
    beans = {"sector": "energy", "skills": ["self-management"], "country": "CI"}
    AdvertFactory(cycle=cycle, title="Letters", **letters)
    AdvertFactory(cycle=cycle, title="Beans", tasks="Count them.", **beans)
    assert found(text) == ([title] if title else [])


@pytest.mark.parametrize(
    "text",
    [
        *("museum", "museum’s", "museum's", "herons", "“herons”", "maps", "drawings"),
        *("maps – drawings", "aero", "Ærø", "oeuvres", "œuvre"),
    ],
)
def test_quotes_and_dashes_of_printed_text_are_no_parts_of_words(cycle, text):
    title = "The museum’s “herons” and maps—drawings, œuvres from Ærø"
    AdvertFactory(cycle=cycle, title=title)
    AdvertFactory(cycle=cycle, title="Beans")
    assert found(text) == [title]


@pytest.mark.parametrize("text", ["IT", " it ", "technology"])
def test_it_is_a_sector(cycle, text):
    AdvertFactory(cycle=cycle, title="Doing it by hand", sector="arts")
    AdvertFactory(cycle=cycle, title="A catalogue", sector="technology")
    assert found(text) == ["A catalogue"]


@pytest.mark.parametrize("text", ["UK", "Britain", "United Kingdom"])
def test_the_united_kingdom_goes_by_several_names(cycle, text):
    AdvertFactory(cycle=cycle, title="Here")
    AdvertFactory(cycle=cycle, title="There", country="US")
    assert found(text) == ["Here"]


def test_a_change_is_found_at_once(cycle):
    trust = OrganisationFactory(name="Old Name")
    advert = AdvertFactory(cycle=cycle, title="Beforehand", organisation=trust)
    type(advert).objects.filter(pk=advert.pk).update(title="After")
    type(trust).objects.filter(pk=trust.pk).update(name="Fresh Name")
    assert found("beforehand") == []
    assert found("old name") == []
    assert found("after fresh") == ["After"]


def test_a_word_in_the_title_weighs_more_than_one_in_the_description(cycle):
    AdvertFactory(cycle=cycle, title="Below", description="There are otters, otters and otters.")
    AdvertFactory(cycle=cycle, title="Otters above")
    assert found("otters") == ["Otters above", "Below"]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ('"old maps"', {"Drawing old maps"}),
        ("maps -old", {"New maps"}),
        ("drawing or new", {"Drawing old maps", "New maps"}),
        ("'; drop table placements_advert; --", set()),
        ("drawing the", {"Drawing old maps"}),
        ("of the", {"Drawing old maps", "New maps"}),
        ("((( & | ! :*", {"Drawing old maps", "New maps"}),
    ],
)
def test_it_is_searched_as_on_the_web(cycle, text, titles):
    AdvertFactory(cycle=cycle, title="Drawing old maps")
    AdvertFactory(cycle=cycle, title="New maps")
    assert set(found(text)) == titles


def test_the_usual_order_has_no_value_so_that_a_search_brings_its_own(cycle):
    def offered(**query):
        return [(one["value"], one["label"]) for one in browsing.sorts(chosen(**query))]

    def chosen(**query):
        return AdvertFilter(query, now=clock.now())

    AdvertFactory(cycle=cycle)
    others = [("fewest", "Fewest applications for each place"), ("a-z", "A to Z")]
    assert offered() == [("", "Newest"), *others]
    assert offered(q="maps") == [("", "Relevance"), ("newest", "Newest"), *others]


def test_closing_soonest_is_offered_where_deadlines_differ(cycle):
    def offered():
        return [one["value"] for one in browsing.sorts(AdvertFilter({}, now=clock.now()))]

    AdvertFactory.create_batch(2, cycle=cycle)
    assert offered() == ["", "fewest", "a-z"]
    AdvertFactory(cycle=cycle, own_closing_at=clock.now() + timedelta(hours=1))
    assert offered() == ["", "fewest", "closing", "a-z"]


def test_relevance_is_offered_only_for_a_search(cycle):
    plain = AdvertFilter({"sort": "relevance"}, now=clock.now())
    searching = AdvertFilter({"q": "maps"}, now=clock.now())
    sorted_otherwise = AdvertFilter({"q": "maps", "sort": "a-z"}, now=clock.now())
    assert (plain.sort_name, searching.sort_name, sorted_otherwise.sort_name) == (
        "newest",
        "relevance",
        "a-z",
    )
