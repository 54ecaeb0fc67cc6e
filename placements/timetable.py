"""A cycle's dates as people read them: the milestones in order, and where it stands now."""

from datetime import datetime

from microinternships import phrases
from placements.dates import oxford_day
from placements.models import Cycle, Round


def key_dates(cycle: Cycle, *, for_students: bool = False, claims: bool = True) -> list[dict]:
    """Rows for ``{% key_dates %}``.

    ``for_students`` leaves out what only hosts must meet; without ``claims``
    nothing is said of them, because nothing will be reimbursed.
    """
    rows = [] if for_students else [_row("Hosts' adverts due", cycle.adverts_due_at)]
    several = len(cycle.ordered_rounds) > 1
    for one in cycle.ordered_rounds:
        rows += _of_round(one, several=several, for_students=for_students)
    rows.append(_row("Reserve list ends", cycle.reserve_ends_at))
    for week in cycle.ordered_weeks:
        rows.append(_row(f"Week {week.label}", week.starts_on) | {"until": week.ends_on})
    if claims:
        rows.append(_row("Claims for travel and lunch close", cycle.claims_close_at))
    return rows


def _row(label: str, when) -> dict:
    return {"label": label, "when": when}


def _of_round(one: Round, *, several: bool, for_students: bool) -> list[dict]:
    suffix = f", round {one.number}" if several else ""
    opens = "Adverts appear, applications open" if one.number == 1 else "Applications open"
    rows = [
        _row(f"{opens}{suffix}", one.opens_at),
        _row(f"Applications close{suffix}", one.closes_at),
    ]
    if not for_students or one.release_at is None:
        rows.append(_row(f"Hosts choose by{suffix}", one.choose_by))
    if one.release_at:
        rows.append(_row(f"Everybody hears{suffix}", one.release_at))
    return [*rows, _row(f"Offers answered by{suffix}", one.answer_by)]


def phase(cycle: Cycle, now: datetime) -> str:
    """Where the cycle stands, in a sentence that names the next date."""
    if now < cycle.opens_at:
        return _before_launch(cycle, now)
    if one := cycle.open_round(now):
        return f"Applications are open until {phrases.when(one.closes_at)}."
    if now < cycle.reserve_ends_at:
        return _after_close(cycle, now)
    return _from_the_weeks_on(cycle, now)


def _before_launch(cycle: Cycle, now: datetime) -> str:
    appear = f"adverts appear on {phrases.when(cycle.opens_at)}."
    if cycle.accepting_adverts(now):
        return f"Hosts are writing adverts; {appear}"
    return f"The Internship Office is reading the hosts' adverts; {appear}"


def _after_close(cycle: Cycle, now: datetime) -> str:
    latest = cycle.latest_round(now)
    if latest.choosing(now):
        return f"Applications are closed. Hosts choose by {phrases.when(latest.choose_by)}."
    if not latest.released(now):
        return f"Hosts have chosen. Everybody hears on {phrases.when(latest.release_at)}."
    following = next((one for one in cycle.ordered_rounds if now < one.opens_at), None)
    if following:
        return f"Round {following.number} opens on {phrases.when(following.opens_at)}."
    ends = phrases.when(cycle.reserve_ends_at)
    return f"Offers are being answered, and places filled from reserve lists until {ends}."


def _from_the_weeks_on(cycle: Cycle, now: datetime) -> str:
    for week in cycle.ordered_weeks:
        if oxford_day(now) < week.starts_on:
            return f"Week {week.label} starts on {phrases.day_words(week.starts_on)}."
        if oxford_day(now) <= week.ends_on:
            return f"Placements are under way: it is week {week.label}."
    if cycle.accepting_claims(now):
        return f"Placements are over. Claims close {phrases.when(cycle.claims_close_at)}."
    return "This cycle is over."
