"""The letter with a host's feedback: after the outcome, never before it, and never twice."""

from datetime import timedelta

import pytest

from alerts.models import Alert
from applications.models import Application
from applications.workflow import application_machine
from microinternships import clock
from microinternships.engine import DEADLINE
from tests.alert_letters import chase
from tests.applications.letters import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reading")]
GIVEN = {"reason": "skills", "feedback": "Read about cataloguing."}
REASON = "Other applicants showed more of the skills this project needs."


def ended(scene: Scene, at) -> Application:
    application = scene.application()
    with clock.standing_at(at):
        return application_machine.fire("not_select_by_default", application, role=DEADLINE)


def test_feedback_after_the_outcome_is_told_at_once(post):
    scene = Scene("choosing")
    choose_by = scene.cycle.first_round.choose_by
    application = ended(scene, choose_by)
    post(choose_by)
    with clock.standing_at(choose_by + timedelta(days=1)):
        scene.decide("give_feedback", application, **GIVEN)
        post()
    student = application.student.user.pk
    assert post.told == [("not_selected", student), ("feedback_given", student)]
    letter = post.text("feedback_given")
    assert f"The reason they gave: {REASON}" in letter
    assert "“Read about cataloguing.”" in letter


def test_a_reason_alone_makes_a_letter_without_a_quotation(post):
    scene = Scene("choosing")
    application = ended(scene, scene.cycle.first_round.choose_by)
    scene.decide("give_feedback", application, reason="numbers")
    post()
    assert "What the host says:" not in post.text("feedback_given")


def test_two_letters_not_yet_sent_are_one(post):
    scene = Scene("choosing")
    choose_by = scene.cycle.first_round.choose_by
    application = ended(scene, choose_by)
    post(choose_by)
    with clock.standing_at(choose_by):
        application = scene.decide("give_feedback", application, reason="numbers")
        scene.decide("give_feedback", application, **GIVEN)
    post(choose_by)
    assert [kind for kind, _ in post.told] == ["not_selected", "feedback_given"]
    assert "cataloguing" in post.text("feedback_given")


def test_feedback_before_the_release_comes_with_the_outcome(post):
    scene = Scene("choosing", held=True)
    in_round = scene.cycle.first_round
    application = ended(scene, in_round.choose_by)
    with clock.standing_at(in_round.choose_by):
        scene.decide("give_feedback", application, **GIVEN)
    post(in_round.release_at - timedelta(seconds=1))
    assert post.told == []
    post(in_round.release_at)
    assert [kind for kind, _ in post.told] == ["not_selected"]
    assert f"The reason they gave: {REASON}" in post.text("not_selected")
    assert "“Read about cataloguing.”" in post.text("not_selected")
    skipped = Alert.objects.filter(kind="feedback_given").values_list("state", "reason")
    assert list(skipped) == [("skipped", "told together with the outcome")]


def test_feedback_after_the_release_is_told_at_once(post):
    scene = Scene("released", held=True)
    application = ended(scene, clock.now())
    post()
    scene.decide("give_feedback", application, **GIVEN)
    post()
    assert [kind for kind, _ in post.told] == ["not_selected", "feedback_given"]


def test_hosts_are_asked_only_about_those_to_whom_nothing_was_said():
    scene = Scene("choosing")
    choose_by = scene.cycle.first_round.choose_by
    first, _ = ended(scene, choose_by), ended(scene, choose_by)
    scene.decide("give_feedback", first, **GIVEN)
    (letter,) = chase("ended_by_default", choose_by + timedelta(days=4))
    assert "1 application has ended without a decision" in letter
    assert f"/host/adverts/{scene.advert.pk}/applicants/" in letter


def test_hosts_who_have_said_why_to_everybody_are_not_asked():
    scene = Scene("choosing")
    choose_by = scene.cycle.first_round.choose_by
    scene.decide("give_feedback", ended(scene, choose_by), **GIVEN)
    assert chase("ended_by_default", choose_by + timedelta(days=4)) == []
