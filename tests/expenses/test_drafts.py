"""A draft claim's lines, whatever was read of the claim before."""

import pytest

from expenses import drafts
from expenses.models import Claim
from tests.factories import ClaimFactory, ItemFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("rows", [Claim.objects.all(), Claim.objects.prefetch_related("items")])
def test_a_line_is_gone_from_a_claim_that_was_read_with_or_without_its_lines(rows):
    made = ClaimFactory()
    stays, goes = ItemFactory.create_batch(2, claim=made)
    claim = rows.get(pk=made.pk)
    drafts.remove_line(claim, goes, by=claim.placement.student.user)
    assert list(claim.items.all()) == [stays]
