"""What students ask about adverts and hosts answer, and what they tell the Office in confidence."""

from datetime import datetime, timedelta

from accounts.models import Student
from demo.programme import who
from demo.programme.steps import advert, host_of
from enquiries.workflow import ask, concern_machine, question_machine, report
from microinternships import clock
from placements.models import Cycle, Placement

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LETTERS = "Letters from the lighthouse keepers"
# title, what is asked, what the host answers; one without an answer waits for it
ASKED = (
    (
        LETTERS,
        "Do I have to be able to read old handwriting?",
        "No. We read the first ten together.",
    ),
    (LETTERS, "Is there a bus from the station that early?", "The number 9, every ten minutes."),
    (LETTERS, "May I look at the lamp room as well?", ""),
    ("A poster for every strike", "Are the posters in English?", "Nearly all; a few are in Welsh."),
    ("A poster for every strike", "Could I bring my own laptop?", ""),
    ("Finding names in ship lists", "Which program do you use for the lists?", "A spreadsheet."),
)
# what is reported, what the Office answers, how the Office explains it to itself
CONCERNS = (
    (
        "On the first day nobody knew that I was coming, and I waited in the hall until noon.",
        "We have spoken with the host. From now on somebody meets every student at the door.",
        "Telephoned on the same day; they had mixed up the weeks and were sorry.",
    ),
    ("The advert says two days of shadowing. There was none, only data to type.", "", ""),
    ("They asked whether I could stay a week longer without telling the Office.", "", ""),
)
HIDDEN = "Is Mr Example from the second floor still as unfriendly as last year?"


def questions(cycle: Cycle, students: list[Student], at: datetime) -> None:
    """One after the other from ``at``, each answered an hour later where there is an answer."""
    for hours, ((title, text, answer), student) in enumerate(zip(ASKED, students, strict=False)):
        about = advert(cycle, title)
        with clock.rehearsing_at(at + hours * HOUR):
            question = ask(about, student=student, text=text)
        if answer:
            with clock.rehearsing_at(at + (hours + 1) * HOUR):
                question_machine.fire("answer", question, by=host_of(about), answer=answer)
    with clock.rehearsing_at(at + len(ASKED) * HOUR):
        _corrected(cycle)
        _hidden(cycle, students[-1])


def _corrected(cycle: Cycle) -> None:
    about = advert(cycle, LETTERS)
    question = about.questions.get(text__contains="bus")
    answer = "The number 9, every ten minutes; from Monday it leaves from stop C."
    question_machine.fire("correct", question, by=host_of(about), answer=answer)


def _hidden(cycle: Cycle, student: Student) -> None:
    question = ask(advert(cycle, LETTERS), student=student, text=HIDDEN)
    why = "It speaks of a person who cannot answer here. Ask about the work, and we will help."
    question_machine.fire("hide", question, by=who.office(), comment=why)


def concerns(placements: list[Placement], at: datetime) -> None:
    """One each: answered, being looked at, and just reported."""
    reported = []
    for days, (placement, (text, _, _)) in enumerate(zip(placements, CONCERNS, strict=False)):
        with clock.rehearsing_at(at + days * DAY):
            reported.append(report(placement, by=placement.student.user, text=text))
    first, second, _ = reported
    _, answer, note = CONCERNS[0]
    with clock.rehearsing_at(at + 3 * DAY):
        fire, by = concern_machine.fire, who.office()
        fire("close", first, by=by, comment=note, outcome="acted", answer=answer)
        fire("look_into", second, by=by)
