"""What may be claimed for which day, and why not. Pure functions of rows already read.

The programme's rule: hosts reimburse local travel (inclusive of buses between Oxford and
London) and lunch, on submission of receipts, for days attended in person or on which travel
was required as part of the placement; nothing for days worked from home.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from expenses.models import Item
from microinternships import clock
from microinternships.engine import Refusal
from microinternships.phrases import time_words, when
from microinternships.templatetags.words import money, sentence_list, zone_name
from placements.models import Cycle, DayMode, Placement, PlacementDay

TRAVEL, LUNCH = Item.Category.TRAVEL, Item.Category.LUNCH
MAX_AMOUNT = Decimal("99999.99")

# "the host will not cover any expenses" is the programme's own wording.
NOTHING_REMOTE = "This placement is fully remote, so the host will not cover any expenses."


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes or no, with the sentence to show; ``code`` is empty for a yes."""

    code: str
    sentence: str

    @property
    def passed(self) -> bool:
        return not self.code


@dataclass(frozen=True, slots=True)
class DayVerdict(Verdict):
    """What may be claimed for one day: no category unless it passed."""

    day: PlacementDay
    categories: tuple[str, ...] = ()


def placement_verdict(placement: Placement, now: datetime) -> Verdict:
    """Whether claims can be made for this placement at all at ``now``."""
    cycle = placement.advert.cycle
    if not placement.active:
        return Verdict(
            "not_active",
            "This placement did not take place, so there is nothing to claim. If you paid for "
            "travel already, write to the Internship Office.",
        )
    if cycle.expense_rules == Cycle.ExpenseRules.REMOTE:
        return Verdict(
            "remote_cycle",
            f"In {cycle} every placement is remote, so the host will not cover any expenses.",
        )
    if not any(_travelled(day) for day in placement.ordered_days):
        return Verdict("remote", NOTHING_REMOTE)
    if not categories(placement):
        return Verdict(
            "in_kind", "The host gives lunch and arranges travel, so there is nothing to claim."
        )
    return _window_verdict(cycle, now)


def _window_verdict(cycle: Cycle, now: datetime) -> Verdict:
    if not cycle.accepting_claims(now):
        return Verdict("closed", f"Claims closed on {when(cycle.claims_close_at)}.")
    return Verdict("", f"Send your claim before {when(cycle.claims_close_at)}.")


def start_verdict(placement: Placement, now: datetime) -> Verdict:
    """Whether a claim can be started at ``now``: the placement reimburses, and a day has passed."""
    verdict = placement_verdict(placement, now)
    if not verdict.passed:
        return verdict
    days = day_verdicts(placement, now)
    if any(day.passed for day in days):
        return verdict
    reasons = [day for day in days if day.code != "remote_day"]
    return Verdict(reasons[0].code, reasons[0].sentence)


def categories(placement: Placement) -> tuple[str, ...]:
    """What the host reimburses: not what it gives in kind."""
    advert = placement.advert
    in_kind = {TRAVEL: advert.travel_in_kind, LUNCH: advert.lunch_in_kind}
    return tuple(category for category, given in in_kind.items() if not given)


def in_kind_sentences(placement: Placement) -> list[str]:
    """What is not claimed because the host gives it."""
    advert = placement.advert
    told = (
        (advert.lunch_in_kind, "The host gives lunch, so lunch is not claimed."),
        (advert.travel_in_kind, "The host arranges travel, so travel is not claimed."),
    )
    return [sentence for given, sentence in told if given]


def day_verdict(day: PlacementDay, placement: Placement, now: datetime) -> DayVerdict:
    """Whether ``day`` is claimable at ``now``: it has ended at the host's clock, was not marked
    absent, and was in person or required travel."""
    if not _travelled(day):
        return DayVerdict(
            "remote_day",
            "You worked remotely on this day. Travel and lunch are reimbursed for days in person.",
            day,
        )
    ends_at = placement.hours_on(day.date)[1]
    if now < ends_at:
        return DayVerdict("not_yet", f"You can claim this day from {_ends(placement, day)}.", day)
    if day.attended is False:
        return DayVerdict(
            "absent",
            "You are marked absent on this day. If that is wrong, ask your host to correct it.",
            day,
        )
    sentence = "" if day.mode == DayMode.IN_PERSON else f"Travel was required: {day.travel_reason}"
    return DayVerdict("", sentence, day, categories(placement))


