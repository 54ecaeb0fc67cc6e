"""ST-42: after the placement its student tells the Internship Office how it went, once."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import OfficeMember
from microinternships import clock
from microinternships.engine import Refused
from placements.feedback import give, refusal
from placements.models import Feedback, Placement
from placements.models.feedback import ASPECTS
from tests.factories import CycleFactory, HostFactory, OfficeFactory, PlacementFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)
GRADES = dict.fromkeys(ASPECTS, 4)
ANSWERS = GRADES | {"good": "The archivist was patient.", "better": "A key to the lift."}


@pytest.fixture
def placement():
    cycle = CycleFactory(phase="claiming")
    return Placement.objects.get(pk=PlacementFactory(advert__cycle=cycle).pk)


def address(placement) -> str:
    return reverse("placements:feedback", args=[placement.pk])


def codes_at(placement, *moments) -> list[str]:
    by = placement.student.user
    found = [refusal(placement, by=by, now=moment) for moment in moments]
    return [one.code if one else "" for one in found]


def test_it_is_asked_from_the_end_of_the_last_day_until_the_archive(placement):
    ends, archive = placement.ends_at, placement.advert.cycle.archive_at
    assert codes_at(placement, ends - SECOND, ends, ends + SECOND) == ["not_over", "", ""]
    late = codes_at(placement, archive - SECOND, archive, archive + SECOND)
    assert late == ["", "archived", "archived"]


@pytest.mark.parametrize("state", ["cancelled", "no_show"])
def test_nobody_is_asked_about_what_did_not_take_place(placement, state):
    placement.state = state
    assert codes_at(placement, clock.now()) == ["not_active"]


def test_the_student_tells_and_reads_it_again(client, placement):
    client.force_login(placement.student.user)
    page = client.get(reverse("placements:placement", args=[placement.pk])).text
    assert address(placement) in page
    response = client.post(address(placement), ANSWERS | {"may_quote": "on"}, follow=True)
    assert "Thank you. The Internship Office reads what you wrote." in response.text
    assert address(placement) not in response.text
    said = Feedback.objects.get(placement=placement)
    assert (said.welcome, said.good, said.may_quote) == (4, "The archivist was patient.", True)
    again = client.get(address(placement)).text
    assert "This is what you told the Internship Office." in again
    assert "A key to the lift." in again


def test_each_question_is_answered_and_nothing_typed_is_lost(client, placement):
    client.force_login(placement.student.user)
    response = client.post(address(placement), {"good": "The archivist was patient."})
    wrong = {aspect: ["Choose one of the four answers."] for aspect in ASPECTS}
    assert response.context["form"].errors == wrong
    assert "The archivist was patient.</textarea>" in response.text
    assert not Feedback.objects.exists()


def test_a_second_time_changes_nothing(client, placement):
    give(placement, by=placement.student.user, **ANSWERS)
    client.force_login(placement.student.user)
    response = client.post(address(placement), GRADES | {"good": "Nothing."}, follow=True)
    assert "You have told us already." in response.text
    assert Feedback.objects.get().good == "The archivist was patient."


def test_only_its_student_finds_the_page_and_the_host_reads_nothing(client, placement):
    give(placement, by=placement.student.user, **ANSWERS)
    host = HostFactory(organisation=placement.advert.organisation).user
    for person in (host, OfficeFactory(), PlacementFactory().student.user):
        client.force_login(person)
        assert client.get(address(placement)).status_code == 404
    client.force_login(host)
    page = client.get(reverse("placements:placement", args=[placement.pk])).text
    assert "archivist was patient" not in page
    assert address(placement) not in page


def test_nobody_else_gives_it(placement):
    with pytest.raises(Refused) as refused:
        give(placement, by=OfficeFactory(), **ANSWERS)
    assert refused.value.codes == {"not_yours"}


def test_the_database_refuses_an_answer_that_is_none_of_the_four(placement):
    for grade in (0, 5):
        with pytest.raises(IntegrityError, match="feedback_has_a_grade"), transaction.atomic():
            Feedback.objects.create(
                placement=placement, given_at=clock.now(), **(GRADES | {"learning": grade})
            )


@pytest.mark.parametrize("role", OfficeMember.Role.values)
def test_the_office_reads_it_and_changes_nothing(client, placement, role):
    said = give(placement, by=placement.student.user, **ANSWERS)
    client.force_login(OfficeFactory(role=role))
    listed = client.get(reverse("admin:placements_feedback_changelist"))
    assert placement.advert.title in listed.text
    page = client.get(reverse("admin:placements_feedback_change", args=[said.pk]))
    assert "The archivist was patient." in page.text
    assert client.get(reverse("admin:placements_feedback_add")).status_code == 403


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_the_offices_list_costs_the_same(client, django_assert_num_queries, rows):
    cycle = CycleFactory(phase="claiming")
    for _ in range(rows):
        one = PlacementFactory(advert__cycle=cycle)
        Feedback.objects.create(placement=one, given_at=clock.now(), **GRADES)
    client.force_login(OfficeFactory())
    client.get(reverse("admin:placements_feedback_changelist"))
    with django_assert_num_queries(6):
        client.get(reverse("admin:placements_feedback_changelist"))
