"""Claims in every state, the people around them, and receipts that are really files."""

import io
from datetime import timedelta
from decimal import Decimal

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from djmoney.money import Money
from PIL import Image

from expenses.models import Claim, Item, Payment
from expenses.policy import Decision
from expenses.workflow import NewPayment, claim_machine
from microinternships import clock
from microinternships.engine import HOST, OFFICE, STUDENT, Refused
from tests.factories import (
    ClaimFactory,
    CycleFactory,
    HostFactory,
    ItemFactory,
    OfficeFactory,
    PlacementFactory,
    ReceiptFactory,
    UserFactory,
)

S = Claim.State
SENT = [state for state in S.values if state != S.DRAFT]
DECIDED = (S.APPROVED, S.PAID, S.DISPUTED, S.SETTLED)


def past_placement(modes=None, **kwargs):
    """A placement whose days have passed, in a cycle that takes claims."""
    cycle = kwargs.pop("cycle", None) or CycleFactory(phase="claiming")
    with transaction.atomic():  # a placement and its days are written together
        return fresh(PlacementFactory(advert__cycle=cycle, days=modes, **kwargs))


def fresh(row):
    """The row as the database has it."""
    return type(row).objects.get(pk=row.pk)


def claim_in(state: str = S.SUBMITTED, placement=None) -> Claim:
    """Travel 30.20 and lunch 8.40 on the first day; when decided, travel is cut to 22.80."""
    claim = ClaimFactory(placement=placement or past_placement(), state=state)
    day = claim.placement.ordered_days[0]
    travel = ItemFactory(claim=claim, category="travel", claimed=Decimal("30.20"), days=[day])
    lunch = ItemFactory(claim=claim, category="lunch", claimed=Decimal("8.40"), days=[day])
    for item in (travel, lunch):
        ReceiptFactory(item=item, live=state not in (*Claim.OVER, S.REJECTED))
    if state in DECIDED:
        decided(travel, "22.80", "The bus costs less.")
        decided(lunch, "8.40")
    if state == S.REJECTED:
        decided(travel, "0", "Not for this placement.")
        decided(lunch, "0", "Not for this placement.")
    long_ago = clock.now() - timedelta(days=21)
    Claim.objects.filter(pk=claim.pk).update(
        queried_at=long_ago if state == S.QUERIED else None,
        decided_at=clock.now() if state in (*DECIDED, S.REJECTED) else None,
        pay_by=clock.now() if state in DECIDED else None,
        paid_at=long_ago if state in (S.PAID, S.DISPUTED, S.SETTLED) else None,
    )
    if state in (S.PAID, S.DISPUTED, S.SETTLED):
        pays(claim, "31.20")
    return fresh(claim)


def decided(item: Item, approved: str, reason: str = "") -> None:
    item.approved, item.reason = Money(approved, "GBP"), reason
    item.save()


def pays(claim: Claim, amount: str) -> Payment:
    return Payment.objects.create(
        claim=claim,
        paid_on=clock.today(),
        amount=Money(amount, "GBP"),
        method="transfer",
        recorded_by=UserFactory(),
    )


def student_of(claim: Claim):
    return claim.placement.student.user


def host_of(claim: Claim, **kwargs):
    return HostFactory(organisation=claim.placement.advert.organisation, **kwargs).user


def people(claim: Claim) -> dict:
    """One person for each role to ``claim``, and a stranger who is everything to another claim."""
    stranger = UserFactory()
    HostFactory(user=stranger)
    return {
        STUDENT: student_of(claim),
        HOST: host_of(claim),
        OFFICE: OfficeFactory(),
        "stranger": stranger,
    }


def decisions(claim: Claim, travel: str, lunch: str, reason: str = "Too much.") -> dict:
    amounts = {"travel": Decimal(travel), "lunch": Decimal(lunch)}
    return {item.pk: Decision(amounts[item.category], reason) for item in claim.items.all()}


def payment(amount: str, **kwargs) -> NewPayment:
    return NewPayment(kwargs.get("paid_on", clock.today()), Decimal(amount), "transfer", "MI 1")


def picture(kind: str = "JPEG", size=(640, 480), colour="white", mode="RGB", **kwargs) -> bytes:
    buffer = io.BytesIO()
    Image.new(mode, size, colour).save(buffer, kind, **kwargs)
    return buffer.getvalue()


def pdf(pages: int = 1, **kwargs) -> bytes:
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    return saved(document, **kwargs)


def saved(document: pikepdf.Pdf, **kwargs) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer, **kwargs)
    return buffer.getvalue()


def upload(data: bytes | None = None, name: str = "receipt.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, picture() if data is None else data)


def refusals(event: str, claim, by=None, **data) -> list[tuple[str, str]]:
    """The (code, field) of every reason against ``event``; the claim stays as it was."""
    before = claim.state
    with pytest.raises(Refused) as caught:
        claim_machine.fire(event, claim, by=by, **data)
    assert fresh(claim).state == before
    return [(refusal.code, refusal.field) for refusal in caught.value.refusals]
