"""Claims, one in each state at least, all for past placements at one organisation."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count

from demo.programme.papers import receipt
from demo.programme.steps import host_of
from demo.programme.who import office
from expenses.drafts import Line, keep_line, start
from expenses.models import Claim, Item
from expenses.workflow import Decision, NewPayment, claim_machine, decide, pay
from microinternships import clock
from microinternships.engine import DEADLINE
from microinternships.workingdays import is_working_day
from placements.models import Placement, PlacementDay

_numbers = count(1)
FARES = (Decimal("4.60"), Decimal("5.20"), Decimal("16.00"))
LUNCHES = (Decimal("6.75"), Decimal("8.40"), Decimal("24.50"))  # the last is a dear one


def working_days_ago(number: int) -> datetime:
    """Three in the afternoon of that working day in Oxford."""
    day = clock.today()
    while number:
        day -= timedelta(days=1)
        number -= is_working_day(day)
    return clock.noon(day) + timedelta(hours=3)


def draft(placement: Placement, at: datetime, *, days: tuple[int, ...] = (0,)) -> Claim:
    """Travel and lunch with their receipts on those days of the placement."""
    by = placement.student.user
    with clock.rehearsing_at(at):
        claim = start(placement, by=by)
        for number in days:
            day = placement.ordered_days[number]
            _line(claim, day, Item.Category.TRAVEL, FARES[number % 3], by)
            _line(claim, day, Item.Category.LUNCH, LUNCHES[number % 3], by)
    return claim


def _line(claim: Claim, day: PlacementDay, category: str, amount: Decimal, by) -> None:
    travel = category == Item.Category.TRAVEL
    seller, what = ("Example Buses", "Day return") if travel else ("The Fictional Fork", "Soup")
    number = next(_numbers)
    proof = receipt(seller=seller, what=what, day=day.date, amount=amount, number=number)
    keep_line(claim, Line([day], category, amount=amount, note=what, receipt=proof), by=by)


def sent(placement: Placement, at: datetime, *, days: tuple[int, ...] = (0,)) -> Claim:
    claim = draft(placement, at - timedelta(hours=1), days=days)
    return _by_student("submit", claim, at)


def _by_student(event: str, claim: Claim, at: datetime, **data) -> Claim:
    with clock.rehearsing_at(at):
        return claim_machine.fire(event, claim, by=claim.placement.student.user, **data)


def _ask(claim: Claim, at: datetime) -> Claim:
    question = "Which journey was this? The bus from the station costs less."
    with clock.rehearsing_at(at):
        questions = {claim.ordered_items[0].pk: question}
        host = host_of(claim.placement.advert)
        return claim_machine.fire("query", claim, by=host, questions=questions)


def _decide(claim: Claim, at: datetime, *, refuse: tuple[int, ...] = ()) -> Claim:
    """By the host: the items with those numbers are refused, the others approved whole."""
    decisions = {
        item.pk: Decision(Decimal(0), "You were given this by us.")
        if number in refuse
        else Decision(item.claimed.amount)
        for number, item in enumerate(claim.ordered_items)
    }
    with clock.rehearsing_at(at):
        return decide(claim, by=host_of(claim.placement.advert), decisions=decisions)


def _pay(claim: Claim, at: datetime) -> Claim:
    amount, on = claim.owed.amount, _date(at)
    payment = NewPayment(on, amount, "transfer", f"LANTERN {claim.reference}")
    with clock.rehearsing_at(at):
        return pay(claim, by=host_of(claim.placement.advert), payment=payment)


def _date(moment: datetime) -> date:
    return moment.astimezone(clock.OXFORD).date()


def in_every_state(placements: list[Placement]) -> None:
    """Seven placements over for three weeks. Of what waits, each is due in two working days."""
    one, two, three, four, five, six, seven = placements
    ago = working_days_ago
    draft(one, ago(2), days=(0, 2))
    withdrawn = sent(two, ago(12), days=(1,))
    _by_student("withdraw", withdrawn, ago(11))
    sent(two, ago(8), days=(0, 1, 2))
    _void(sent(three, ago(12), days=(1,)), ago(10))
    _ask(sent(three, ago(6)), ago(4))
    _decide(sent(four, ago(12), days=(0, 1)), ago(8), refuse=(1,))
    _decide(sent(five, ago(9)), ago(7), refuse=(0, 1))
    _pay(_decide(sent(six, ago(11), days=(2,)), ago(8)), ago(3))
    disputed = _pay(_decide(sent(seven, ago(13)), ago(11)), ago(7))
    _by_student("dispute", disputed, ago(5), comment="Nothing has reached my account yet.")
    settled = _pay(_decide(sent(seven, ago(12), days=(1, 2)), ago(11)), ago(9))
    _by_student("confirm", settled, ago(6))


def _void(claim: Claim, at: datetime) -> None:
    why = "This was the receipt of another person's lunch, sent by mistake."
    with clock.rehearsing_at(at):
        claim_machine.fire("void", claim, by=office(), comment=why)


def settled_by_silence(placement: Placement) -> None:
    """Sent two days after the placement; paid, and never confirmed nor disputed."""
    over = placement.ends_at
    decided = _decide(sent(placement, over + timedelta(days=2)), over + timedelta(days=8))
    paid = _pay(decided, over + timedelta(days=12))
    with clock.rehearsing_at(over + timedelta(days=34)):
        claim_machine.fire("settle_by_default", paid, role=DEADLINE)
