"""When an advert takes applications: the row and the query answer alike at every edge."""

from datetime import timedelta

import pytest

from applications.models import SavedAdvert
from microinternships import clock
from microinternships.templatetags.words import moment
from placements import standing
from placements.filters import browsable
from placements.models import Advert, Organisation
from placements.workflow import advert_machine
from tests.factories import (
    AdvertFactory,
    HostFactory,
    OfficeFactory,
    OrganisationFactory,
    PlacementFactory,
    SecondRoundFactory,
    StudentFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def cycle():
    """With a second round, for the places left."""
    return SecondRoundFactory().cycle


def number_of_round(advert: Advert, now) -> int:
    """The round it is open in, 0 when none; the query has to agree, and its closing time."""
    fresh = Advert.objects.select_related("organisation", "cycle").get(pk=advert.pk)
    one = fresh.open_round(now)
    found = list(browsable(now).values_list("pk", "closes"))
    assert found == ([(advert.pk, fresh.closes_in(one))] if one else [])
    return one.number if one else 0


def around(advert, moment) -> list[int]:
    return [number_of_round(advert, moment + after) for after in (-SECOND, 0 * SECOND, SECOND)]


def test_each_round_opens_and_closes_it(cycle):
    advert = AdvertFactory(cycle=cycle)
    first, second = cycle.ordered_rounds
    assert around(advert, first.opens_at) == [0, 1, 1]
    assert around(advert, first.closes_at) == [1, 0, 0]
    assert around(advert, second.opens_at) == [0, 2, 2]
    assert around(advert, second.closes_at) == [2, 0, 0]


@pytest.mark.parametrize("moved", [-DAY, HOUR, 5 * DAY])
def test_a_time_of_its_own_counts_in_its_round_and_no_other(cycle, moved):
    first, second = cycle.ordered_rounds
    advert = AdvertFactory(cycle=cycle, own_closing_at=first.closes_at + moved)
    assert around(advert, advert.own_closing_at) == [1, 0, 0]
    assert around(advert, second.opens_at) == [0, 2, 2]
    assert around(advert, second.closes_at) == [2, 0, 0]


def test_once_hosts_must_choose_no_time_of_its_own_counts(cycle):
    first, _ = cycle.ordered_rounds
    advert = AdvertFactory(cycle=cycle, own_closing_at=first.choose_by)
    assert around(advert, first.closes_at) == [1, 0, 0]


@pytest.mark.parametrize(
    ("places", "state", "second"),
    [(1, "confirmed", 0), (1, "cancelled", 2), (1, "no_show", 2), (2, "confirmed", 2)],
)
def test_the_second_round_is_for_places_left(cycle, places, state, second):
    advert = AdvertFactory(cycle=cycle, places=places)
    PlacementFactory(advert=advert, state=state)
    rounds = cycle.ordered_rounds
    assert [number_of_round(advert, one.opens_at) for one in rounds] == [1, second]


@pytest.mark.parametrize("state", Organisation.State.values)
def test_only_a_verified_organisations_adverts_are_published(state):
    advert = AdvertFactory(organisation=OrganisationFactory(state=state))
    now = advert.cycle.opens_at
    published = state == "verified"
    assert advert.published(now) == Advert.objects.published(now).exists() == published
    assert number_of_round(advert, now) == int(published)


def test_an_advert_closed_early_may_open_again_for_places_left(cycle, post):
    advert, (_, second) = AdvertFactory(cycle=cycle), cycle.ordered_rounds
    saver = StudentFactory()
    HostFactory(organisation=advert.organisation)
    SavedAdvert.objects.create(student=saver, advert=advert, saved_at=clock.now())
    closed = advert_machine.fire(
        "close_early", advert, by=OfficeFactory(), comment="Enough applied."
    )
    post()
    opens = moment(second.opens_at)
    for letter in ("advert_closed_early", "saved_advert_closed"):
        assert opens in " ".join(post.text(letter).split())
    assert opens in standing.of_advert(closed, clock.now()).next
    assert standing.of_advert(closed, second.closes_at).next.count(" opens ") == 0
