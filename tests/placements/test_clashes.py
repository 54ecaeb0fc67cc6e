"""What a card says of weeks in which the reader has a placement already."""

import pytest
from django.urls import reverse

from microinternships import clock
from placements import cards
from placements.clashes import CLASHES
from placements.models import Cycle
from tests.factories import AdvertFactory, CycleFactory, PlacementFactory, StudentFactory

pytestmark = pytest.mark.django_db
URL = reverse("placements:browse")


@pytest.fixture
def cycle():
    return CycleFactory(max_placements=2)


def said(client, student):
    client.force_login(student.user)
    return {card.advert.title: card.remark.note for card in client.get(URL).context["cards"]}


@pytest.fixture
def placed(cycle):
    """A student with a placement on Monday to Wednesday of week A."""
    return PlacementFactory(advert=AdvertFactory(cycle=cycle, title="Theirs", days=3)).student


def test_each_card_says_which_week_is_left(client, cycle, placed):
    a, b = cycle.ordered_weeks
    AdvertFactory(cycle=cycle, title="Only A", weeks=[a])
    AdvertFactory(cycle=cycle, title="Either", weeks=[a, b])
    AdvertFactory(cycle=cycle, title="Only B", weeks=[b])
    AdvertFactory(cycle=cycle, title="Two days", weeks=[a], days=2)
    notes = said(client, placed)
    assert notes["Only A"] == CLASHES
    assert notes["Either"] == "Week B only: you have a placement in the other"
    assert (notes["Only B"], notes["Two days"], notes["Theirs"]) == ("", "", "")


def test_each_card_says_that_another_would_be_one_too_many(client, cycle, placed):
    b = cycle.ordered_weeks[1]
    AdvertFactory(cycle=cycle, title="Only B", weeks=[b])
    other = AdvertFactory(title="Another cycle's", cycle=CycleFactory(season="spring"))
    full = "You have one placement in this cycle already, the most there is"
    Cycle.objects.filter(pk=cycle.pk).update(max_placements=1)
    assert said(client, placed)["Only B"] == full
    assert (
        cards.remarks(placed.user, [other], clock.now()).get(other.pk, cards.NOTHING).note != full
    )
    PlacementFactory(student=placed, advert__cycle=cycle, week=b)
    Cycle.objects.filter(pk=cycle.pk).update(max_placements=2)
    assert said(client, placed)["Only B"].startswith("You have 2 placements in this cycle")


def test_a_cancelled_placement_clashes_with_nothing(client, cycle, placed):
    AdvertFactory(cycle=cycle, title="Only A", weeks=[cycle.ordered_weeks[0]])
    placed.placements.get().days.update(active=False)
    assert set(said(client, placed).values()) == {""}


def test_nobody_elses_placement_counts(client, cycle, placed):
    AdvertFactory(cycle=cycle, title="Only A", weeks=[cycle.ordered_weeks[0]])
    assert set(said(client, StudentFactory()).values()) == {""}


def test_two_remarks_about_one_advert_add_up(cycle, placed, monkeypatch):
    advert = AdvertFactory(cycle=cycle, weeks=[cycle.ordered_weeks[0]])
    monkeypatch.setattr(cards, "extras", list(cards.extras))
    cards.extra(lambda user, adverts, now: {advert.pk: cards.Remark("Kept", saved=True)})
    remark = cards.remarks(placed.user, [advert], clock.now())[advert.pk]
    assert (remark.state, remark.note, remark.saved) == ("Kept", CLASHES, True)
