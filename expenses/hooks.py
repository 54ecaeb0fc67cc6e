"""What correcting a placement means for the claims that name its days."""

from expenses.models import Claim, Item
from microinternships.engine import Act, Refusal
from microinternships.phrases import day_words
from placements.models import DayMode, PlacementDay

S = Claim.State
ENDED = (S.DRAFT, S.REJECTED, S.WITHDRAWN, S.VOID)


def claimed_days_stay_claimable(act: Act) -> Refusal | None:
    """``days`` maps dates to (mode, attended), or lists (date, mode); None leaves them alone."""
    given = act.data.get("days")
    if given is None:
        return None
    wanted = given if isinstance(given, dict) else {day: (mode, None) for day, mode in given}
    named = Item.objects.filter(claim__placement=act.subject).exclude(claim__state__in=ENDED)
    for day in PlacementDay.objects.filter(pk__in=named.values("days")).order_by("date"):
        mode, attended = wanted.get(day.date, (DayMode.REMOTE, False))
        costs = mode == DayMode.IN_PERSON or day.travel_reason
        if attended is False or not costs:
            sentence = f"A claim names {day_words(day.date)}. Decide or void that claim first."
            return Refusal("claimed", sentence, "days")
    return None
