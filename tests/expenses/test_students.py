"""A student's pages: from the placement to the money."""

import hashlib
import re
from decimal import Decimal

import pytest
from django.urls import reverse

from expenses.models import Claim, Item, Receipt
from microinternships import clock
from tests.expenses.scenes import (
    claim_in,
    fresh,
    host_of,
    past_placement,
    pdf,
    picture,
    student_of,
    upload,
)
from tests.factories import ClaimFactory, ItemFactory, PlacementFactory, ReceiptFactory

pytestmark = pytest.mark.django_db
S = Claim.State


@pytest.fixture
def draft(client):
    claim = ClaimFactory(placement=past_placement(["in_person", "remote", "in_person"]))
    client.force_login(student_of(claim))
    return fresh(claim)


def page(claim, name="claim"):
    return reverse(f"expenses:{name}", args=[claim.pk])


def prefix(claim, day: int = 0, category: str = "lunch") -> str:
    return f"day-{claim.placement.ordered_days[day].pk}-{category}"


def errors(response) -> list[str]:
    return [message for _, message in response.context["lines"].errors]


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# before a claim


def test_claims_can_be_started_from_the_list_and_a_second_start_finds_the_first(client):
    placement = past_placement()
    client.force_login(placement.student.user)
    assert f"Claim for {placement.advert.title}" in text(client.get(reverse("expenses:mine")))
    started = client.post(reverse("expenses:start", args=[placement.pk]))
    again = client.post(reverse("expenses:start", args=[placement.pk]))
    claim = Claim.objects.get()
    assert started.url == again.url == page(claim)
    assert re.fullmatch(r"C-[2-9A-HJKMNP-Z]{7}", claim.reference)
    assert f"Finish your claim for {placement.advert.title}" in text(
        client.get(reverse("expenses:mine"))
    )


def test_a_fully_remote_placement_offers_no_claim_and_says_why(client):
    placement = past_placement(["remote", "remote"])
    client.force_login(placement.student.user)
    sentence = "This placement is fully remote, so the host will not cover any expenses."
    mine = client.get(reverse("expenses:mine"))
    assert sentence in text(mine)
    assert reverse("expenses:start", args=[placement.pk]) not in mine.content.decode()
    start = client.get(reverse("expenses:start", args=[placement.pk]))
    assert sentence in text(start)
    assert "Start claim" not in text(start)
    client.post(reverse("expenses:start", args=[placement.pk]))
    assert Claim.objects.count() == 0


def test_a_placement_to_come_cannot_be_claimed_yet(client):
    placement = PlacementFactory()
    client.force_login(placement.student.user)
    client.post(reverse("expenses:start", args=[placement.pk]))
    assert Claim.objects.count() == 0


# the draft


def test_the_draft_has_a_card_per_day_and_says_why_a_remote_day_has_no_lines(client, draft):
    response = client.get(page(draft))
    cards = response.context["lines"].cards
    assert [[line.category for line in card.lines] for card in cards] == [
        ["travel", "lunch"],
        [],
        ["travel", "lunch"],
    ]
    assert "You worked remotely on this day." in text(response)
    assert 'accept="image/*,application/pdf"' in response.content.decode()
    assert "capture" not in response.content.decode()


def test_an_amount_and_its_receipt_are_kept_and_shown_again(client, draft):
    line = prefix(draft)
    posted = {f"{line}-amount": "£8.40", f"{line}-note": "Soup", f"{line}-receipt": upload()}
    assert client.post(page(draft), posted | {"save": "1"}).url == page(draft)
    item = Item.objects.get()
    assert (item.claimed.amount, item.category, item.note) == (Decimal("8.40"), "lunch", "Soup")
    assert item.ordered_days == [draft.placement.ordered_days[0]]
    assert item.receipt.content_type == "image/jpeg"
    again = client.get(page(draft)).content.decode()
    assert 'value="8.40"' in again
    assert reverse("expenses:receipt", args=[item.receipt.pk]) in again


