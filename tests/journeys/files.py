"""Files as people have them: a CV out of a word processor, receipts out of a telephone."""

import io

import pillow_heif
from PIL import Image, ImageDraw

from tests.factories import one_page_pdf

PDF, JPEG, HEIC = "application/pdf", "image/jpeg", "image/heic"


def named(name: str, kind: str, content: bytes) -> dict:
    """What Playwright takes for a chosen file."""
    return {"name": name, "mimeType": kind, "buffer": content}


def cv(pages: int = 1) -> dict:
    return named(f"My CV, {pages} pages.pdf", PDF, one_page_pdf(pages))


def receipt_pdf() -> dict:
    return named("bus ticket.pdf", PDF, one_page_pdf())


def _photograph(words: str) -> Image.Image:
    picture = Image.new("RGB", (1200, 900), "#e8e2d4")
    ImageDraw.Draw(picture).text((80, 80), words, fill="black")
    return picture


def photograph(words: str) -> dict:
    """A JPEG as a telephone takes it, with the place where it was taken."""
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (51.0, 45.0, 0.0)}
    _photograph(words).save(buffer, "JPEG", exif=exif)
    return named(f"{words}.jpg", JPEG, buffer.getvalue())


def heic(words: str) -> dict:
    buffer = io.BytesIO()
    pillow_heif.from_pillow(_photograph(words)).save(buffer, format="HEIF")
    return named(f"{words}.heic", HEIC, buffer.getvalue())
