"""Saying why, afterwards: the host's task and form, and what the student reads of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.models import Application
from applications.timeline import BY_DEFAULT, story
from applications.workflow import application_machine
from applications.worklist import applicants
from microinternships import clock
from microinternships.engine import DEADLINE, Refused
from placements.worklist import Desk, Task, groups
from tests.applications.students import sign_in
from tests.applications.test_desk import desk, offered_buttons, press
from tests.factories import AdvertFactory, ApplicationFactory, CycleFactory, HostFactory

pytestmark = pytest.mark.django_db
REASON = "There were more strong applicants than places"
GIVEN = {"reason": "numbers", "feedback": "A kind <b>statement</b>."}


@pytest.fixture
def advert():
    return AdvertFactory(cycle=CycleFactory(phase="choosing"), title="Letters")


@pytest.fixture
def recruiter(advert, client):
    user = HostFactory(organisation=advert.organisation).user
    client.force_login(user)
    return user


@pytest.fixture
def after(advert):
    """A day after the hosts' deadline, when there is nothing left to decide."""
    moment = advert.cycle.first_round.choose_by + timedelta(days=1)
    with clock.standing_at(moment):
        yield moment


def ended(advert, **fields) -> Application:
    with clock.standing_at(advert.cycle.first_round.choose_by):
        application = ApplicationFactory(advert=advert, **fields)
        return application_machine.fire("not_select_by_default", application, role=DEADLINE)


def codes(application, by, **data) -> set[str]:
    with pytest.raises(Refused) as refused:
        application_machine.fire("give_feedback", application, by=by, **data)
    return refused.value.codes


def test_the_form_stands_in_place_of_the_decision_bar(client, advert, recruiter, after):
    response = client.get(desk(ended(advert)))
    assert 'name="action" value="give_feedback"' in response.text
    assert 'href="#not-selected">Give feedback</a></nav>' in response.text
    for gone in ("desk-decision", "decision-bar", 'value="not_select"', "Ask the Internship"):
        assert gone not in response.text


def test_before_the_deadline_the_host_can_also_reconsider(client, advert, recruiter):
    response = client.get(desk(ApplicationFactory(advert=advert, state="unsuccessful")))
    assert offered_buttons(response) == {"reconsider": True, "give_feedback": True}
    assert 'id="desk-decision"' in response.text


def test_feedback_is_kept_and_read_by_the_student(client, advert, recruiter, after):
    application = ended(advert)
    page = press(client, application, "give_feedback", **GIVEN).text
    assert f"Your feedback for {application.student.name} is kept. The student is told now." in page
    assert "A kind &lt;b&gt;statement&lt;/b&gt;." in page
    assert 'value="give_feedback"' not in page
    kept = Application.objects.get(pk=application.pk)
    assert (kept.state, kept.by_default) == ("unsuccessful", True)
    assert (kept.reason, kept.feedback) == ("numbers", "A kind <b>statement</b>.")
    sign_in(client, application.student)
    page = client.get(reverse("applications:application", args=[application.pk])).text
    assert f"{BY_DEFAULT} The reason the host has given since: {REASON}." in page
    assert "A kind &lt;b&gt;statement&lt;/b&gt;." in page
    told = [sentence for _, sentence in story(kept, clock.now())]
    assert told[-2:] == [BY_DEFAULT, "The host said why you were not selected."]


def test_a_reason_is_needed_and_nothing_typed_is_lost(client, advert, recruiter, after):
    application = ended(advert)
    response = press(client, application, "give_feedback", feedback="Kept <i>as typed</i>")
    assert response.context["form"].errors == {
        "reason": ["Choose the reason the student will read."]
    }
    assert "Kept &lt;i&gt;as typed&lt;/i&gt;</textarea>" in response.text
    assert 'value="give_feedback"' in response.text
    assert 'value="not_select"' not in response.text


def test_feedback_is_given_once(client, advert, recruiter, after):
    application = ended(advert)
    press(client, application, "give_feedback", **GIVEN)
    page = press(client, application, "give_feedback", reason="skills", feedback="Otherwise").text
    assert "You have given this applicant your feedback already." in page
    assert "Otherwise</textarea>" in page
    assert Application.objects.get(pk=application.pk).reason == "numbers"


