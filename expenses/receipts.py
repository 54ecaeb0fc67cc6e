"""Uploaded receipts: what they are is read from their bytes, never from their name.

Pictures are decoded and written anew as JPEG, so that nothing but the picture survives: no
place where it was taken, no camera, no second file hidden behind it. PDFs lose everything
that acts or is attached. What is refused is logged as ``microinternships.refused``.
"""

import hashlib
import io
from dataclasses import dataclass

import pikepdf
import pillow_heif
from pikepdf.sanitize import Sanitizer
from PIL import Image, ImageOps

from microinternships import refusals
from microinternships.engine import Refusal, Refused

MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 64_000_000  # a 50-megapixel telephone fits
MAX_SIDE = 2400
MAX_PAGES = 10
ACCEPT = "image/*,application/pdf"

HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1")
NOT_A_RECEIPT = "Choose a photograph (JPEG, PNG or HEIC) or a PDF."
UNREADABLE = "This file cannot be read. Take the photograph again, or save the PDF again."

pillow_heif.register_heif_opener()
# A small PDF can unpack to gigabytes; qpdf stops at this many bytes for one stream.
pikepdf.settings.set_qpdf_limits(flate_max_memory=256 * 1024 * 1024)
_scrubber = (
    Sanitizer()
    .remove_javascript()
    .remove_external_access()
    .remove_attachments()
    .remove_multimedia()
    .remove_private_app_data()
    .remove_thumbnails()
)


@dataclass(frozen=True, slots=True)
class CleanReceipt:
    """A receipt that may be stored. ``sha256`` is of the bytes as uploaded."""

    content: bytes
    content_type: str
    extension: str
    sha256: str
    original_name: str


def clean(upload) -> CleanReceipt:
    """Read an uploaded file (``name``, ``size``, ``read()``) into a receipt that may be stored.

    Raises :class:`Refused` with one sentence on the field ``receipt``.
    """
    name = upload.name or "receipt"
    if upload.size > MAX_BYTES:
        raise _refuse("too_big", "Choose a file of at most 10 MB.", name)
    upload.seek(0)
    data = upload.read()
    if not data:
        raise _refuse("empty", "This file is empty. Choose it again.", name)
    kind = kind_of(data)
    if not kind:
        raise _refuse("not_a_receipt", NOT_A_RECEIPT, name)
    content = _clean_pdf(data, name) if kind == "PDF" else _clean_picture(data, kind, name)
    content_type, extension = ("application/pdf", "pdf") if kind == "PDF" else ("image/jpeg", "jpg")
    return CleanReceipt(
        content, content_type, extension, hashlib.sha256(data).hexdigest(), name[-200:]
    )


def kind_of(data: bytes) -> str:
    """JPEG, PNG, HEIF or PDF by the first bytes; empty for everything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"%PDF-"):
        return "PDF"
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return "HEIF"
    return ""


def _refuse(code: str, sentence: str, name: str) -> Refused:
    refusals.log.warning("receipt refused (%s): %r", code, name[-80:])
    return Refused([Refusal(code, sentence, "receipt")])


def _clean_picture(data: bytes, kind: str, name: str) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise _refuse("too_many_pixels", TOO_MANY_PIXELS, name)
            return _written_anew(picture)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _refuse("too_many_pixels", TOO_MANY_PIXELS, name) from None
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError, MemoryError):
        raise _refuse("unreadable", UNREADABLE, name) from None


TOO_MANY_PIXELS = "This picture is too large. Take it again at a lower resolution."


def _written_anew(picture: Image.Image) -> bytes:
    """The upright picture as a plain JPEG of at most MAX_SIDE pixels a side."""
    picture.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a JPEG is decoded small from the start
    ImageOps.exif_transpose(picture, in_place=True)
    see_through = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    upright = picture.convert("RGBA" if see_through else "RGB")
    upright.thumbnail((MAX_SIDE, MAX_SIDE))
    if see_through:
        paper = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(paper, upright).convert("RGB")
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    buffer = io.BytesIO()
    plain.save(buffer, "JPEG", quality=85, optimize=True)
    return buffer.getvalue()


def _clean_pdf(data: bytes, name: str) -> bytes:
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise _refuse("locked", LOCKED, name)
            if len(pdf.pages) > MAX_PAGES:
                sentence = f"Choose a PDF of at most {MAX_PAGES} pages; this has {len(pdf.pages)}."
                raise _refuse("too_many_pages", sentence, name)
            if not pdf.pages:
                raise _refuse("unreadable", UNREADABLE, name)
            return _scrubbed(pdf)
    except pikepdf.PasswordError:
        raise _refuse("locked", LOCKED, name) from None
    except (pikepdf.PikepdfError, pikepdf.PdfError, ValueError, TypeError, RuntimeError):
        raise _refuse("unreadable", UNREADABLE, name) from None


LOCKED = "This PDF is locked. Save a copy without the password, or photograph it."


def _scrubbed(pdf: pikepdf.Pdf) -> bytes:
    """The pages alone: no scripts, actions, attachments, forms, or word of who made the file."""
    _scrubber.apply(pdf)
    pdf.flatten_annotations("all")
    for page in pdf.pages:
        for key in ("/Annots", "/AA", "/Metadata"):
            _drop(page.obj, key)
    for key in ("/OpenAction", "/AA", "/AcroForm", "/Metadata", "/Names", "/Outlines", "/URI"):
        _drop(pdf.Root, key)
    _drop(pdf.trailer, "/Info")
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


def _drop(dictionary: pikepdf.Object, key: str) -> None:
    if key in dictionary:
        del dictionary[key]
