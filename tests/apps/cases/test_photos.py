"""Pictures: what is kept of them, and what is refused with which words."""

from datetime import date
from io import BytesIO

import pytest
from PIL import ExifTags, Image

from linli.apps.cases.rules.refusals import PhotoTooLarge, PhotoTooManyPixels, PhotoUnreadable
from linli.apps.cases.services import photos
from linli.kit.sentences import sentence


def camera(size=(3000, 1500), *, orientation=1) -> bytes:
    image = Image.new("RGB", size, "green")
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "SECRET-CAMERA"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:03:01 08:15:00"
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (35.0, 15.0, 0.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (115.0, 30.0, 0.0)
    out = BytesIO()
    image.save(out, format="JPEG", exif=exif)
    return out.getvalue()


def test_what_is_kept_is_upright_smaller_and_without_metadata():
    kept = photos.picture_of(camera(orientation=6))

    stored = Image.open(BytesIO(kept.data))
    assert (kept.width, kept.height) == stored.size == (1024, 2048)
    assert not stored.getexif()
    assert b"SECRET-CAMERA" not in kept.data
    assert kept.taken_on == date(2026, 3, 1)
    assert max(Image.open(BytesIO(kept.thumb)).size) == 320


def test_the_day_is_what_the_file_notes_before_what_the_page_says():
    plain = BytesIO()
    Image.new("RGB", (60, 40), "green").save(plain, format="JPEG")
    other = date(2026, 2, 1)

    assert photos.picture_of(camera(), taken_on=other).taken_on == date(2026, 3, 1)
    assert photos.picture_of(plain.getvalue(), taken_on=other).taken_on == other
    assert photos.picture_of(plain.getvalue()).taken_on is None


def test_a_file_of_fifty_megabytes_is_refused_in_plain_words():
    with pytest.raises(PhotoTooLarge) as refusal:
        photos.picture_of(b"\xff" * 50_000_000)

    assert "50" in sentence(refusal.value)


def test_a_picture_that_unpacks_to_too_much_is_refused_before_it_does():
    out = BytesIO()
    Image.new("1", (12_000, 12_000)).save(out, format="PNG")

    with pytest.raises(PhotoTooManyPixels):
        photos.picture_of(out.getvalue())


@pytest.mark.parametrize(
    "data", [b"", b"<svg onload='alert(1)'/>", b"%PDF-1.7", camera()[:4000]],
    ids=["nothing", "svg", "pdf", "cut off"],
)  # fmt: skip
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(PhotoUnreadable):
        photos.picture_of(data)
