"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from expenses.models import Claim
from tests.expenses.scenes import claim_in, pays
from tests.factories import ClaimFactory, ItemFactory, ReceiptFactory

pytestmark = pytest.mark.django_db
S = Claim.State


def refused(action) -> str:
    """The name of the constraint that stands against ``action``."""
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        action()
    return caught.value.__cause__.diag.constraint_name


@pytest.mark.parametrize("amount", ["0", "-0.01"])
def test_an_item_claims_more_than_nothing(amount):
    assert refused(lambda: ItemFactory(claimed=amount)) == "item_claims_more_than_nothing"


@pytest.mark.parametrize(
    ("approved", "name"),
    [
        ("8.41", "item_approved_at_most_as_claimed"),
        ("-0.01", "item_approved_is_not_negative"),
    ],
)
def test_an_item_is_approved_between_nothing_and_the_claim(approved, name):
    lunch = claim_in(S.SUBMITTED).items.filter(category="lunch")
    assert refused(lambda: lunch.update(approved=approved)) == name
    assert lunch.update(approved="8.40") == 1


def test_nothing_is_approved_of_an_item_without_an_amount():
    name = "item_approved_at_most_as_claimed"
    assert refused(lambda: ItemFactory(claimed=None, approved="1.00")) == name


def test_an_item_is_approved_in_the_currency_claimed():
    lunch = claim_in(S.SUBMITTED).items.filter(category="lunch")
    name = "item_approved_in_the_currency_claimed"
    assert refused(lambda: lunch.update(approved="1.00", approved_currency="EUR")) == name


def test_one_file_proves_one_live_item():
    ReceiptFactory(sha256="a" * 64)
    again = "receipt_serves_one_live_item"
    assert refused(lambda: ReceiptFactory(sha256="a" * 64)) == again
    ReceiptFactory(sha256="a" * 64, live=False)


@pytest.mark.parametrize("amount", ["0", "-5"])
def test_a_payment_is_more_than_nothing(amount):
    claim = claim_in(S.APPROVED)
    assert refused(lambda: pays(claim, amount)) == "payment_is_more_than_nothing"


def test_a_sent_claim_has_its_dates():
    name = "sent_claim_has_its_dates"
    assert refused(lambda: ClaimFactory(state=S.SUBMITTED, submitted_at=None)) == name
