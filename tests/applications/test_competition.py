"""Competition for an advert's places: told in bands, the same by one row and by many (ST-50)."""

import pytest

from applications.models import Application
from microinternships import clock
from placements.competition import Band, band, with_competition
from placements.models import Advert
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    PlacementFactory,
    SecondRoundFactory,
)

State = Application.State


@pytest.mark.parametrize(
    ("applications", "places", "expected"),
    [
        (0, 1, Band.FEW),
        (2, 1, Band.FEW),
        (3, 1, Band.SOME),
        (5, 2, Band.FEW),
        (6, 2, Band.SOME),
        (7, 1, Band.SOME),
        (8, 1, Band.MANY),
        (15, 2, Band.SOME),
        (16, 2, Band.MANY),
        (2, 0, Band.FEW),
        (8, -1, Band.MANY),
    ],
)
def test_a_band_begins_at_its_threshold(applications, places, expected):
    assert band(applications, places) == expected


def test_a_band_says_how_many_so_far():
    assert [one.words for one in Band] == [
        "Few applications so far",
        "Some applications so far",
        "Many applications so far",
    ]


@pytest.fixture
def advert(db):
    return AdvertFactory()


def competition_of(advert) -> Band:
    found = with_competition(Advert.objects.filter(pk=advert.pk), clock.now()).get()
    return Band(found.competition)


def send(advert, *states, **fields):
    for state in states:
        ApplicationFactory(advert=advert, state=state, files=False, **fields)


def test_an_advert_without_applications_has_few(advert):
    assert competition_of(advert) == Band.FEW


@pytest.mark.parametrize(("sent", "places"), [(2, 1), (3, 1), (5, 2), (6, 2), (7, 1), (8, 1)])
def test_one_row_and_many_rows_agree(db, sent, places):
    advert = AdvertFactory(places=places)
    send(advert, *[State.SUBMITTED] * sent)
    assert competition_of(advert) == band(sent, places)


@pytest.mark.parametrize("state", State.values)
def test_what_was_sent_and_stands_counts_whatever_the_host_decided(advert, state):
    send(advert, *[State.SUBMITTED] * 2, state)
    left_out = {State.DRAFT, State.WITHDRAWN, State.CANCELLED}
    assert competition_of(advert) == (Band.FEW if state in left_out else Band.SOME)


def test_other_adverts_do_not_count(advert):
    send(AdvertFactory(cycle=advert.cycle), *[State.SUBMITTED] * 3)
    assert competition_of(advert) == Band.FEW


def test_a_later_round_counts_its_own_applications_for_the_places_left(db):
    advert = AdvertFactory(cycle=CycleFactory(phase="released"), places=3)
    send(advert, *[State.UNSUCCESSFUL] * 24)
    assert competition_of(advert) == Band.MANY
    PlacementFactory(advert=advert)
    PlacementFactory(advert=advert)
    second = SecondRoundFactory(cycle=advert.cycle, opens_at=clock.now())
    assert competition_of(advert) == Band.FEW
    send(advert, *[State.SUBMITTED] * 3, round=second)
    assert competition_of(advert) == Band.SOME


def test_the_fewest_come_first(db):
    cycle = CycleFactory()
    many, few, some = AdvertFactory.create_batch(3, cycle=cycle)
    send(many, *[State.SUBMITTED] * 8)
    send(some, *[State.SUBMITTED] * 3)
    adverts = with_competition(Advert.objects.open(clock.now()), clock.now())
    assert list(adverts.order_by("competition")) == [few, some, many]
