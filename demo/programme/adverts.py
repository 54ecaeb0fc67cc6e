"""Adverts from the demonstration's table, submitted by their hosts and approved by the Office."""

import csv
from datetime import time, timedelta

from accounts.models import User
from demo.programme.who import DATA
from microinternships import clock
from placements.models import Advert, Cycle, DayMode, Mode, Organisation
from placements.workflow import advert_machine

COUNTRIES = {
    "America/Toronto": "CA",
    "America/New_York": "US",
    "Australia/Melbourne": "AU",
    "Asia/Tokyo": "JP",
    "Europe/Berlin": "DE",
    "Africa/Nairobi": "KE",
    "Europe/Lisbon": "PT",
}
TASKS = {
    Mode.IN_PERSON: "You sit beside the person who does this work. Mornings are for observing and "
    "asking; in the afternoons you take a part of the project in hand yourself, with somebody to "
    "turn to at every point.",
    Mode.REMOTE: "You work from your own desk with a call at the start and the end of each day. "
    "You join two team meetings as an observer and do a part of the project yourself.",
    Mode.HYBRID: "You begin with us in person, to meet everybody and to see how the work is done, "
    "and finish your part of the project from home with a call each morning.",
}
OUTCOMES = (
    "A finished piece of work that you can describe on a CV, an honest view of the sector, and "
    "half an hour of feedback on your last afternoon."
)
SUPERVISION = (
    "One named supervisor for the whole placement, with a short conversation every morning and "
    "time for questions whenever they come up."
)


def table() -> list[dict]:
    with (DATA / "adverts.csv").open(newline="") as rows:
        return list(csv.DictReader(rows))


def make_adverts(
    cycle: Cycle, *, organisations: tuple[str, ...] = (), approved_by: User | None = None
) -> None:
    """Submitted adverts in ``cycle``: the whole table, or that of some organisations.

    With ``approved_by`` they are approved too, and all of it lies before the cycle's deadline.
    """
    rows = [row for row in table() if not organisations or row["organisation"] in organisations]
    with clock.rehearsing_at(min(cycle.adverts_due_at - timedelta(days=9), clock.real_now())):
        for row in rows:
            advert = make_draft(row, cycle)
            host = advert.organisation.members.get().user
            advert = advert_machine.fire("submit", advert, by=host)
            if approved_by:
                advert_machine.fire("approve", advert, by=approved_by)


def make_draft(row: dict, cycle: Cycle) -> Advert:
    organisation = Organisation.objects.get(name=row["organisation"])
    days, mode = int(row["days"]), row["mode"]
    advert = Advert.objects.create(
        organisation=organisation,
        cycle=cycle,
        title=row["title"],
        summary=row["summary"],
        description=_description(row, organisation),
        tasks=TASKS[mode],
        outcomes=OUTCOMES,
        supervision=SUPERVISION,
        shadowing="" if mode == Mode.REMOTE else "You may shadow any member of the team for a day.",
        sector=row["sector"],
        skills=row["skills"].split(),
        days=days,
        mode=mode,
        day_modes=_day_modes(days) if mode == Mode.HYBRID else [],
        place=row["place"],
        country=COUNTRIES.get(row["zone"], "GB"),
        zone=row["zone"],
        day_starts=time(9, 30),
        day_ends=time(17, 0),
        flexible_hours="" if days > 3 else "Hours can move by an hour either way, by agreement.",
        places=int(row["places"]),
        question="" if days != 4 else "What would you like to ask us on your first morning?",
        expenses_accepted=mode != Mode.REMOTE,
        how_we_pay="" if mode == Mode.REMOTE else "By bank transfer within a week",
        name_blind=row["sector"] == "law",
    )
    advert.weeks.set(cycle.weeks.filter(label__in=list(row["weeks"])))
    return advert


def _day_modes(days: int) -> list[str]:
    in_person = (days + 1) // 2
    return [DayMode.IN_PERSON] * in_person + [DayMode.REMOTE] * (days - in_person)


def _description(row: dict, organisation: Organisation) -> str:
    return (
        f"{organisation.about}\n\n{row['summary']}: that is the whole of the project, and in "
        f"{row['days']} days it can be finished. It matters to us because we have meant to do it "
        "for years, and a fresh pair of eyes will see what we no longer do.\n\n"
        "No experience is expected. Curiosity is."
    )
