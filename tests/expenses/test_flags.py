"""What is unusual about a line: its student reads it before sending, its host while deciding."""

from decimal import Decimal

import pytest
from django.urls import reverse
from djmoney.money import Money

from expenses.flags import mark
from expenses.models import Claim, Item
from expenses.workflow import decide
from microinternships import clock
from tests.expenses.scenes import claim_in, decisions, host_of, past_placement, student_of
from tests.factories import ClaimFactory, ItemFactory, ReceiptFactory

pytestmark = pytest.mark.django_db
S = Claim.State


@pytest.fixture
def draft():
    return ClaimFactory(placement=past_placement())


def codes(claim) -> list[tuple[str, ...]]:
    found = mark(Claim.objects.ready_to_show().get(pk=claim.pk))
    return [tuple(flag.code for flag in item.flags) for item in found.ordered_items]


@pytest.mark.parametrize(
    ("amount", "currency", "days", "flagged"),
    [
        ("15.00", "GBP", 1, False),
        ("15.01", "GBP", 1, True),
        ("30.00", "GBP", 2, False),
        ("30.01", "GBP", 2, True),
        ("18.00", "EUR", 1, False),
        ("18.01", "EUR", 1, True),
        ("20.00", "USD", 1, False),
        ("20.01", "USD", 1, True),
    ],
)
def test_a_lunch_is_questioned_above_what_one_usually_costs(draft, amount, currency, days, flagged):
    claimed = Money(Decimal(amount), currency)
    ItemFactory(claim=draft, claimed=claimed, days=draft.placement.ordered_days[:days])
    assert codes(draft) == [("large_lunch",) if flagged else ()]


def test_travel_and_a_line_without_an_amount_are_not_questioned(draft):
    days = draft.placement.ordered_days
    ItemFactory(claim=draft, category="travel", claimed=Decimal(90), days=days[:1])
    ItemFactory(claim=draft, claimed=None, days=days[:1])
    assert codes(draft) == [(), ()]


def test_a_second_line_for_a_day_and_category_is_said_of_both(draft):
    first, _, third = draft.placement.ordered_days[:3]
    for days, category in (([first, third], "travel"), ([third], "travel"), ([first], "lunch")):
        ItemFactory(claim=draft, days=days, category=category)
    assert codes(draft) == [("second",), ("second",), ()]


@pytest.mark.parametrize(
    ("state", "flagged"),
    [(S.SUBMITTED, True), (S.APPROVED, True), (S.WITHDRAWN, False), (S.VOID, False)],
)
def test_a_line_of_an_earlier_claim_counts_while_that_stands(draft, state, flagged):
    earlier = claim_in(S.SUBMITTED, draft.placement)
    Claim.objects.filter(pk=earlier.pk).update(state=state)
    item = earlier.items.get(category="lunch")
    ItemFactory(claim=draft, days=list(item.days.all()))
    (found,) = mark(Claim.objects.ready_to_show().get(pk=draft.pk)).ordered_items
    assert [flag.code for flag in found.flags] == (["second"] if flagged else [])
    if flagged:
        assert found.flags[0].student == (
            f"You claim lunch on {item.days.get()} twice, in claim {earlier.reference}. "
            "If both are right, leave them as they are."
        )


def test_what_was_refused_may_be_claimed_again(draft):
    earlier = claim_in(S.SUBMITTED, draft.placement)
    earlier.items.update(approved=Decimal(0))
    ItemFactory(claim=draft, days=list(earlier.items.get(category="lunch").days.all()))
    assert codes(draft) == [()]


# On the pages


@pytest.fixture
def dear():
    """A claim of one lunch that cost too much and one bus that did not, sent to its host."""
    claim = claim_in(S.DRAFT)
    claim.items.filter(category="lunch").update(claimed=Decimal(42))
    now = clock.now()
    Claim.objects.filter(pk=claim.pk).update(state=S.SUBMITTED, submitted_at=now, decide_by=now)
    return claim


def test_the_student_reads_the_flag_before_sending_and_may_send_all_the_same(client, draft):
    item = ItemFactory(claim=draft, claimed=Decimal(42), days=draft.placement.ordered_days[:1])
    ReceiptFactory(item=item)
    client.force_login(student_of(draft))
    for name in ("claim", "check"):
        page = client.get(reverse(f"expenses:{name}", args=[draft.pk])).text
        assert "£42.00 is a lot for lunch." in page
    client.post(reverse("expenses:check", args=[draft.pk]))
    assert Claim.objects.get(pk=draft.pk).state == S.SUBMITTED


def test_the_host_reads_it_beside_the_item_while_deciding(client, dear):
    client.force_login(host_of(dear))
    address = reverse("expenses:decide", args=[dear.pk])
    assert "This is more than £15.00 for a lunch." in client.get(address).text


def test_all_without_flags_are_approved_in_one_press_and_the_others_left_to_decide(client, dear):
    client.force_login(host_of(dear))
    page = client.post(reverse("expenses:decide", args=[dear.pk]), {"approve_all": "1"})
    assert "Approve all without flags" in page.text
    chosen = {form.item.category: form["verdict"].value() for form in page.context["forms"]}
    assert chosen == {"travel": "approve", "lunch": None}
    assert Claim.objects.get(pk=dear.pk).state == S.SUBMITTED


def test_once_decided_the_flags_are_gone(client, dear):
    decide(dear, by=host_of(dear), decisions=decisions(dear, "30.20", "42.00"))
    client.force_login(host_of(dear))
    page = client.get(reverse("expenses:decide", args=[dear.pk])).text
    assert "for a lunch" not in page
    assert not any(item.flags for item in Item.objects.filter(claim=dear))
