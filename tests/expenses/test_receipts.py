"""Receipts are judged by their bytes; what is stored holds the picture and nothing else."""

import hashlib
import io
import logging

import pikepdf
import pytest
from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base

from expenses import receipts
from microinternships.engine import Refused
from tests.expenses.scenes import pdf, picture, saved, upload

NOT_A_RECEIPT = "Choose a photograph (JPEG, PNG or HEIC) or a PDF."
UNREADABLE = "This file cannot be read. Take the photograph again, or save the PDF again."
LOCKED = "This PDF is locked. Save a copy without the password, or photograph it."


def refusal(data: bytes, name: str = "receipt.jpg") -> str:
    with pytest.raises(Refused) as caught:
        receipts.clean(upload(data, name))
    (found,) = caught.value.refusals
    assert found.field == "receipt"
    return found.message


def stored(data: bytes, name: str = "receipt.jpg") -> Image.Image:
    return Image.open(io.BytesIO(receipts.clean(upload(data, name)).content))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
def test_pictures_become_plain_jpegs_whatever_they_are_called(kind):
    data = picture(kind)
    clean = receipts.clean(upload(data, "IMG_0001.pdf"))
    assert (clean.content_type, clean.extension) == ("image/jpeg", "jpg")
    assert clean.sha256 == hashlib.sha256(data).hexdigest()
    assert clean.original_name == "IMG_0001.pdf"
    again = Image.open(io.BytesIO(clean.content))
    assert (again.format, again.size) == ("JPEG", (640, 480))


@pytest.mark.parametrize("kind", ["JPEG", "HEIF"])
def test_where_and_when_a_picture_was_taken_is_not_stored(kind):
    exif = Image.Exif()
    exif[Base.Make] = "Example Phone"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (51.0, 45.0, 7.0)
    data = picture(kind, exif=exif)
    assert b"Example Phone" in data
    again = stored(data)
    assert dict(again.getexif()) == {}
    assert again.info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_taken_sideways_is_stored_upright():
    sideways = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(sideways).rectangle((0, 0, 40, 200), fill="black")
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    buffer = io.BytesIO()
    sideways.save(buffer, "JPEG", exif=exif)
    again = stored(buffer.getvalue())
    assert again.size == (200, 400)
    assert again.getpixel((100, 5))[0] < 60


def test_a_large_picture_is_made_smaller_and_a_see_through_one_gets_paper():
    assert stored(picture(size=(4000, 3000))).size == (2400, 1800)
    assert stored(picture("PNG", mode="RGBA", colour=(0, 0, 0, 0))).getpixel((5, 5)) == (
        255,
        255,
        255,
    )


def test_a_picture_that_would_unpack_to_gigabytes_is_refused():
    data = picture("PNG", size=(9000, 9000), mode="1", colour=1)
    assert len(data) < 100_000
    assert refusal(data) == "This picture is too large. Take it again at a lower resolution."
    data = picture("PNG", size=(16000, 16000), mode="1", colour=1)
    assert refusal(data) == "This picture is too large. Take it again at a lower resolution."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<html><script>alert(1)</script></html>", NOT_A_RECEIPT),
        (b"GIF89a<script>alert(1)</script>", NOT_A_RECEIPT),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", NOT_A_RECEIPT),
        (b"MZ\x90\x00", NOT_A_RECEIPT),
        (b"junk before %PDF-1.7", NOT_A_RECEIPT),
        (b"\x00\x00\x00\x18ftypmp42" + bytes(40), NOT_A_RECEIPT),
        (b"", "This file is empty. Choose it again."),
        (b"\xff\xd8\xff\xe0<script>", UNREADABLE),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), UNREADABLE),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), UNREADABLE),
        (b"%PDF-1.7 <script>alert(1)</script>", UNREADABLE),
    ],
)
def test_hostile_and_broken_files_are_refused_and_logged(data, sentence, caplog):
    with caplog.at_level(logging.WARNING, "microinternships.refused"):
        assert refusal(data, "receipt.jpg") == sentence
    assert [record.name for record in caplog.records] == ["microinternships.refused"]


def test_a_cut_off_picture_is_refused():
    assert refusal(picture(size=(1200, 1200))[:3000]) == UNREADABLE


def test_a_file_over_ten_megabytes_is_refused():
    assert refusal(b"\xff\xd8\xff" + bytes(10 * 1024 * 1024)) == ("Choose a file of at most 10 MB.")


def test_a_second_file_hidden_behind_a_picture_is_not_stored():
    data = picture() + b"<script>alert(1)</script>" + pdf()
    assert b"script" not in receipts.clean(upload(data)).content


def test_a_pdf_keeps_its_pages():
    clean = receipts.clean(upload(pdf(3), "ticket.pdf"))
    assert (clean.content_type, clean.extension) == ("application/pdf", "pdf")
    assert len(pikepdf.open(io.BytesIO(clean.content)).pages) == 3


def test_a_locked_pdf_is_refused():
    opened_by_all = pikepdf.Encryption(owner="owner", user="")
    assert refusal(pdf(encryption=pikepdf.Encryption(owner="o", user="u"))) == LOCKED
    assert refusal(pdf(encryption=opened_by_all)) == LOCKED


def test_a_long_pdf_is_refused():
    assert refusal(pdf(11)) == "Choose a PDF of at most 10 pages; this has 11."
    assert receipts.clean(upload(pdf(10))).extension == "pdf"


def test_whatever_acts_or_is_attached_is_taken_out_of_a_pdf():
    document = pikepdf.new()
    page = document.add_blank_page()
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
    document.Root.OpenAction = script
    document.Root.AA = pikepdf.Dictionary(WC=script)
    page.obj.AA = pikepdf.Dictionary(O=script)
    document.attachments["evil.exe"] = b"MZ"
    document.docinfo["/Author"] = "Somebody Private"
    clean = receipts.clean(upload(saved(document))).content
    again = pikepdf.open(io.BytesIO(clean))
    assert len(again.attachments) == 0
    assert set(again.Root.keys()) == {"/Type", "/Pages"}
    assert "/AA" not in again.pages[0].obj
    assert "/Info" not in again.trailer
    everything = b" ".join(repr(one).encode() for one in again.objects)
    assert b"alert" not in everything
    assert b"evil" not in everything
