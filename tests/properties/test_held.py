"""Held outcomes at random: whichever two ways the host went, the student's pages are the same."""

from datetime import timedelta
from random import Random

import pytest
from django.db import transaction

from applications.models import Application
from applications.workflow import application_machine
from microinternships import clock, deadlines
from microinternships.engine import HOST, Refused
from tests.applications.students import sign_in
from tests.applications.test_held import all_pages, decide
from tests.applications.test_workflow import people
from tests.factories import AdvertFactory, ApplicationFactory, CycleFactory

pytestmark = pytest.mark.django_db

EVENTS = (
    *("shortlist", "put_back", "reserve", "offer", "rescind"),
    *("not_select", "give_feedback", "reconsider"),
)
SECOND = timedelta(seconds=1)


def way(random: Random, application: Application, host, until) -> list[str]:
    """Some decisions at some moments before ``until``, and the jobs once in a while."""
    span = until - application.submitted_at
    moments = sorted(random.random() for _ in range(random.randint(0, 5)))
    went = []
    for moment in moments:
        event = random.choice(EVENTS)
        with clock.standing_at(application.submitted_at + span * moment):
            if random.random() < 0.3:
                deadlines.apply_all(clock.now())
            try:
                decide(Application.objects.get(pk=application.pk), event, host)
            except (Refused, application.offers.model.DoesNotExist):
                continue
            went.append(event)
    return went


@pytest.mark.parametrize("seed", range(8))
def test_two_random_ways_look_the_same_until_the_release(client, seed):
    random = Random(seed)
    advert = AdvertFactory(cycle=CycleFactory(rounds_and_weeks__held=True), places=2)
    draft = ApplicationFactory(advert=advert, state="draft")
    sent = application_machine.fire("submit", draft, by=draft.student.user)
    host = people(sent)[HOST]
    in_round = sent.round
    looks_at = random.choice(
        (in_round.closes_at - SECOND, in_round.choose_by, in_round.release_at - SECOND)
    )
    sign_in(client, sent.student)
    seen, ways = [], []
    for _ in range(2):
        with transaction.atomic():
            ways.append(way(random, sent, host, looks_at))
            with clock.standing_at(looks_at):
                seen.append(all_pages(client, sent))
            transaction.set_rollback(True)
    assert seen[0] == seen[1], ways
