"""CVs and receipts that say that they are made up."""

from io import BytesIO

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw, ImageFont

from accounts.models import Student
from expenses import receipts
from expenses.receipts import CleanReceipt
from microinternships.phrases import day_words


def cv_of(student: Student) -> bytes:
    """A PDF of one page."""
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


def receipt(*, seller: str, what: str, day, amount, number: int) -> CleanReceipt:
    """The picture of a till receipt, cleaned as every upload is. ``number`` makes it its own."""
    lines = (
        (30, seller),
        (20, day_words(day)),
        (20, f"Receipt no. {number:05}"),
        (20, ""),
        (24, f"{what}    {amount} pounds"),
        (24, f"Total    {amount} pounds"),
        (20, ""),
        (20, "MADE UP for a demonstration:"),
        (20, "nobody bought or sold this."),
    )
    picture = Image.new("RGB", (480, 440), "#fdfcf7")
    draw, height = ImageDraw.Draw(picture), 36
    for size, text in lines:
        draw.text((36, height), text, fill="#2b2b2b", font=ImageFont.load_default(size))
        height += size + 18
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    name = f"receipt-{number:05}.png"
    return receipts.clean(SimpleUploadedFile(name, buffer.getvalue(), "image/png"))
