"""The first page: for strangers, students, hosts, the Office, and accounts nobody knows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from expenses.models import Claim
from microinternships import clock
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    ClaimFactory,
    CycleFactory,
    HostFactory,
    OfficeFactory,
    PlacementFactory,
    StudentFactory,
    UserFactory,
)
from tests.workshops.factories import BookingFactory, WorkshopFactory

pytestmark = pytest.mark.django_db

QUERIES = 14


def tasks(client, student) -> list[str]:
    client.force_login(student.user)
    return [task["label"] for task in client.get(reverse("home")).context["tasks"]]


def test_a_stranger_reads_what_the_programme_is(client, django_assert_max_num_queries):
    AdvertFactory()
    with django_assert_max_num_queries(12):
        page = client.get(reverse("home")).content.decode()
    assert "voluntary and unpaid" in page
    assert "See the 1 open advert" in page


@pytest.mark.parametrize(
    ("make", "url"),
    [
        (lambda: HostFactory().user, "placements:desk"),
        (OfficeFactory, "admin:index"),
    ],
)
def test_hosts_and_the_office_are_sent_to_theirs(client, make, url):
    client.force_login(make())
    assert client.get(reverse("home")).url == reverse(url)


def test_an_account_nobody_knows_is_told_what_to_do(client):
    user = UserFactory()
    client.force_login(user)
    page = client.get(reverse("home")).content.decode()
    assert user.email in page
    assert reverse("placements:organisation_new") in page


def test_a_placement_with_days_in_person_asks_for_a_claim_until_there_is_one(client):
    placement = PlacementFactory(advert__cycle=CycleFactory(phase="claiming"))
    assert tasks(client, placement.student) == ["Claim your travel and lunch"]
    claim = ClaimFactory(placement=placement)
    assert tasks(client, placement.student) == ["Finish your claim"]
    Claim.objects.filter(pk=claim.pk).update(state=Claim.State.WITHDRAWN)
    assert tasks(client, placement.student) == ["Claim your travel and lunch"]


@pytest.mark.parametrize("phase", ["finished", "in_placement"])
def test_nothing_is_asked_when_nothing_can_be_claimed(client, phase):
    placement = PlacementFactory(
        advert__cycle=CycleFactory(phase=phase), advert__mode="remote", advert__place=""
    )
    assert tasks(client, placement.student) == []


def test_a_draft_is_a_task_with_its_deadline(client):
    draft = ApplicationFactory(state="draft")
    assert tasks(client, draft.student) == [f"Finish your application for “{draft.advert}”"]


def test_the_home_page_asks_the_same_number_of_queries_for_one_row_and_for_many(
    client, django_assert_num_queries
):
    student = StudentFactory()
    client.force_login(student.user)
    client.get(reverse("home"))  # from now on the browser has its cookie
    for more in (1, 2, 47):
        ApplicationFactory.create_batch(more, student=student)
        for _ in range(more):
            BookingFactory(student=student)
        with django_assert_num_queries(QUERIES):
            client.get(reverse("home"))


def test_workshops_stand_on_it_until_they_are_over(client):
    student, now = StudentFactory(), clock.now()
    starts = now + timedelta(days=3)
    booked = WorkshopFactory(title="Making a CV", starts_at=starts)
    BookingFactory(workshop=booked, student=student)
    over = WorkshopFactory(starts_at=now - timedelta(hours=1), ends_at=now)
    BookingFactory(workshop=over, student=student)
    BookingFactory(workshop=WorkshopFactory(), student=student, state="cancelled")
    client.force_login(student.user)
    shown = client.get(reverse("home")).context["workshops"]
    assert [(one["label"], one["state"]) for one in shown.booked] == [
        ("Making a CV", "You have a place")
    ]
    assert shown.to_come == 2


def test_who_may_not_apply_is_told_before_they_look(client):
    AdvertFactory()
    mba = StudentFactory(award="MBA")
    client.force_login(mba.user)
    page = client.get(reverse("home")).content.decode()
    assert "You cannot apply in this cycle" in page
    client.force_login(StudentFactory().user)
    assert "You cannot apply" not in client.get(reverse("home")).content.decode()