@pytest.mark.parametrize("amount", ["twelve", "12,50", "-3", "0", "1.234", "1e3", "999999"])
def test_a_wrong_amount_keeps_what_was_typed_and_what_was_uploaded(client, draft, amount):
    line, other = prefix(draft), prefix(draft, 2, "travel")
    posted = {
        f"{line}-amount": amount,
        f"{line}-receipt": upload(),
        f"{other}-amount": "30.20",
        "check": "1",
    }
    response = client.post(page(draft), posted)
    assert response.status_code == 200
    first, third = draft.placement.ordered_days[0], draft.placement.ordered_days[2]
    assert errors(response) == [
        f"Lunch on {first}: Enter an amount in pounds and pence, like 12.50",
        f"Travel on {third}: Add the receipt.",
    ]
    html = response.content.decode()
    assert f'value="{amount}"' in html
    assert "receipt.jpg" in html
    assert f'href="#id_{line}-amount"' in html
    assert dict(Item.objects.values_list("category", "claimed")) == {
        "lunch": None,
        "travel": Decimal("30.20"),
    }
    corrected = {f"{line}-amount": "8.40", f"{other}-amount": "30.20"}
    corrected[f"{other}-receipt"] = upload(pdf(), "ticket.pdf")
    assert client.post(page(draft), corrected | {"check": "1"}).url == page(draft, "check")
    assert Receipt.objects.count() == 2


def test_a_hostile_receipt_is_refused_beside_its_field_and_the_amount_is_kept(client, draft):
    line = prefix(draft)
    hostile = upload(b"<html><script>alert(1)</script></html>", "lunch.jpg")
    response = client.post(
        page(draft), {f"{line}-amount": "8.40", f"{line}-receipt": hostile, "check": "1"}
    )
    day = draft.placement.ordered_days[0]
    assert errors(response) == [
        f"Lunch on {day}: Choose a photograph (JPEG, PNG or HEIC) or a PDF."
    ]
    assert Item.objects.get().claimed.amount == Decimal("8.40")
    assert Receipt.objects.count() == 0


def test_the_same_receipt_twice_is_refused_beside_its_field_with_where_it_is_used(client, draft):
    first, second = prefix(draft), prefix(draft, 2)
    client.post(page(draft), {f"{first}-amount": "8.40", f"{first}-receipt": upload()})
    response = client.post(
        page(draft),
        {f"{first}-amount": "8.40", f"{second}-amount": "9.00", f"{second}-receipt": upload()},
    )
    one, other = draft.placement.ordered_days[0], draft.placement.ordered_days[2]
    sentence = f"You have used this receipt for lunch on {one}. Choose another file."
    assert errors(response) == [f"Lunch on {other}: {sentence}"]
    assert 'value="9.00"' in response.content.decode()


def test_another_students_receipt_is_refused_without_a_word_about_them(client, draft):
    ReceiptFactory(item=claim_in(S.SUBMITTED).items.first().claim.items.create(category="lunch"))
    other = Receipt.objects.first()
    data = picture()
    Receipt.objects.filter(pk=other.pk).update(sha256=hashlib.sha256(data).hexdigest())
    line = prefix(draft)
    response = client.post(page(draft), {f"{line}-receipt": upload(data)})
    day = draft.placement.ordered_days[0]
    assert errors(response) == [
        f"Lunch on {day}: This receipt is used already. Choose another file."
    ]
    assert other.item.claim.reference not in text(response)
    assert other.item.claim.placement.student.name not in text(response)


def test_a_weekly_ticket_names_several_days(client, draft):
    days = draft.placement.ordered_days
    posted = {
        "several-category_of_several": "travel",
        "several-several": [str(days[0].pk), str(days[2].pk)],
        "several-amount": "24",
        "several-receipt": upload(pdf(), "weekly.pdf"),
        "check": "1",
    }
    assert client.post(page(draft), posted).url == page(draft, "check")
    item = Item.objects.get()
    assert (item.category, item.ordered_days) == ("travel", [days[0], days[2]])


