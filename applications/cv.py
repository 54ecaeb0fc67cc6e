"""CVs: what an upload has to be, and what is taken out of it before anybody opens it.

A CV is one PDF page. A longer one is kept on the draft with its page count, so
that the student can have it cut; sending it is what the workflow refuses.
"""

from dataclasses import dataclass
from io import BytesIO

import pikepdf
from django.core.exceptions import ValidationError
from pikepdf.sanitize import Sanitizer

from microinternships import refusals

MOST_BYTES = 5 * 1024 * 1024
MOST_PAGES = 30
HEADER_WITHIN = 1024  # readers look for %PDF- in the first kilobyte

_scrubber = (
    Sanitizer()
    .remove_javascript()
    .remove_external_access()
    .remove_attachments()
    .remove_multimedia()
    .remove_collection()
    .remove_thumbnails()
    .remove_search_index()
    .remove_web_capture()
    .remove_private_app_data()
)
IN_CATALOGUE = ("/OpenAction", "/AA", "/Metadata", "/Perms", "/DSS")
IN_FORM = ("/XFA", "/CO")
IN_PAGE = ("/AA", "/Metadata")


@dataclass(frozen=True, slots=True)
class CV:
    """A clean PDF and how many pages it has."""

    content: bytes
    pages: int


def read(upload) -> CV:
    """The clean CV in an uploaded file, whatever its name says it is.

    Raises ValidationError with the sentence to show when it is too large, no
    PDF, encrypted, damaged or endless; each refusal leaves a line in the log.
    """
    if upload.size > MOST_BYTES:
        raise _refusal(
            "too_large",
            f"Your file is {upload.size / 1024 / 1024:.1f} MB. Choose a PDF of at most 5 MB.",
            upload,
        )
    content = upload.read()
    if b"%PDF-" not in content[:HEADER_WITHIN]:
        raise _refusal(
            "not_pdf", "That file is not a PDF. Save your CV as a PDF and choose it again.", upload
        )
    try:
        return _clean(content)
    except pikepdf.PasswordError:
        sentence = "Your PDF needs a password. Save it without one and choose it again."
        raise _refusal("encrypted", sentence, upload) from None
    except TooManyPages as error:
        sentence = f"Your PDF has {error} pages. Choose a CV of one page."
        raise _refusal("endless", sentence, upload) from None
    except Exception as error:  # a hostile file may break the library in any way it likes
        sentence = "Your PDF cannot be read; it may be damaged. Save it as a PDF again."
        raise _refusal(f"unreadable ({type(error).__name__})", sentence, upload) from None


def first_page_of(content: bytes) -> CV:
    """A CV cut down to its first page."""
    with pikepdf.open(BytesIO(content)) as pdf:
        del pdf.pages[1:]
        return CV(_saved(pdf), 1)


class TooManyPages(Exception):
    """Carries the number of pages."""


def _clean(content: bytes) -> CV:
    with pikepdf.open(BytesIO(content)) as pdf:
        if pdf.is_encrypted:
            raise pikepdf.PasswordError
        pages = len(pdf.pages)
        if pages > MOST_PAGES:
            raise TooManyPages(pages)
        if not pages:
            raise ValueError("no pages")
        _scrubber.apply(pdf)
        _drop(pdf.Root, IN_CATALOGUE)
        if "/AcroForm" in pdf.Root:
            _drop(pdf.Root.AcroForm, IN_FORM)
        for page in pdf.pages:
            _drop(page.obj, IN_PAGE)
        _drop(pdf.trailer, ("/Info",))
        return CV(_saved(pdf), pages)


def _drop(dictionary: pikepdf.Dictionary, names: tuple[str, ...]) -> None:
    for name in names:
        if name in dictionary:
            del dictionary[name]


def _saved(pdf: pikepdf.Pdf) -> bytes:
    pdf.remove_unreferenced_resources()
    buffer = BytesIO()
    pdf.save(buffer, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return buffer.getvalue()


def _refusal(code: str, sentence: str, upload) -> ValidationError:
    refusals.log.warning("CV refused: %s, %d bytes", code, upload.size)
    return ValidationError(sentence, code=code.split()[0])
