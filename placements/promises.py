"""What a host reimburses, in the programme's own words, said before anyone can be disappointed."""

from collections.abc import Iterable
from datetime import date

from placements.models import Advert, Cycle, DayMode, Mode

VOLUNTARY = "Voluntary and unpaid"
VOLUNTARY_SENTENCE = "This placement is voluntary and unpaid."
NOTHING = "the host will not cover any expenses"
NOTHING_REMOTE = f"This placement is fully remote, so {NOTHING}."
TRAVEL = "local travel (inclusive of bus travel between Oxford and London)"


def nothing_is_reimbursed(advert: Advert) -> bool:
    return advert.cycle.expense_rules == Cycle.ExpenseRules.REMOTE or not advert.reimburses


def in_brief(advert: Advert) -> str:
    """For a card, where there is room for a few words."""
    if not advert.mode:
        return ""
    if nothing_is_reimbursed(advert):
        return "No expenses covered"
    given = {
        (True, True): "Lunch given, travel arranged",
        (True, False): "Lunch given, local travel reimbursed",
        (False, True): "Travel arranged, lunch reimbursed",
    }
    in_kind = (advert.lunch_in_kind, advert.travel_in_kind)
    return given.get(in_kind, "Local travel and lunch reimbursed")


def in_full(advert: Advert) -> list[str]:
    """Sentence by sentence, for every page that says it."""
    if advert.cycle.expense_rules == Cycle.ExpenseRules.REMOTE:
        return [f"In {advert.cycle} every placement is remote, so {NOTHING}."]
    if not advert.reimburses:
        return [NOTHING_REMOTE] if advert.mode == Mode.REMOTE else []
    said = [*_reimbursed(advert), *_given(advert)]
    if DayMode.REMOTE in advert.mode_of_each_day:
        said.append("Nothing is reimbursed for days you work from home.")
    if not advert.travel_in_kind:
        said.append("Flights, accommodation and other travel between cities are not covered.")
    if advert.how_we_pay:
        said.append(f"How the host reimburses: {advert.how_we_pay}")
    return said


def on_days(advert: Advert, days: Iterable[tuple[date, str]]) -> list[str]:
    """As :func:`in_full`, for the days of an offer or a placement, which may all be remote."""
    if not any(mode == DayMode.IN_PERSON for _, mode in days):
        return [NOTHING_REMOTE]
    return in_full(advert)


def _reimbursed(advert: Advert) -> list[str]:
    covered = []
    if not advert.travel_in_kind:
        covered.append(TRAVEL)
    if not advert.lunch_in_kind:
        covered.append("lunch")
    if not covered:
        return []
    return [
        f"The host reimburses {' and '.join(covered)} on submission of receipts, for days you "
        "attend in person or on which travel was required as part of the placement."
    ]


def _given(advert: Advert) -> list[str]:
    given = []
    if advert.lunch_in_kind:
        given.append("The host gives you lunch, so lunch is not claimed.")
    if advert.travel_in_kind:
        given.append("The host arranges your travel, so travel is not claimed.")
    return given
