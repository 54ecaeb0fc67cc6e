"""Adverts from the demonstration's table, submitted by their hosts and approved by the Office."""

import csv
from datetime import time, timedelta

from demo.programme import who
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

# Which pass a place that becomes free on to their next reserve at once.
PROMOTING = ("Finding names in ship lists",)
# title, events, what the Office said
WAITING = (
    ("A poster for every strike", (), ""),
    ("Finding names in ship lists", ("submit",), ""),
    (
        "The dullest market in Britain",
        ("submit", "decline"),
        "This is a sales job, and the programme offers learning. Write to us about another one.",
    ),
    ("Numbers in the garden", ("submit", "approve"), ""),
    ("Waves in a spreadsheet", ("submit", "approve"), ""),
)
# What the Office asked about the fields of two adverts, and how one of them came back.
ASKED = {
    "A first look at our customers": {
        "tasks": "What would a student do on the fourth day?",
        "supervision": "Please name who is there on that day.",
    },
    "Five minutes on air": {
        "tasks": "This is mostly watching. Could the student make a part of the programme?",
        "places": "Could you take two students? They could record each other.",
    },
}
CAME_BACK = "Five minutes on air"
CHANGED_TASKS = (
    "On the first morning you sit beside the producer. From the second day you write, record and "
    "cut five minutes of your own, which we broadcast on Friday."
)
FLAGGED = "The archive of jingles"
FLAGGED_EQUIPMENT = "Headphones, against a refundable deposit; a bonus for every jingle you date."
ENDED = (
    ("Lunch for four hundred", "suspend", "The kitchen is shut for a fortnight."),
    ("English for a maths game", "withdraw", "Our supervisor is leaving us."),
)


def table() -> list[dict]:
    with (who.DATA / "adverts.csv").open(newline="") as rows:
        return list(csv.DictReader(rows))


def make_adverts(
    cycle: Cycle, *, organisations: tuple[str, ...] = (), places: dict[str, int] | None = None
) -> None:
    """Approved adverts in ``cycle``: the whole table, or that of some organisations.

    All of it lies before the cycle's deadline. ``places`` says how many some titles have when
    it is not as many as in the table.
    """
    rows = [row for row in table() if not organisations or row["organisation"] in organisations]
    office = who.office()
    with clock.rehearsing_at(min(cycle.adverts_due_at - timedelta(days=9), clock.real_now())):
        for row in rows:
            more = {"places": places[row["title"]]} if row["title"] in (places or {}) else {}
            advert = make_draft({**row, **more}, cycle)
            host = who.founder_of(advert.organisation)
            advert = advert_machine.fire("submit", advert, by=host)
            advert_machine.fire("approve", advert, by=office)


def make_waiting_adverts(cycle: Cycle) -> None:
    """Adverts of a cycle that is collecting them: each as far as its events took it."""
    rows = {row["title"]: row for row in table()}
    with clock.rehearsing_at(clock.real_now() - timedelta(days=3)):
        for title, events, why in WAITING:
            _fire(make_draft(rows[title], cycle), events, why)
        for title, comments in ASKED.items():
            _ask(make_draft(rows[title], cycle), comments)
        _send_again(cycle.adverts.get(title=CAME_BACK))
        flagged = make_draft(rows[FLAGGED], cycle)
        flagged.equipment = FLAGGED_EQUIPMENT
        flagged.save()
        _fire(flagged, ("submit",), "")


def _ask(advert: Advert, comments: dict[str, str]) -> None:
    submitted = advert_machine.fire("submit", advert, by=who.founder_of(advert.organisation))
    words = "A project that students will like. Two things before it can appear:"
    advert_machine.fire(
        "request_changes", submitted, by=who.office(), comment=words, comments=comments
    )


def _send_again(advert: Advert) -> None:
    advert.tasks = CHANGED_TASKS
    advert.save()
    advert_machine.fire("submit", advert, by=who.founder_of(advert.organisation))


def end_some(cycle: Cycle) -> None:
    """What became of approved adverts afterwards: one is suspended, one withdrawn."""
    with clock.rehearsing_at(clock.real_now() - timedelta(days=1)):
        for title, event, why in ENDED:
            _fire(cycle.adverts.get(title=title), (event,), why)


def _fire(advert: Advert, events: tuple[str, ...], why: str) -> None:
    host = who.founder_of(advert.organisation)
    for event in events:
        by = host if event in ("submit", "withdraw") else who.office()
        comment = "" if event == "submit" else why
        advert = advert_machine.fire(event, advert, by=by, comment=comment)


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
        promotes_reserves=row["title"] in PROMOTING,
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
