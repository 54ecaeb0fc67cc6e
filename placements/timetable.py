"""A cycle's dates as people read them: the milestones in order, and where it stands now."""

from datetime import date, datetime

from django.conf import settings
from django.urls import reverse

from microinternships import clock, phrases
from placements import promises
from placements.dates import oxford_day
from placements.models import Advert, CandidateWeek, Cycle, Round


def key_dates(cycle: Cycle, *, for_students: bool = False, claims: bool = True) -> list[dict]:
    """Rows for ``{% key_dates %}``, each with a ``key`` that stays when its date moves.

    ``for_students`` leaves out what only hosts must meet; without ``claims``
    nothing is said of them, because nothing will be reimbursed.
    """
    due = _row("adverts-due", "Hosts' adverts due", cycle.adverts_due_at)
    rows = [] if for_students else [due]
    several = len(cycle.ordered_rounds) > 1
    for one in cycle.ordered_rounds:
        rows += _of_round(one, several=several, for_students=for_students)
    rows.append(_row("reserve-ends", "Reserve list ends", cycle.reserve_ends_at))
    for week in cycle.ordered_weeks:
        row = _row(_week_key(week), f"Week {week.label}", week.starts_on)
        rows.append(row | {"until": week.ends_on})
    if claims:
        closes = cycle.claims_close_at
        rows.append(_row("claims-close", "Claims for travel and lunch close", closes))
    return rows


def of_advert(advert: Advert, *, for_students: bool = False) -> list[dict]:
    """The dates of its cycle, but for the closing time, permit and weeks of ``advert`` itself."""
    claims = not promises.nothing_is_reimbursed(advert)
    rows = key_dates(advert.cycle, for_students=for_students, claims=claims)
    own = {
        f"round-{one.number}-closes": advert.closes_in(one) for one in advert.cycle.ordered_rounds
    }
    own["adverts-due"] = advert.submit_by
    offered = {_week_key(week) for week in advert.offered_weeks}
    left_out = {_week_key(week) for week in advert.cycle.ordered_weeks} - offered
    return [
        {**row, "when": own.get(row["key"], row["when"])}
        for row in rows
        if row["key"] not in left_out
    ]


def _week_key(week: CandidateWeek) -> str:
    return f"week-{week.label.lower()}"


def _row(key: str, label: str, when: datetime | date) -> dict:
    return {"key": key, "label": label, "when": when}


def _of_round(one: Round, *, several: bool, for_students: bool) -> list[dict]:
    def row(key: str, label: str, when: datetime) -> dict:
        suffix = f", round {one.number}" if several else ""
        return _row(f"round-{one.number}-{key}", f"{label}{suffix}", when)

    opens = "Adverts appear, applications open" if one.number == 1 else "Applications open"
    rows = [
        row("opens", opens, one.opens_at),
        row("closes", "Applications close", one.closes_at),
    ]
    if not for_students or one.release_at is None:
        rows.append(row("choose-by", "Hosts choose by", one.choose_by))
    if one.release_at:
        rows.append(row("release", "Everybody hears", one.release_at))
    return [*rows, row("answer-by", "Offers answered by", one.answer_by)]


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
        return f"Placements are over. Claims close on {phrases.when(cycle.claims_close_at)}."
    return "This cycle is over."


def as_data(cycle: Cycle, now: datetime) -> dict:
    """``cycle`` for JSON. The names are promised to readers outside by docs/timetable.md."""
    address = reverse("placements:dates_calendar", args=[cycle.pk])
    return {
        "id": cycle.pk,
        "name": cycle.name,
        "season": cycle.season,
        "academic_year": cycle.academic_year,
        "phase": phase(cycle, now),
        "accepting_adverts": cycle.accepting_adverts(now),
        "open_for_applications": cycle.open_round(now) is not None,
        "accepting_claims": cycle.accepting_claims(now),
        "adverts_due_at": _iso(cycle.adverts_due_at),
        "rounds": [_round_as_data(one) for one in cycle.ordered_rounds],
        "reserve_ends_at": _iso(cycle.reserve_ends_at),
        "weeks": [
            {
                "label": week.label,
                "starts_on": week.starts_on.isoformat(),
                "ends_on": week.ends_on.isoformat(),
            }
            for week in cycle.ordered_weeks
        ],
        "claims_close_at": _iso(cycle.claims_close_at),
        "calendar": f"{settings.SITE_URL}{address}",
    }


def _round_as_data(one: Round) -> dict:
    return {
        "number": one.number,
        "opens_at": _iso(one.opens_at),
        "closes_at": _iso(one.closes_at),
        "choose_by": _iso(one.choose_by),
        "release_at": _iso(one.release_at) if one.release_at else None,
        "answer_by": _iso(one.answer_by),
    }


def _iso(moment: datetime) -> str:
    """Oxford's time with its offset, as in 2026-11-23T12:00:00+00:00."""
    return moment.astimezone(clock.OXFORD).isoformat()
