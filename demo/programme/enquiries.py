"""What students ask about adverts, and what hosts answer."""

from datetime import datetime, timedelta

from accounts.models import Student
from demo.programme import who
from demo.programme.steps import advert, host_of
from enquiries.workflow import ask, question_machine
from microinternships import clock
from placements.models import Cycle

HOUR = timedelta(hours=1)
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
