"""The whole life of a claim through its pages: drafted, cut, paid in parts, confirmed."""

import pytest
from django.urls import reverse

from expenses.invariants import claims_not_balanced, items_not_in_order, receipts_wrongly_live
from expenses.models import Claim
from microinternships import clock
from microinternships.models import Transition
from tests.expenses.scenes import fresh, host_of, past_placement, pdf, picture, upload

pytestmark = pytest.mark.django_db


def test_from_the_photograph_to_the_money(client):
    placement = past_placement(["in_person", "remote"])
    student, today = placement.student.user, clock.today().isoformat()
    day = placement.ordered_days[0].pk

    def go(name, pk, **posted):
        return client.post(reverse(f"expenses:{name}", args=[pk]), posted)

    client.force_login(student)
    go("start", placement.pk)
    claim = Claim.objects.get()
    lines = {
        f"day-{day}-travel-amount": "30.20",
        f"day-{day}-travel-receipt": upload(pdf(), "coach.pdf"),
        f"day-{day}-lunch-amount": "8.40",
        f"day-{day}-lunch-receipt": upload(picture("HEIF"), "IMG_0001.HEIC"),
    }
    assert go("claim", claim.pk, check="1", **lines).url == reverse(
        "expenses:check", args=[claim.pk]
    )
    go("check", claim.pk)

    host = host_of(claim)
    client.force_login(host)
    travel, lunch = claim.items.order_by("category").values_list("pk", flat=True)[::-1]
    go(
        "decide",
        claim.pk,
        decide="1",
        **{
            f"item-{travel}-verdict": "reduce",
            f"item-{travel}-amount": "22.80",
            f"item-{travel}-reason": "The return costs less.",
            f"item-{lunch}-verdict": "approve",
        },
    )
    for amount in ("20.00", "11.20"):
        go("pay", claim.pk, paid_on=today, amount=amount, method="transfer")

    client.force_login(student)
    client.post(reverse("expenses:press", args=[claim.pk, "confirm"]))

    settled = fresh(claim)
    assert (settled.state, settled.settled_by_default) == (Claim.State.SETTLED, False)
    assert [str(sum_) for sum_ in (settled.claimed, settled.approved, settled.paid)] == [
        "£38.60",
        "£31.20",
        "£31.20",
    ]
    assert [(row.event, row.by_id) for row in Transition.objects.of(claim)] == [
        ("submit", student.pk),
        ("approve", host.pk),
        ("record_part_payment", host.pk),
        ("record_payment", host.pk),
        ("confirm", student.pk),
    ]
    for check in (claims_not_balanced, items_not_in_order, receipts_wrongly_live):
        assert list(check()) == []
