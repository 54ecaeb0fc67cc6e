"""A host's pages: what waits, each item beside its receipt, the sum, the payment."""

import re
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from expenses.models import Claim, Receipt
from microinternships import clock
from placements import worklist
from tests.expenses.scenes import claim_in, fresh, host_of, pdf, picture, student_of
from tests.factories import OfficeFactory

pytestmark = pytest.mark.django_db
S = Claim.State


@pytest.fixture
def claim(client):
    found = claim_in(S.SUBMITTED)
    client.force_login(host_of(found))
    return found


def page(claim, name="decide"):
    return reverse(f"expenses:{name}", args=[claim.pk])


def text(response) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def content_of(response) -> bytes:
    """The whole body; a file that is sent closes once it is read."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def decision(claim, travel, lunch, button) -> dict:
    """What a host posts: for each category (verdict, amount, reason)."""
    posted = {button: "1"}
    for category, given in (("travel", travel), ("lunch", lunch)):
        item = claim.items.get(category=category)
        for name, value in zip(("verdict", "amount", "reason"), given, strict=True):
            posted[f"item-{item.pk}-{name}"] = value
    return posted


LESS, WHOLE = ("reduce", "22.80", "The bus costs less."), ("approve", "", "")


def test_each_item_stands_beside_its_receipt(client, claim):
    response = client.get(page(claim))
    html = response.content.decode()
    for receipt in Receipt.objects.all():
        assert f'src="{reverse("expenses:receipt", args=[receipt.pk])}"' in html
    assert "Decide by" in text(response)


def test_the_sum_is_shown_before_the_decision_is_carried_out(client, claim):
    shown = client.post(page(claim), decision(claim, LESS, WHOLE, "check"))
    called = claim.placement.student.called
    sentence = f"You are approving £31.20 of £38.60. {called} will see your reasons."
    assert sentence in text(shown)
    assert fresh(claim).state == S.SUBMITTED
    carried_out = client.post(page(claim), decision(claim, LESS, WHOLE, "decide"))
    assert carried_out.url == page(claim, "pay")
    assert (fresh(claim).state, str(fresh(claim).approved)) == (S.APPROVED, "£31.20")


def test_approve_all_leads_to_the_whole_sum(client, claim):
    shown = client.post(page(claim), {"approve_all": "1"})
    assert "You are approving £38.60 of £38.60." in text(shown)
    assert "will see your reasons" not in text(shown)
    hidden = dict(re.findall(r'name="(item-[^"]+)" value="([^"]*)"', shown.content.decode()))
    client.post(page(claim), hidden | {"decide": "1"})
    assert str(fresh(claim).approved) == "£38.60"


def test_going_back_from_the_sum_keeps_what_was_typed(client, claim):
    back = client.post(page(claim), decision(claim, LESS, WHOLE, "change"))
    assert 'value="22.80"' in back.content.decode()
    assert "The bus costs less." in text(back)


@pytest.mark.parametrize(
    ("travel", "sentence"),
    [
        (("reduce", "30.21", "More"), "You can approve at most the £30.20 that was claimed."),
        (("reduce", "ten", "Less"), "Enter an amount in pounds and pence, like 12.50"),
        (("reduce", "", "Less"), "Enter an amount in pounds and pence, like 12.50"),
        (("reduce", "5", ""), "Say why this is less than was claimed. The student sees it."),
        (("refuse", "", ""), "Say why this is less than was claimed. The student sees it."),
    ],
)
@pytest.mark.parametrize("button", ["check", "decide"])
def test_a_wrong_decision_is_said_beside_its_item_and_nothing_is_lost(
    client, claim, travel, sentence, button
):
    refuse = ("refuse", "", "Lunch was given.")
    response = client.post(page(claim), decision(claim, travel, refuse, button))
    assert sentence in text(response)
    assert "Lunch was given." in text(response)
    if travel[1]:
        assert f'value="{travel[1]}"' in response.content.decode()
    assert fresh(claim).state == S.SUBMITTED


def test_an_undecided_item_is_named(client, claim):
    response = client.post(page(claim), decision(claim, ("", "", ""), WHOLE, "check"))
    day = claim.placement.ordered_days[0]
    assert f"Travel on {day}: Choose what you decide." in text(response)


def test_refusing_everything_refuses_the_claim(client, claim):
    refuse = ("refuse", "", "Not for this placement.")
    shown = client.post(page(claim), decision(claim, refuse, refuse, "check"))
    assert "You are refusing the whole claim of £38.60." in text(shown)
    client.post(page(claim), decision(claim, refuse, refuse, "decide"))
    assert fresh(claim).state == S.REJECTED


def test_a_question_goes_to_the_student(client, claim):
    assert "Write your question" in text(client.post(page(claim), {"ask": "1"}))
    item = claim.items.first()
    client.post(page(claim), {"ask": "1", f"item-{item.pk}-question": "Which bus was it?"})
    assert (fresh(claim).state, fresh(item).question) == (S.QUERIED, "Which bus was it?")


def test_a_decision_is_reopened_with_a_reason_while_nothing_is_paid(client):
    claim = claim_in(S.APPROVED)
    client.force_login(host_of(claim))
    client.post(page(claim, "reopen"))
    assert fresh(claim).state == S.APPROVED
    client.post(page(claim, "reopen"), {"comment": "I misread it."})
    assert fresh(claim).state == S.SUBMITTED
    assert "I misread it." in text(client.get(page(claim)))


def test_a_host_who_is_the_student_reads_why_they_cannot_decide(client):
    claim = claim_in(S.SUBMITTED)
    student = student_of(claim)
    claim.placement.advert.organisation.members.create(user=student)
    client.force_login(student)
    response = client.get(page(claim))
    assert "You cannot decide your own claim." in text(response)
    assert "Check decision" not in text(response)
    answer = client.post(page(claim), decision(claim, WHOLE, WHOLE, "decide"))
    assert "You cannot decide your own claim." in text(answer)
    assert fresh(claim).state == S.SUBMITTED


# payments


def pays(client, claim, **data):
    posted = {"paid_on": clock.today().isoformat(), "amount": "31.20", "method": "transfer"}
    return client.post(page(claim, "pay"), posted | {"reference": "MI 7"} | data)


def test_part_payments_and_then_the_rest(client):
    claim = claim_in(S.APPROVED)
    client.force_login(host_of(claim))
    assert pays(client, claim, amount="20").url == page(claim, "pay")
    left = client.get(page(claim, "pay"))
    assert "£11.20 is left to pay." in text(left)
    assert 'value="11.20"' in left.content.decode()
    assert pays(client, claim, amount="11.20").url == reverse("expenses:to_decide")
    assert fresh(claim).state == S.PAID


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"amount": "31.21"}, "£31.20 is left to pay; enter at most that."),
        ({"amount": "lots"}, "Enter an amount in pounds and pence, like 12.50"),
        ({"amount": ""}, "Enter an amount in pounds and pence, like 12.50"),
        ({"paid_on": ""}, "Enter the date the payment was made."),
        ({"paid_on": "2026-02-31"}, "Enter the date the payment was made."),
    ],
)
def test_a_wrong_payment_is_refused_and_nothing_typed_is_lost(client, data, sentence):
    claim = claim_in(S.APPROVED)
    client.force_login(host_of(claim))
    response = pays(client, claim, **data)
    assert sentence in text(response)
    assert 'value="MI 7"' in response.content.decode()
    assert claim.payments.count() == 0


def test_a_payment_to_come_is_refused(client):
    claim = claim_in(S.APPROVED)
    client.force_login(host_of(claim))
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    response = pays(client, claim, paid_on=tomorrow)
    assert "Enter the date the payment was made, today or earlier." in text(response)


def test_after_a_dispute_the_payment_that_failed_is_named(client):
    claim = claim_in(S.DISPUTED)
    client.force_login(host_of(claim))
    failed = claim.payments.get()
    assert "Choose the payment that did not arrive." in text(pays(client, claim))
    pays(client, claim, failed=[str(failed.pk)])
    assert fresh(claim).state == S.PAID


# the list and the desk


def test_the_list_has_the_most_urgent_first(client):
    later, sooner = claim_in(S.SUBMITTED), claim_in(S.SUBMITTED)
    host = host_of(later)
    sooner.placement.advert.organisation.members.create(user=host)
    Claim.objects.filter(pk=sooner.pk).update(decide_by=clock.now() - timedelta(days=1))
    client.force_login(host)
    groups = dict(client.get(reverse("expenses:to_decide")).context["groups"])
    assert [claim for claim, _ in groups["To decide"]] == [sooner, later]


def test_the_hosts_desk_names_claims_to_decide_and_to_pay():
    to_decide, to_pay = claim_in(S.SUBMITTED), claim_in(S.APPROVED)
    host = host_of(to_decide)
    to_pay.placement.advert.organisation.members.create(user=host)
    tasks = dict(worklist.groups(worklist.Desk(host, clock.now())))["Travel and lunch"]
    assert {task.label for task in tasks} == {
        f"Decide {to_decide.placement.student}'s claim of £38.60",
        f"Pay {to_pay.placement.student} £31.20",
    }


# receipts and other people


def test_a_receipt_is_private_and_can_do_nothing(client, claim):
    receipt = Receipt.objects.first()
    receipt.file.save("receipt.jpg", ContentFile(picture()))
    response = client.get(reverse("expenses:receipt", args=[receipt.pk]))
    assert content_of(response) == picture()
    assert {name: response[name] for name in HEADERS} == HEADERS | {
        "Content-Disposition": f"inline; filename=receipt-{receipt.pk}.jpg"
    }


HEADERS = {
    "Content-Type": "image/jpeg",
    "Content-Disposition": "",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cache-Control": "private, no-store",
}


def test_a_pdf_receipt_is_shown_inline(client, claim):
    receipt = Receipt.objects.first()
    receipt.content_type = "application/pdf"
    receipt.file.save("receipt.pdf", ContentFile(pdf()))
    response = client.get(reverse("expenses:receipt", args=[receipt.pk]))
    assert content_of(response).startswith(b"%PDF")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f"inline; filename=receipt-{receipt.pk}.pdf"
    assert "<iframe" in client.get(page(claim)).content.decode()


@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED])
def test_who_sees_a_receipt(client, state):
    claim = claim_in(state)
    address = reverse("expenses:receipt", args=[claim.items.first().receipt.pk])
    other = claim_in(state)
    viewers = {
        "student": student_of(claim),
        "host": host_of(claim),
        "recruiter": host_of(claim, is_approver=False),
        "office": OfficeFactory(role="viewer"),
        "other student": student_of(other),
        "other host": host_of(other),
    }

    def status(user):
        client.force_login(user)
        response = client.get(address)
        content_of(response)
        return response.status_code

    assert {who: status(user) for who, user in viewers.items()} == {
        "student": 200,
        "host": 404 if state == S.DRAFT else 200,
        "recruiter": 404,
        "office": 200,
        "other student": 404,
        "other host": 404,
    }


@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED, S.APPROVED])
def test_claims_of_other_organisations_and_drafts_are_not_there(client, state):
    claim = claim_in(state)
    users = [host_of(claim_in(state)), student_of(claim), host_of(claim, is_approver=False)]
    if state == S.DRAFT:
        users.append(host_of(claim))
    for user in users:
        client.force_login(user)
        for name in ("decide", "pay"):
            assert client.get(page(claim, name)).status_code == 404
            assert client.post(page(claim, name), {"approve_all": "1"}).status_code == 404
        assert client.post(page(claim, "reopen"), {"comment": "Hm"}).status_code == 404
    assert fresh(claim).state == state