def test_a_ticket_without_its_days_keeps_the_receipt_and_asks_for_them(client, draft):
    posted = {
        "several-category_of_several": "travel",
        "several-amount": "24",
        "several-receipt": upload(),
        "check": "1",
    }
    response = client.post(page(draft), posted)
    assert errors(response) == ["Several days: Choose the days this was for."]
    item = Item.objects.get()
    assert item.receipt.original_name == "receipt.jpg"
    day = draft.placement.ordered_days[0]
    fixed = {
        f"item-{item.pk}-category_of_several": "travel",
        f"item-{item.pk}-several": [str(day.pk)],
        f"item-{item.pk}-amount": "24",
        "check": "1",
    }
    assert client.post(page(draft), fixed).url == page(draft, "check")
    assert Item.objects.get().ordered_days == [day]


def test_a_remote_day_cannot_be_slipped_in(client, draft):
    remote = draft.placement.ordered_days[1]
    client.post(
        page(draft),
        {
            f"day-{remote.pk}-lunch-amount": "8.40",
            "several-several": [str(remote.pk)],
            "several-amount": "8.40",
            "several-receipt": upload(),
        },
    )
    assert [item.ordered_days for item in Item.objects.all()] == [[]]
    assert client.post(page(draft, "check")).status_code == 200
    assert fresh(draft).state == S.DRAFT


def test_removing_a_line_saves_the_others(client, draft):
    line, other = prefix(draft), prefix(draft, 2)
    client.post(page(draft), {f"{line}-amount": "8.40", f"{line}-receipt": upload()})
    item = Item.objects.get()
    posted = {f"{line}-amount": "8.40", f"{other}-amount": "7", "remove": str(item.pk)}
    assert client.post(page(draft), posted).url == page(draft)
    assert [left.claimed.amount for left in Item.objects.all()] == [Decimal(7)]
    assert Receipt.objects.count() == 0


def test_an_item_of_another_claim_cannot_be_removed(client, draft):
    other = claim_in(S.DRAFT).items.first()
    client.post(page(draft), {"remove": str(other.pk)})
    assert Item.objects.filter(pk=other.pk).exists()


def test_abroad_the_currency_is_chosen(client):
    placement = past_placement(advert__country="FR")
    claim = ClaimFactory(placement=placement)
    client.force_login(student_of(claim))
    line = f"day-{placement.ordered_days[0].pk}-lunch"
    response = client.post(page(claim), {"currency": "EUR", f"{line}-amount": "x"})
    day = placement.ordered_days[0]
    assert errors(response) == [f"Lunch on {day}: Enter an amount in euros and cents, like 12.50"]
    client.post(page(claim), {"currency": "EUR", f"{line}-amount": "8.40"})
    assert str(Item.objects.get().claimed) == "€8.40"


def test_after_claims_close_the_draft_cannot_be_changed_or_sent(client):
    claim = claim_in(S.DRAFT)
    client.force_login(student_of(claim))
    with clock.standing_at(claim.placement.advert.cycle.claims_close_at):
        assert "This claim was not sent" in text(client.get(page(claim)))
        client.post(page(claim), {"remove": str(claim.items.first().pk)})
        response = client.post(page(claim, "check"))
    assert "Claims closed on" in text(response)
    assert (fresh(claim).state, claim.items.count()) == (S.DRAFT, 2)


# sent


def test_the_check_page_shows_totals_and_change_links_and_sends(client):
    claim = claim_in(S.DRAFT)
    client.force_login(student_of(claim))
    check = client.get(page(claim, "check"))
    assert "£38.60" in text(check)
    travel = claim.items.get(category="travel")
    assert f"{page(claim)}#line-{travel.line_name}" in check.content.decode()
    assert client.post(page(claim, "check")).url == page(claim)
    status = client.get(page(claim))
    assert "You sent the claim." in text(status)
    assert "The host decides by" in text(status)