def day_verdicts(placement: Placement, now: datetime) -> list[DayVerdict]:
    """Every day of the placement in order, each with its verdict."""
    return [day_verdict(day, placement, now) for day in placement.ordered_days]


def _travelled(day: PlacementDay) -> bool:
    return day.mode == DayMode.IN_PERSON or bool(day.travel_reason)


def _ends(placement: Placement, day: PlacementDay) -> str:
    ends_at = placement.hours_on(day.date)[1]
    words = f"{day}, {time_words(ends_at)}"
    if placement.zone_differs_on(day.date):
        words += f" in {zone_name(placement.zone)}"
    if placement.across_zones_on(day.date, day.mode):
        in_oxford = ends_at.astimezone(clock.OXFORD)
        words += f" ({in_oxford:%A}, {time_words(in_oxford)} in Oxford)"
    return words


def item_problem(item: Item, placement: Placement, now: datetime) -> Refusal | None:
    """What keeps one line from being sent; its days and receipt have been read already."""
    field = f"item-{item.pk}"
    if not item.ordered_days:
        return Refusal("no_day", "Choose the days this was for.", f"{field}-days")
    verdicts = [day_verdict(day, placement, now) for day in item.ordered_days]
    for verdict in verdicts:
        if verdict.day.placement_id != placement.pk:
            return Refusal(
                "other_placement", "Choose days of this placement only.", f"{field}-days"
            )
        if not verdict.passed:
            return Refusal(verdict.code, f"{verdict.day}: {verdict.sentence}", f"{field}-days")
        if item.category not in verdict.categories:
            given = "lunch" if item.category == LUNCH else "travel"
            return Refusal(
                "given_in_kind", f"The host gives {given}, so it is not claimed.", f"{field}-amount"
            )
    if item.claimed is None or item.claimed.amount <= 0:
        return Refusal("no_amount", amount_help(item.claimed_currency), f"{field}-amount")
    if item.proof is None:
        return Refusal("no_receipt", "Add the receipt.", f"{field}-receipt")
    return None


def amount_help(currency: str) -> str:
    """What to do about an amount that cannot be read."""
    units = {"EUR": "euros and cents", "USD": "dollars and cents"}.get(currency, "pounds and pence")
    return f"Enter an amount in {units}, like 12.50"


def describe(item: Item) -> str:
    """A line in words, as in "lunch on Monday 5 October"."""
    return name_line(item.category, item.ordered_days)


def name_line(category: str, days: Sequence[PlacementDay]) -> str:
    """What a line for ``category`` on ``days`` is called, as in "travel on Monday 5 October"."""
    what = "lunch" if category == LUNCH else "travel"
    return f"{what} on {sentence_list(days)}" if days else what


def capitalised(words: str) -> str:
    return words[:1].upper() + words[1:]


def named(refusal: Refusal, items: Iterable[Item]) -> str:
    """A refusal about one line, with the line's name; any other as it is."""
    about = next((item for item in items if refusal.field.startswith(f"item-{item.pk}-")), None)
    return f"{capitalised(describe(about))}: {refusal.message}" if about else refusal.message


@dataclass(frozen=True, slots=True)
class Decision:
    """A host's word on one line: the amount approved (zero refuses it), and why when it is less."""

    amount: Decimal
    reason: str = ""


def decision_problem(item: Item, decision: Decision | None) -> Refusal | None:
    """What is wrong with a decision on ``item``: at most the claim, a reason for anything less."""
    field = f"item-{item.pk}"
    if decision is None:
        return Refusal("undecided", "Choose what you decide.", f"{field}-verdict")
    if decision.amount > 0 and all(day.attended is False for day in item.ordered_days):
        return Refusal(
            "absent", "The student is marked absent, so this is not reimbursed.", f"{field}-verdict"
        )
    if decision.amount < 0:
        return Refusal("negative", amount_help(item.claimed_currency), f"{field}-amount")
    if decision.amount > item.claimed.amount:
        return Refusal(
            "more_than_claimed",
            f"You can approve at most the {money(item.claimed)} that was claimed.",
            f"{field}-amount",
        )
    if decision.amount < item.claimed.amount and not decision.reason.strip():
        return Refusal(
            "no_reason",
            "Say why this is less than was claimed. The student sees it.",
            f"{field}-reason",
        )
    return None
