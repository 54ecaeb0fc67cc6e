"""What the tests of the student's pages share."""

import re
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from applications.models import Application
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    CycleFactory,
    OfferFactory,
    StudentFactory,
    one_page_pdf,
)

# What differs from one request to the next whatever the page says.
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')


def upload(content: bytes | None = None, name: str = "cv.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, one_page_pdf() if content is None else content)


def sign_in(client, student):
    client.force_login(student.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return student


def answers(advert, **changes) -> dict:
    """Everything the form asks of an advert without a question or another zone."""
    given = {
        "weeks": [week.pk for week in advert.weeks.all()],
        "committed": "on",
        "statement": "I would like to learn how an archive works.",
        "cv": upload(),
        "continue": "1",
    }
    return {**given, **changes}


def draft(student=None, **fields) -> Application:
    """A draft that could be sent as it stands."""
    extra = {"student": student} if student else {}
    made = ApplicationFactory(**({"state": "draft"} | extra | fields))
    return Application.objects.get(pk=made.pk)


def stored(application) -> bytes:
    """The CV as it lies in the storage."""
    with application.cv.open() as file:
        return file.read()


def bytes_of(response) -> bytes:
    """A page without its tokens."""
    assert response.status_code == 200
    return TOKEN.sub(b"", response.content)


def offered(student=None, *, advert=None, phase="released", held=False, **fields):
    """An offer to a student, in a cycle whose hosts have chosen."""
    advert = advert or AdvertFactory(cycle=CycleFactory(phase=phase, rounds_and_weeks__held=held))
    application = ApplicationFactory(
        student=student or StudentFactory(), advert=advert, state="offered"
    )
    return OfferFactory(application=application, **fields)


def one_second(moment, after: int):
    return moment + timedelta(seconds=after)
