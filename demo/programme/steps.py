"""Steps in the life of an application, each fired as the person who takes it."""

from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from accounts.models import Student, User
from applications.models import Application, Offer
from applications.workflow import application_machine, offer_machine
from demo.programme.papers import cv_of
from demo.programme.who import founder_of
from microinternships import clock
from microinternships.references import new_reference
from placements.feedback import give
from placements.models import Advert, CandidateWeek, Cycle, Mode, Placement
from placements.workflow import placement_machine

STATEMENT = (
    "I would like to take part because {title} is a question I have wondered about from the other "
    "side, as somebody who reads what others have put in order. In my course on {programme} I have "
    "learnt to look closely and to write down what I find so that another person can check it. I "
    "have not done this work before, and that is why I would like to see it done well.\n\n"
    "I can promise care, questions, and something finished by the last afternoon."
)
INSTRUCTIONS = "Ring the bell beside the green door. Bring a pencil, no pens."


def advert(cycle: Cycle, title: str) -> Advert:
    return cycle.adverts.select_related("organisation").get(title=title)


def host_of(advert: Advert) -> User:
    return founder_of(advert.organisation)


def begin(student: Student, advert: Advert, **filled_in) -> Application:
    """A draft, with only what ``filled_in`` says."""
    return Application.objects.create(
        student=student,
        advert=advert,
        round=advert.cycle.first_round,
        reference=new_reference("A"),
        created_at=clock.now(),
        **filled_in,
    )


def statement_of(student: Student, advert: Advert) -> str:
    return STATEMENT.format(title=f"“{advert.title}”", programme=student.programme)


def send(student: Student, advert: Advert) -> Application:
    application = begin(
        student,
        advert,
        committed=True,
        zone_acknowledged=True,
        statement=statement_of(student, advert),
        answer="What did you not expect when you began here?" if advert.question else "",
        cv_pages=1,
    )
    application.weeks.set(advert.weeks.all())
    application.cv.save("cv.pdf", ContentFile(cv_of(student)))
    return application_machine.fire("submit", application, by=student.user)


def send_all(students: list[Student], advert: Advert, at: datetime) -> list[Application]:
    """Each student's application, an hour after the one before it."""
    sent = []
    for hours, student in enumerate(students):
        with clock.rehearsing_at(at + timedelta(hours=hours)):
            sent.append(send(student, advert))
    return sent


def decide(application: Application, event: str, at: datetime, **data) -> Application:
    """``event`` by the advert's host."""
    by = host_of(application.advert)
    with clock.rehearsing_at(at):
        return application_machine.fire(event, application, by=by, **data)


def offer(application: Application, at: datetime, *, week: CandidateWeek | None = None) -> Offer:
    """An offer of the advert's days in ``week``, by default the first it is offered in."""
    one, host = application.advert, host_of(application.advert)
    week = week or one.offered_weeks[0]
    remote = one.mode == Mode.REMOTE
    decide(
        application,
        "offer",
        at,
        week=week,
        days=list(zip(week.dates, one.mode_of_each_day, strict=False)),
        place="" if remote else f"The front desk, 1 Example Street, {one.place}",
        contact_name=host.name,
        contact_email=host.email,
        joining_instructions="" if remote else INSTRUCTIONS,
        message="We liked your statement and would be glad to have you with us.",
    )
    return application.offers.get()


def answer(made: Offer, event: str, at: datetime) -> Offer:
    """``event`` by the student, who has read the terms."""
    by = made.application.student.user
    data = {"terms_version": made.terms_version, "zone_acknowledged": True}
    with clock.rehearsing_at(at):
        return offer_machine.fire(event, made, by=by, **(data if event == "accept" else {}))


def place(
    application: Application, *, offered: datetime, week: CandidateWeek | None = None
) -> Placement:
    """Offered at that time, and accepted three hours after everybody knew."""
    known = max(offered, application.round.release_at)
    made = offer(application, offered, week=week)
    return answer(made, "accept", known + timedelta(hours=3)).placement


def tell_how_it_went(placement: Placement, **answers) -> None:
    """By the student, the morning after the last day."""
    with clock.rehearsing_at(placement.ends_at + timedelta(hours=16)):
        give(placement, by=placement.student.user, **answers)


def confirm_attendance(placement: Placement) -> Placement:
    """By the host, on the day after the last."""
    with clock.rehearsing_at(placement.ends_at + timedelta(hours=20)):
        attended = {day.date: True for day in placement.ordered_days}
        host = host_of(placement.advert)
        return placement_machine.fire("confirm_attendance", placement, by=host, attended=attended)
