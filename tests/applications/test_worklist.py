"""The work that applicants leave on a host's desk."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.worklist import applicants
from microinternships import clock
from placements import worklist
from placements.worklist import Desk, Task
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    HostFactory,
    OfferFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def host():
    return HostFactory()


@pytest.fixture
def advert(host):
    return AdvertFactory(
        cycle=CycleFactory(phase="choosing"), organisation=host.organisation, title="Letters"
    )


def applicants_to_decide(user, at) -> list[Task]:
    return [task for task in applicants(Desk(user, at)) if task.label.startswith("Decide on")]


def places_to_offer_again(user, at) -> list[Task]:
    return [task for task in applicants(Desk(user, at)) if task.label.startswith("Offer the free")]


def test_undecided_applicants_are_one_task_until_the_deadline(host, advert):
    for state in ("draft", "submitted", "shortlisted", "reserve", "unsuccessful"):
        ApplicationFactory(advert=advert, state=state)
    ApplicationFactory(advert=AdvertFactory(cycle=advert.cycle))
    choose_by = advert.cycle.first_round.choose_by
    (task,) = applicants_to_decide(host.user, choose_by - timedelta(seconds=1))
    assert task.label == "Decide on 2 applicants for “Letters”"
    assert task.url == reverse("applications:applicants", args=[advert.pk])
    assert task.due == choose_by
    assert applicants_to_decide(host.user, choose_by) == []


def test_one_applicant_is_one(host, advert):
    ApplicationFactory(advert=advert)
    (task,) = applicants_to_decide(host.user, clock.now())
    assert task.label == "Decide on 1 applicant for “Letters”"


def test_a_free_place_with_somebody_on_the_reserve_list_is_a_task(host, advert):
    ApplicationFactory(advert=advert, state="reserve")
    chosen, ends = advert.cycle.first_round.choose_by, advert.cycle.reserve_ends_at
    (task,) = places_to_offer_again(host.user, chosen)
    assert task.label == "Offer the free place of “Letters” to your next reserve"
    assert (task.due, task.urgency) == (ends, 1)
    assert places_to_offer_again(host.user, chosen - timedelta(seconds=1)) == []
    assert places_to_offer_again(host.user, ends) == []
    OfferFactory(application__advert=advert)
    assert places_to_offer_again(host.user, chosen) == []


def test_a_free_place_without_a_reserve_is_no_task(host, advert):
    ApplicationFactory(advert=advert, state="unsuccessful")
    assert places_to_offer_again(host.user, advert.cycle.first_round.choose_by) == []


def test_others_have_no_such_tasks(advert):
    ApplicationFactory(advert=advert)
    ApplicationFactory(advert=advert, state="reserve")
    approver = HostFactory(
        organisation=advert.organisation, is_recruiter=False, is_admin=False
    ).user
    for user in (HostFactory().user, approver):
        assert applicants_to_decide(user, clock.now()) == []
        assert places_to_offer_again(user, advert.cycle.first_round.choose_by) == []


def test_the_tasks_stand_on_the_hosts_worklist(host, advert):
    ApplicationFactory(advert=advert)
    groups = dict(worklist.groups(Desk(host.user, clock.now())))
    assert [task.label for task in groups["Applicants"]] == ["Decide on 1 applicant for “Letters”"]


@pytest.mark.parametrize("count", [1, 3, 50])
def test_as_many_queries_for_fifty_adverts_as_for_one(host, count, django_assert_num_queries):
    cycle = CycleFactory(phase="choosing")
    for advert in AdvertFactory.create_batch(count, cycle=cycle, organisation=host.organisation):
        ApplicationFactory(advert=advert, files=False)
        ApplicationFactory(advert=advert, state="reserve", files=False)
    with django_assert_num_queries(1):
        assert len(applicants_to_decide(host.user, clock.now())) == count
    with django_assert_num_queries(2):
        assert len(places_to_offer_again(host.user, cycle.first_round.choose_by)) == count
