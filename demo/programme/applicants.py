"""Applications of made-up students, and one placement that is over and can be claimed for."""

from datetime import datetime, timedelta
from io import BytesIO

import pikepdf
from django.core.files.base import ContentFile

from accounts.models import Student
from applications.models import Application
from applications.workflow import application_machine, offer_machine
from microinternships import clock
from microinternships.references import new_reference
from placements.models import Advert, Cycle, Placement
from placements.workflow import placement_machine

STATEMENT = (
    "I would like to take part because {title} is a question I have wondered about from the other "
    "side, as somebody who reads what others have put in order. In my course on {programme} I have "
    "learnt to look closely and to write down what I find so that another person can check it. I "
    "have not done this work before, and that is why I would like to see it done well.\n\n"
    "I can promise care, questions, and something finished by the last afternoon."
)


def send_applications(adverts: list[Advert], *, each: int, at: datetime) -> None:
    """``each`` applications for every one of ``adverts``, as far as the students' limits go."""
    students = list(Student.objects.filter(email__startswith="student").order_by("pk"))
    sent = dict.fromkeys((student.pk for student in students), 0)
    with clock.rehearsing_at(at):
        for turn, advert in enumerate(adverts):
            for student in students[turn % 3 :][:each]:
                if sent[student.pk] < advert.cycle.first_round.max_applications:
                    send(student, advert)
                    sent[student.pk] += 1


def send(student: Student, advert: Advert) -> Application:
    application = Application.objects.create(
        student=student,
        advert=advert,
        round=advert.cycle.first_round,
        reference=new_reference("A"),
        created_at=clock.now(),
        committed=True,
        zone_acknowledged=True,
        statement=STATEMENT.format(title=f"“{advert.title}”", programme=student.programme),
        answer="What did you not expect when you began here?" if advert.question else "",
        cv_pages=1,
    )
    application.weeks.set(advert.weeks.all())
    application.cv.save("cv.pdf", ContentFile(cv_of(student)))
    return application_machine.fire("submit", application, by=student.user)


def past_placement(student: Student, advert: Advert) -> Placement:
    """From application to confirmed attendance, each step on its own day of the cycle."""
    host = advert.organisation.members.get().user
    cycle, one = advert.cycle, advert.cycle.first_round
    with clock.rehearsing_at(one.closes_at - timedelta(days=5)):
        application = send(student, advert)
    week = cycle.ordered_weeks[0]
    days = list(zip(week.dates, advert.mode_of_each_day, strict=False))
    with clock.rehearsing_at(one.choose_by - timedelta(days=2)):
        application_machine.fire(
            "offer",
            application,
            by=host,
            week=week,
            days=days,
            place="The reading room, 1 Example Street, Oxford",
            contact_name=host.name,
            contact_email=host.email,
            joining_instructions="Ring the bell beside the green door. Bring a pencil, no pens.",
        )
    with clock.rehearsing_at(one.release_at + timedelta(days=1)):
        offer = application.offers.get()
        offer = offer_machine.fire(
            "accept", offer, by=student.user, terms_version=1, zone_acknowledged=True
        )
    placement = offer.placement
    with clock.rehearsing_at(placement.ends_at + timedelta(hours=20)):
        attended = {day.date: True for day in placement.ordered_days}
        return placement_machine.fire("confirm_attendance", placement, by=host, attended=attended)


def cv_of(student: Student) -> bytes:
    """One page that says it is made up."""
    lines = (
        (22, student.name),
        (12, f"{student.programme}, {student.college}, University of Oxford"),
        (12, ""),
        (15, "Education"),
        (12, f"{student.award} {student.programme}, since {student.matriculated_on:%Y}"),
        (12, ""),
        (15, "Experience"),
        (12, "Treasurer of a fictional society; kept its books for a year."),
        (12, "Helped in a made-up bookshop on Saturdays."),
        (12, ""),
        (12, "This CV and the person it describes are made up for a demonstration."),
    )
    drawn, height = [], 760
    for size, text in lines:
        safe = text.replace("\\", "").replace("(", "").replace(")", "")
        drawn.append(f"BT /F1 {size} Tf 60 {height} Td ({safe}) Tj ET")
        height -= size + 14
    return _one_page("\n".join(drawn))


def _one_page(content: str) -> bytes:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Helvetica,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    page.Contents = pdf.make_stream(content.encode("cp1252", "replace"))
    buffer = BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def lantern_adverts(cycle: Cycle) -> list[Advert]:
    return list(cycle.adverts.filter(organisation__name="Lantern Archive").order_by("pk"))
