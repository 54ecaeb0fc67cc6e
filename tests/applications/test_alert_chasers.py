"""Chasers of hosts and of closed drafts; the student's first three stand in test_alerts.py."""

from datetime import datetime, timedelta

import pytest

from applications.workflow import application_machine
from microinternships import clock
from microinternships.engine import DEADLINE
from placements.workflow import advert_machine
from tests.alert_letters import chase
from tests.applications.letters import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]
DAY = timedelta(days=1)


def at(*parts: int) -> datetime:
    return datetime(2026, *parts, tzinfo=clock.OXFORD)


CLOSES, CHOOSE_BY = at(10, 26, 12), at(11, 6, 12)


@pytest.fixture
def scene():
    with clock.standing_at(at(10, 21, 9)):
        yield Scene("open")


def test_a_draft_that_was_not_sent(scene):
    scene.application("draft")
    assert chase("draft_not_sent", CLOSES - timedelta(seconds=1)) == []
    assert len(chase("draft_not_sent", CLOSES)) == 1
    assert len(chase("draft_not_sent", CLOSES + DAY)) == 1


def test_a_draft_whose_advert_closed_early(scene):
    scene.application("draft")
    advert_machine.fire("close_early", scene.advert, by=scene.office, comment="Full.")
    (letter,) = chase("draft_not_sent", clock.now())
    assert "closed on Wednesday 21 October 2026, 9:00 (Oxford time)" in letter


def test_undecided_applications(scene):
    scene.application(), scene.application("shortlisted")
    times = (at(10, 30, 12), at(11, 4, 12), at(11, 6, 8))
    counts = [
        len(chase("undecided_applications", now + late))
        for now in times
        for late in (-timedelta(seconds=1), timedelta(0), timedelta(minutes=5))
    ]
    assert counts == [0, 1, 1, 1, 2, 2, 2, 3, 3]


def test_decided_before_the_letter_went_out(scene):
    application = scene.application()
    with clock.standing_at(at(10, 30, 11)):
        scene.decide("not_select", application, reason="numbers")
    assert chase("undecided_applications", at(11, 6, 8)) == []


def test_what_ended_by_default_is_asked_about_once(scene):
    ended = scene.application()
    with clock.standing_at(CHOOSE_BY):
        application_machine.fire("not_select_by_default", ended, role=DEADLINE)
    monday = at(11, 9, 12)
    assert chase("ended_by_default", monday - timedelta(seconds=1)) == []
    (letter,) = chase("ended_by_default", monday)
    assert "1 application has ended without a decision. The student reads" in letter
    assert len(chase("ended_by_default", monday + DAY)) == 1