def test_an_unfinished_claim_is_not_sent_and_says_what_is_missing(client, draft):
    day = draft.placement.ordered_days[0]
    ItemFactory(claim=draft, days=[day])
    response = client.post(page(draft, "check"))
    assert f"Lunch on {day}: Add the receipt." in text(response)
    assert fresh(draft).state == S.DRAFT


def test_a_question_is_answered_beside_its_item(client):
    claim = claim_in(S.QUERIED)
    item = claim.items.first()
    Item.objects.filter(pk=item.pk).update(question="Which bus was it?")
    client.force_login(student_of(claim))
    assert "Which bus was it?" in text(client.get(page(claim)))
    empty = client.post(page(claim, "answer"), {f"item-{item.pk}-answer": ""})
    assert "Answer the host's question." in empty.content.decode().replace("&#x27;", "'")
    client.post(page(claim, "answer"), {f"item-{item.pk}-answer": "The X90."})
    assert (fresh(claim).state, fresh(item).answer) == (S.SUBMITTED, "The X90.")


def press(client, claim, event, **data):
    return client.post(reverse("expenses:press", args=[claim.pk, event]), data)


def test_a_payment_is_confirmed_or_said_not_to_have_come(client):
    claim = claim_in(S.PAID)
    client.force_login(student_of(claim))
    silent = press(client, claim, "dispute")
    assert "Say why, in a sentence or two." in text(silent)
    assert fresh(claim).state == S.PAID
    press(client, claim, "dispute", **{"dispute-comment": "Nothing on my statement."})
    assert fresh(claim).state == S.DISPUTED
    assert "Nothing on my statement." in text(client.get(page(claim)))
    paid = claim_in(S.PAID)
    client.force_login(student_of(paid))
    press(client, paid, "confirm")
    assert fresh(paid).state == S.SETTLED


def test_a_decided_claim_shows_each_item_with_its_reason(client):
    claim = claim_in(S.APPROVED)
    client.force_login(student_of(claim))
    shown = text(client.get(page(claim)))
    assert "£31.20 of £38.60 approved." in shown
    assert "Reason: The bus costs less." in shown
    press(client, claim, "ask_for_review", **{"ask_for_review-comment": "The fare rose."})
    assert fresh(claim).review_asked_at is not None


def test_a_claim_is_withdrawn_until_it_is_decided(client):
    claim = claim_in(S.SUBMITTED)
    client.force_login(student_of(claim))
    assert press(client, claim, "withdraw").url == page(claim)
    assert fresh(claim).state == S.WITHDRAWN
    assert press(client, claim, "approve").status_code == 404


# other people


@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED, S.APPROVED])
def test_other_peoples_claims_are_not_there(client, state):
    claim = claim_in(state)
    host = host_of(claim)
    for user in (student_of(claim_in(state)), host, host_of(claim_in(state))):
        client.force_login(user)
        for name in ("claim", "check"):
            assert client.get(page(claim, name)).status_code == 404
        assert client.post(page(claim), {"save": "1"}).status_code == 404
        assert press(client, claim, "withdraw").status_code == 404
        assert client.post(page(claim, "answer")).status_code == 404
        start = reverse("expenses:start", args=[claim.placement_id])
        assert client.get(start).status_code == 404
        assert client.post(start).status_code == 404
    assert fresh(claim).state == state


def test_strangers_are_asked_to_sign_in(client):
    claim = claim_in(S.SUBMITTED)
    for name in ("claim", "check", "decide", "pay"):
        response = client.get(page(claim, name))
        assert (response.status_code, response.url.split("?")[0]) == (
            302,
            reverse("account_login"),
        )
