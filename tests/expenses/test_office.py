"""Everything the Office may do with a claim stands as a button in the admin, with a comment."""

import pytest
from django.urls import reverse

from expenses.models import Claim
from expenses.workflow import claim_machine
from microinternships.engine import OFFICE
from microinternships.models import Transition
from tests.expenses.scenes import claim_in
from tests.factories import OfficeFactory

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CELLS = [
    pytest.param(event.name, source, id=f"{event.name}-from-{source}")
    for event in claim_machine
    if OFFICE in event.who
    for source in event.sources
]
# A decision for each item: all of it, nothing, or all of it where less was approved.
AMOUNTS = {"approve": ("30.20", "8.40"), "reject": ("0", "0"), "raise_approval": ("30.20", "8.40")}


def test_the_office_has_the_events_of_the_design():
    found = {event.name for event in claim_machine if OFFICE in event.who}
    assert found == {"approve", "reject", "reopen", "raise_approval", "uphold_payment", "void"}


@pytest.mark.parametrize(("event", "source"), CELLS)
def test_each_is_a_button_that_asks_why_and_does_it(client, event, source):
    claim = claim_in(source)
    if event == "raise_approval" and source == "rejected":
        claim.items.update(reason="Not a receipt.")
    client.force_login(OfficeFactory(role="caseworker"), backend=BACKEND)
    change = reverse("admin:expenses_claim_change", args=[claim.pk])
    do = reverse("admin:expenses_claim_do", args=[claim.pk, event])
    assert do in client.get(change).content.decode()
    assert client.get(do).status_code == 200
    sent = {}
    if event in AMOUNTS:
        for item, amount in zip(claim.items.order_by("pk"), AMOUNTS[event], strict=True):
            sent[f"item-{item.pk}-amount"] = amount
            sent[f"item-{item.pk}-reason"] = "Not a receipt." if amount == "0" else ""
    before = Transition.objects.count()
    assert client.post(do, {**sent, "comment": ""}).status_code == 200
    assert Transition.objects.count() == before
    answer = client.post(do, {**sent, "comment": "We looked at it."})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Claim.objects.get().state == claim_machine.events[event].target
    assert Transition.objects.count() == before + 1
