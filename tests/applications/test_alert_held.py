"""Before the release nothing that a student is sent depends on what a host decided."""

from datetime import timedelta

import pytest

from applications.workflow import application_machine, offer_machine
from microinternships import clock
from microinternships.engine import DEADLINE
from placements.workflow import advert_machine
from tests.applications.letters import Scene, of_student

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]


@pytest.fixture
def scene():
    return Scene("choosing", held=True, places=3)


@pytest.fixture
def release(scene):
    return scene.cycle.first_round.release_at


def test_every_outcome_waits_for_the_release(post, scene, release):
    scene.decide("not_select", scene.application(), reason="numbers")
    scene.decide("reserve", scene.application())
    scene.decide("offer", scene.application(), **scene.terms())
    with clock.standing_at(scene.cycle.first_round.choose_by):
        late = scene.application()
        application_machine.fire("not_select_by_default", late, role=DEADLINE)
    post(release - timedelta(seconds=1))
    assert post.told == []
    post(release)
    assert sorted(kind for kind, _ in post.told) == [
        "not_selected",
        "not_selected",
        "on_the_reserve_list",
        "you_have_an_offer",
    ]


def test_only_the_last_decision_is_told(post, scene, release):
    application = scene.decide("not_select", scene.application(), reason="numbers")
    application = scene.decide("reconsider", application)
    application = scene.decide("reserve", application)
    application = scene.decide("offer", application, **scene.terms())
    offer_machine.fire(
        "amend", application.open_offer, by=scene.host, comment="Moved.", place="2 Street"
    )
    post(release)
    assert [kind for kind, _ in post.told] == ["you_have_an_offer"]
    assert "2 Street" in post.text("you_have_an_offer")


def test_an_offer_withdrawn_before_the_release_was_never_made(post, scene, release):
    application = scene.decide("offer", scene.application(), **scene.terms())
    offer_machine.fire("rescind", application.open_offer, by=scene.host, comment="No desk.")
    post(release)
    assert [kind for kind, _ in post.told] == ["not_selected"]
    assert "offer" not in post.text("not_selected").lower()


@pytest.mark.parametrize("decision", ["none", "not_select", "reserve", "offer"])
@pytest.mark.parametrize("end", ["withdraw", "advert"])
def test_an_end_before_the_release_reads_the_same_for_all(post, scene, decision, end):
    data = {"not_select": {"reason": "numbers"}, "offer": scene.terms()}
    application = scene.application(student__user__known_as="Sam")
    if decision != "none":
        application = scene.decide(decision, application, **data.get(decision, {}))
    if end == "withdraw":
        of_student("withdraw", application)
    else:
        advert_machine.fire("withdraw", scene.advert, by=scene.office)
    post()
    letters = [
        message.body_text
        for message in post.letters.values()
        if message.recipient_id == application.student.user_id
    ]
    assert len(letters) == 1
    body = letters[0].split("\n\n", 1)[1].split("\n-- \n")[0]
    organisation = application.advert.organisation
    if end == "withdraw":
        expected = (
            f"Your application for “Sorting letters” at {organisation} is withdrawn. You need "
            "do nothing more.\n\nIf you did not mean to do this, write to us soon.\n\n"
            "See your applications:\nhttps://micro.example.org/applications/\n"
        )
    else:
        expected = (
            f"{organisation} no longer offers “Sorting letters”, so your application has "
            "ended. This says nothing about your application.\n\n"
            "See your applications:\nhttps://micro.example.org/applications/\n"
        )
    assert body == expected


def test_taken_back_before_the_release_nothing_is_told(post):
    scene = Scene("open", held=True)
    application = scene.decide("not_select", scene.application(), reason="numbers")
    of_student("take_back", application)
    post(scene.cycle.first_round.release_at)
    assert [kind for kind, _ in post.told] == ["application_taken_back_host"]
