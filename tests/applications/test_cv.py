"""What a CV has to be, what is taken out of it, and who may open it."""

import logging
from io import BytesIO

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pikepdf import Array, Dictionary, Name, String

from applications import cv
from microinternships import clock
from tests.applications.students import draft, sign_in, stored, upload
from tests.factories import (
    AdvertFactory,
    ApplicationFactory,
    HostFactory,
    OfficeFactory,
    StudentFactory,
    one_page_pdf,
)


def pdf_with(change, **saving) -> bytes:
    with pikepdf.open(BytesIO(one_page_pdf())) as pdf:
        change(pdf)
        buffer = BytesIO()
        pdf.save(buffer, **saving)
    return buffer.getvalue()


def script() -> Dictionary:
    return Dictionary(S=Name.JavaScript, JS=String("app.alert('SECRET-SCRIPT')"))


def hostile(pdf) -> None:
    """Everything active a PDF can carry, in the places where readers look for it."""
    pdf.Root.OpenAction = pdf.make_indirect(script())
    pdf.Root.AA = Dictionary(WC=script())
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), pdf.make_indirect(script())]))
    )
    pdf.attachments["SECRET-FILE.exe"] = b"SECRET-ATTACHMENT"
    pdf.docinfo["/Author"] = "SECRET-AUTHOR"
    with pdf.open_metadata() as metadata:
        metadata["dc:creator"] = ["SECRET-CREATOR"]
    page = pdf.pages[0]
    page.obj.AA = Dictionary(O=script())
    launch = Dictionary(S=Name.Launch, F=String("SECRET-PROGRAM"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=launch)
    page.obj.Annots = Array([pdf.make_indirect(link)])


def everything_in(content: bytes) -> str:
    with pikepdf.open(BytesIO(content)) as pdf:
        parts = [repr(pdf.trailer)]
        for thing in pdf.objects:
            parts.append(repr(thing))
            if isinstance(thing, pikepdf.Stream):
                parts.append(thing.read_bytes().decode("latin-1"))
    return " ".join(parts)


def test_active_and_hidden_parts_are_gone():
    dirty = pdf_with(hostile)
    assert everything_in(dirty).count("SECRET") >= 6
    clean = cv.read(upload(dirty))
    assert clean.pages == 1
    left = everything_in(clean.content)
    for word in ("SECRET", "JavaScript", "/Launch", "EmbeddedFile", "/OpenAction", "/AA"):
        assert word not in left


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "That file is not a PDF. Save your CV as a PDF and choose it again."),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 99, "That file is not a PDF. Save your CV as a PDF and"),
        (b"<html><script>alert(1)</script>", "That file is not a PDF."),
        (b"%PDF-1.7\nnothing of the kind", "Your PDF cannot be read; it may be damaged."),
        (b"%PDF-1.7" + b"0" * cv.MOST_BYTES, "Your file is 5.0 MB. Choose a PDF of at most 5 MB."),
        (one_page_pdf(31), "Your PDF has 31 pages. Choose a CV of one page."),
        (
            pdf_with(lambda pdf: None, encryption=pikepdf.Encryption(owner="o", user="u")),
            "Your PDF needs a password. Save it without one and choose it again.",
        ),
        (
            pdf_with(lambda pdf: None, encryption=pikepdf.Encryption(owner="o", user="")),
            "Your PDF needs a password.",
        ),
    ],
    ids=["empty", "image", "page", "damaged", "large", "endless", "encrypted", "owner-locked"],
)
def test_what_is_no_readable_pdf_is_refused_in_words_and_logged(content, sentence, caplog):
    noted = caplog.at_level(logging.WARNING, "microinternships.refused")
    with noted, pytest.raises(ValidationError) as refused:
        cv.read(upload(content))
    assert refused.value.message.startswith(sentence)
    assert [record.name for record in caplog.records] == ["microinternships.refused"]
    assert "cv.pdf" not in caplog.text


def test_the_name_of_a_file_does_not_matter():
    assert cv.read(upload(name="photograph.jpg")).pages == 1


@pytest.mark.parametrize("pages", [1, 2, 30])
def test_pages_are_counted_and_cut(pages):
    read = cv.read(upload(one_page_pdf(pages)))
    assert read.pages == pages
    cut = cv.first_page_of(read.content)
    with pikepdf.open(BytesIO(cut.content)) as pdf:
        assert (len(pdf.pages), cut.pages) == (1, 1)


@pytest.mark.django_db
def test_refused_upload_leaves_the_draft_as_it_was_and_says_why(client):
    application = draft()
    before = stored(application)
    sign_in(client, application.student)
    url = reverse("applications:edit", args=[application.pk])
    sent = {"statement": "Kept.", "cv": upload(b"not one"), "continue": "1"}
    said = client.post(url, sent).content.decode()
    assert "That file is not a PDF." in said
    assert "Error: " in said
    application.refresh_from_db()
    assert (application.statement, stored(application)) == ("Kept.", before)


def cv_url(application) -> str:
    return reverse("applications:cv", args=[application.pk])


@pytest.mark.django_db
def test_cv_opens_in_the_browser_under_the_prescribed_name(client):
    advert = AdvertFactory(organisation__name="Acme & Sons / London")
    application = ApplicationFactory(student__name="Ada Example", advert=advert)
    sign_in(client, application.student)
    response = client.get(cv_url(application))
    assert b"".join(response.streaming_content) == stored(application)
    assert response["Content-Type"] == "application/pdf"
    expected = 'inline; filename="Ada Example - Acme & Sons - London (CV).pdf"'
    assert response["Content-Disposition"] == expected
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cache-Control"] == "private, no-store"


def reader(kind: str, application):
    organisation = application.advert.organisation
    if kind == "recruiter":
        return HostFactory(organisation=organisation).user
    if kind == "approver":
        return HostFactory(organisation=organisation, is_recruiter=False, is_admin=False).user
    if kind == "other host":
        return HostFactory().user
    if kind == "other student":
        return ApplicationFactory(advert=application.advert).student.user
    return OfficeFactory(role=kind)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "state", "status"),
    [
        ("recruiter", "submitted", 200),
        ("recruiter", "draft", 404),
        ("approver", "submitted", 404),
        ("other host", "submitted", 404),
        ("other student", "submitted", 404),
        ("manager", "submitted", 200),
        ("caseworker", "submitted", 200),
    ],
)
def test_who_may_open_a_cv(client, kind, state, status):
    application = ApplicationFactory(state=state)
    client.force_login(
        reader(kind, application), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    response = client.get(cv_url(application))
    assert response.status_code == status
    response.close()


@pytest.mark.django_db
def test_visitor_signs_in_before_opening_any_cv(client):
    """Also that of a student who has no account: nobody is not that student."""
    application = ApplicationFactory(student=StudentFactory(user=None))
    assert client.get(cv_url(application)).status_code == 302


@pytest.mark.django_db
def test_host_loses_sight_of_cvs_when_the_cycle_is_archived(client):
    application = ApplicationFactory()
    user = reader("recruiter", application)
    with clock.standing_at(application.advert.cycle.archive_at):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        assert client.get(cv_url(application)).status_code == 404
