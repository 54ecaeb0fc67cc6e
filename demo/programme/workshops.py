"""This term's workshops, around the demonstration's today: five topics, one of them twice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.programme import who
from microinternships import clock
from workshops.models import Workshop
from workshops.workflow import book, workshop_machine

DAY = timedelta(days=1)
HALL = "Seminar room 2, Example House, 1 Example Street, Oxford"
MEETING = "https://meet.example.org/workshops"


@dataclass(frozen=True, slots=True)
class Planned:
    """A workshop ``days`` from today at ``hour``, and how many book it."""

    days: int
    hour: int
    title: str
    summary: str
    description: str
    places: int = 30
    bookings: int = 0
    online: bool = False


WHAT_IT_IS = Planned(
    -8,
    14,
    "What the Micro-Internship Programme is",
    "Who can apply, when, and what a placement of two to five days is like.",
    "You hear:\n\n- what students have done on their placements,\n- the dates of this term,\n"
    "- what is reimbursed, and what is not.\n\nThere is time for questions.",
    bookings=9,
)
CV = Planned(
    5,
    13,
    "Making a CV",
    "One page that says enough: what to put first, and what to leave out.",
    "## Before you come\n\nBring a draft, however rough, on paper or on your own device.\n\n"
    "## What we do\n\nWe read two CVs together, then you work on your own. "
    "**Nobody else reads yours** unless you ask.",
    places=8,
    bookings=11,
)
APPLICATION = Planned(
    7,
    12,
    "What to include in an application",
    "Three hundred words that answer this advert and no other.",
    "We take one advert and three statements for it apart: what a host looks for in the first "
    "sentence, and where most statements lose their reader.",
    bookings=6,
    online=True,
)
SKILLS = Planned(
    12,
    16,
    "Employability skills",
    "What you can do already, and how to say so.",
    "You leave with a list of five things that you have done, each told in two sentences.",
    places=20,
    bookings=4,
)
WORKPLACE = Planned(
    26,
    14,
    "Introduction to the workplace",
    "Your first day: what to ask, what to wear, whom to tell when something goes wrong.",
    "For students with a placement, and for everybody who wonders what one is like.",
)
AGAIN = Planned(
    9,
    17,
    "Making a CV: an evening",
    "The same workshop for who has lectures at noon.",
    "Bring a draft, however rough.",
    bookings=2,
)
WHY_CANCELLED = "The speaker is ill. The workshop at noon has a waiting list, and is held again."


def hold() -> None:
    """All but the last topic, which is still a draft, were announced three weeks ago."""
    today = clock.noon(clock.today())
    with clock.rehearsing_at(today - 21 * DAY):
        planned = [_plan(one, today) for one in (WHAT_IT_IS, CV, APPLICATION, SKILLS, AGAIN)]
    with clock.rehearsing_at(today - DAY):
        _plan(WORKPLACE, today, announced=False)
        workshop_machine.fire("cancel", planned[-1], by=who.office(), comment=WHY_CANCELLED)


def _plan(one: Planned, today: datetime, *, announced: bool = True) -> Workshop:
    starts = _on_a_working_day(today + one.days * DAY).replace(hour=one.hour)
    workshop = Workshop.objects.create(
        title=one.title,
        summary=one.summary,
        description=one.description,
        starts_at=starts,
        ends_at=starts + timedelta(minutes=90),
        mode=Workshop.Mode.ONLINE if one.online else Workshop.Mode.IN_PERSON,
        place="" if one.online else HALL,
        joining_link=MEETING if one.online else "",
        places=one.places,
    )
    if announced:
        workshop = workshop_machine.fire("announce", workshop, by=who.office())
        _fill(workshop, one)
    return workshop


def _on_a_working_day(moment: datetime) -> datetime:
    """``moment``, or on a weekend the Monday that follows."""
    return moment + max(0, 7 - moment.weekday()) * DAY if moment.weekday() > 4 else moment


def _fill(workshop: Workshop, one: Planned) -> None:
    """Sam comes to one of them."""
    students = who.other_students()
    if one is APPLICATION:
        book(workshop, student=who.demo_student("sam"))
    for _ in range(one.bookings):
        book(workshop, student=next(students))