def test_a_reason_that_stands_waits_for_words(client, advert, recruiter, after):
    application = ended(advert)
    press(client, application, "give_feedback", reason="numbers")
    form = client.get(desk(application)).context["form"]
    assert form["reason"].value() == "numbers"
    assert codes(application, recruiter, reason="skills") == {"feedback"}
    press(client, application, "give_feedback", **GIVEN)
    assert Application.objects.get(pk=application.pk).feedback == GIVEN["feedback"]


def test_not_once_the_cycle_is_archived(advert, recruiter):
    application, archive_at = ended(advert), advert.cycle.archive_at
    with clock.standing_at(archive_at):
        assert codes(application, recruiter, **GIVEN) == {"archived"}
    with clock.standing_at(archive_at - timedelta(seconds=1)):
        application_machine.fire("give_feedback", application, by=recruiter, **GIVEN)


# The task


def feedback_to_give(user, at) -> list[Task]:
    tasks = applicants(Desk(user, at))
    return [task for task in tasks if task.label.startswith("Give feedback")]


def test_those_ended_by_default_are_the_last_task_until_the_archive(advert, recruiter):
    first, _ = ended(advert), ended(advert)
    for state in ("submitted", "unsuccessful", "withdrawn"):
        ApplicationFactory(advert=advert, state=state)
    ended(AdvertFactory(cycle=advert.cycle))
    (task,) = feedback_to_give(recruiter, clock.now())
    assert task.label == "Give feedback to 2 applicants for “Letters”"
    assert task.url == reverse("applications:applicants", args=[advert.pk])
    assert (task.due, task.urgency) == (None, -1)
    listed = dict(groups(Desk(recruiter, clock.now())))["Applicants"]
    assert [one.label for one in listed] == [
        "Decide on 1 applicant for “Letters”",
        "Give feedback to 2 applicants for “Letters”",
    ]
    application_machine.fire("give_feedback", first, by=recruiter, reason="numbers")
    archive_at = advert.cycle.archive_at
    (task,) = feedback_to_give(recruiter, archive_at - timedelta(seconds=1))
    assert task.label == "Give feedback to 1 applicant for “Letters”"
    assert feedback_to_give(recruiter, archive_at) == []


def test_others_have_no_such_task(advert):
    ended(advert)
    approver = HostFactory(
        organisation=advert.organisation, is_recruiter=False, is_admin=False
    ).user
    for user in (HostFactory().user, approver):
        assert feedback_to_give(user, clock.now()) == []


@pytest.mark.parametrize("count", [1, 3, 50])
def test_the_task_asks_once_however_many_adverts(
    advert, recruiter, count, django_assert_num_queries
):
    organisation, cycle = advert.organisation, advert.cycle
    for one in AdvertFactory.create_batch(count, cycle=cycle, organisation=organisation):
        ApplicationFactory(advert=one, state="unsuccessful", by_default=True, files=False)
    with django_assert_num_queries(1):
        assert len(feedback_to_give(recruiter, clock.now())) == count


# The advert's own time to close


@pytest.mark.parametrize(("moved", "freed"), [(-1, False), (1, True)])
def test_a_slot_is_freed_until_the_advert_itself_closes(moved, freed):
    application = ApplicationFactory()
    closes_at = application.round.closes_at
    application.advert.own_closing_at = closes_at + timedelta(hours=moved)
    application.advert.save()
    with clock.standing_at(closes_at + timedelta(minutes=30 * moved)):
        by = application.student.user
        withdrawn = application_machine.fire("withdraw", application, by=by)
    assert withdrawn.slot_freed is freed


@pytest.mark.parametrize(("moved", "sentence"), [(-1, "It still counts"), (1, "It stops counting")])
def test_the_page_says_the_same_of_the_slot(client, moved, sentence):
    application = ApplicationFactory()
    closes_at = application.round.closes_at
    application.advert.own_closing_at = closes_at + timedelta(hours=moved)
    application.advert.save()
    sign_in(client, application.student)
    with clock.standing_at(closes_at + timedelta(minutes=30 * moved)):
        page = client.get(reverse("applications:withdraw", args=[application.pk])).text
    assert sentence in page
