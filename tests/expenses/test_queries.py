"""Lists ask as much for fifty rows as for one."""

import pytest
from django.urls import reverse

from expenses import homes, host_tasks
from expenses.models import Claim
from microinternships import clock
from placements.models import Placement
from placements.worklist import Desk
from tests.expenses.scenes import claim_in, host_of, past_placement, pays, student_of
from tests.factories import (
    AdvertFactory,
    CycleFactory,
    ItemFactory,
    PlacementFactory,
    ReceiptFactory,
)

pytestmark = pytest.mark.django_db
S = Claim.State
MINE, TO_DECIDE, DESK = 8, 12, 3


def placements(rows: int, **kwargs):
    """As many placements of one organisation's advert, each of another student."""
    advert = AdvertFactory(cycle=CycleFactory(phase="claiming"))
    return [PlacementFactory(advert=advert, **kwargs) for _ in range(rows)]


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_a_students_list(client, django_assert_num_queries, rows):
    placement = past_placement()
    for _ in range(rows):
        claim_in(S.APPROVED, placement)
    client.force_login(student_of(Claim.objects.first()))
    with django_assert_num_queries(MINE):
        response = client.get(reverse("expenses:mine"))
    assert len(response.context["claims"]) == rows


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_what_waits_for_a_student(django_assert_num_queries, rows):
    placement = past_placement()
    for _ in range(rows):
        claim_in(S.QUERIED, placement)
        claim_in(S.PAID, placement)
    Claim.objects.update(queried_at=clock.now(), paid_at=clock.now())
    student, mine = placement.student.user, list(Placement.objects.ready_to_show())
    with django_assert_num_queries(1):
        tasks = homes.student_tasks(student, mine, clock.now())
    assert len(tasks) == rows * 2


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_a_hosts_list_and_desk(client, django_assert_num_queries, rows):
    for placement in placements(rows):
        claim_in(S.SUBMITTED, placement)
        claim_in(S.APPROVED, placement)
        claim_in(S.PAID, placement)
    host = host_of(Claim.objects.first())
    client.force_login(host)
    with django_assert_num_queries(TO_DECIDE):
        response = client.get(reverse("expenses:to_decide"))
    assert [len(found) for _, found in response.context["groups"]] == [rows] * 3
    with django_assert_num_queries(DESK):
        tasks = list(host_tasks.claims(Desk(host, clock.now())))
    assert len(tasks) == rows * 2


@pytest.mark.parametrize("rows", [1, 3, 50])
def test_a_claims_pages(client, django_assert_num_queries, rows):
    """As many payments and items as rows; the pages of student and host cost the same."""
    claim = claim_in(S.APPROVED)
    for _ in range(rows):
        pays(claim, "0.01")
        item = ItemFactory(claim=claim, days=claim.placement.ordered_days[:1], approved="1.00")
        ReceiptFactory(item=item)
    client.force_login(student_of(claim))
    with django_assert_num_queries(12):
        client.get(reverse("expenses:claim", args=[claim.pk]))
    client.force_login(host_of(claim))
    with django_assert_num_queries(14):
        client.get(reverse("expenses:decide", args=[claim.pk]))
