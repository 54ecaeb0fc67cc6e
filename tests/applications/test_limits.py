"""How many applications a student may send in a round (ST-31), also at the very same moment."""

import pytest
from django.urls import reverse

from applications.models import Application
from applications.places import applications_used
from applications.workflow import application_machine
from microinternships import clock
from microinternships.engine import Refused
from tests.applications.students import draft, one_second, sign_in
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    StudentFactory,
)
from tests.threads import at_once, firing


def send(application):
    return application_machine.fire("submit", application, by=application.student.user)


def three_drafts():
    student, cycle = StudentFactory(), CycleFactory()
    return [draft(student=student, advert=AdvertFactory(cycle=cycle)) for _ in range(3)]


@pytest.mark.django_db
def test_third_application_of_a_round_is_refused_with_the_count():
    first, second, third = three_drafts()
    send(first), send(second)
    with pytest.raises(Refused) as refused:
        send(third)
    assert refused.value.codes == {"round_limit"}
    assert "You have sent 2 of 2" in str(refused.value)


@pytest.mark.django_db
def test_other_students_and_other_cycles_do_not_count():
    first, second, third = three_drafts()
    send(first), send(second)
    for other in (draft(advert=third.advert), draft(student=first.student)):
        assert send(other).state == "submitted"


@pytest.mark.django_db
@pytest.mark.parametrize(("after", "used"), [(-1, 1), (0, 2), (1, 2)])
def test_withdrawing_frees_the_slot_until_the_close_only(after, used):
    first, second, _ = three_drafts()
    send(first), send(second)
    with clock.standing_at(one_second(first.round.closes_at, after)):
        application_machine.fire("withdraw", first, by=first.student.user)
    assert applications_used(first.student, first.round) == used


@pytest.mark.django_db
def test_taking_back_frees_the_slot():
    first, second, third = three_drafts()
    send(first), send(second)
    application_machine.fire("take_back", first, by=first.student.user)
    assert send(third).state == "submitted"
    assert not application_machine.may("submit", first, by=first.student.user)


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["shortlisted", "reserve", "offered", "unsuccessful", "declined"])
def test_what_the_host_decides_frees_nothing(state):
    application = ApplicationFactory(state=state)
    assert applications_used(application.student, application.round) == 1


@pytest.mark.django_db
def test_page_counts_what_is_left(client):
    first, second, _ = three_drafts()
    sign_in(client, first.student)
    for left, application in ((2, first), (1, second)):
        page = client.get(reverse("applications:mine")).content.decode()
        assert f"{left} of 2 left" in page
        send(application)
    assert "0 of 2 left" in client.get(reverse("applications:mine")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_sent_at_the_same_moment_with_one_left_are_not_both_taken():
    first, second, third = three_drafts()
    send(first)
    by = first.student.user
    answers = at_once(
        firing(application_machine, "submit", second, by=by),
        firing(application_machine, "submit", third, by=by),
    )
    assert sorted(answers, key=str) == sorted(["submitted", {"round_limit"}], key=str)
    assert Application.objects.counting().filter(student=first.student).count() == 2


@pytest.mark.django_db(transaction=True)
def test_one_draft_sent_twice_at_the_same_moment_is_sent_once():
    application = draft()
    work = firing(application_machine, "submit", application, by=application.student.user)
    assert sorted(at_once(work, work), key=str) == sorted(["submitted", {"state"}], key=str)
