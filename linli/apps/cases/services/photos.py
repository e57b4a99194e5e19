"""Photos of a case: checked, re-encoded, without metadata, stored under their own digest.

The day a camera noted is read once, or told by the page that has made the picture small; it is kept
beside the picture, and everything else in the file is dropped, the position unread.
Source: [rule:case-photos].
"""

import warnings
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from linli.apps.cases import permissions
from linli.apps.cases.models import Case, CaseStep, Clip, Photo
from linli.apps.cases.rules.pictures import (
    LONGEST_SIDE,
    MEGABYTE,
    MOST_BYTES,
    MOST_PHOTOS,
    MOST_PIXELS,
    QUALITY,
    THUMB_SIDE,
    fitted,
)
from linli.apps.cases.rules.refusals import (
    PhotoTooLarge,
    PhotoTooManyPixels,
    PhotoUnreadable,
    TooManyPhotos,
)
from linli.apps.cases.selectors.clips import clip_files_of
from linli.apps.cases.selectors.photos import path_of
from linli.apps.cases.services.delays import end_answered_pauses
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.recording import begin_aside, seen_case
from linli.core.access import Actor
from linli.kit.days import local_day

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF")


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is kept."""

    data: bytes
    thumb: bytes
    width: int
    height: int
    taken_on: date | None

    @property
    def digest(self) -> str:
        """Return what it is stored under."""
        return sha256(self.data).hexdigest()


def picture_of(data: bytes, *, taken_on: date | None = None) -> Picture:
    """Return an uploaded file as a picture that is safe to keep and to show.

    `taken_on` is the day it was taken where the file itself does not note one.
    Raises PhotoTooLarge, PhotoTooManyPixels and PhotoUnreadable.
    """
    image = _opened(data)
    noted = _day_noted(image) or taken_on
    try:
        upright = ImageOps.exif_transpose(image).convert("RGB")
        kept = upright.resize(fitted(*upright.size, LONGEST_SIDE), Image.Resampling.LANCZOS)
        small = upright.resize(fitted(*upright.size, THUMB_SIDE), Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, EOFError) as problem:
        raise PhotoUnreadable(field="photo") from problem
    return Picture(_encoded(kept), _encoded(small), kept.width, kept.height, noted)


@command
def add_photo(
    *,
    actor: Actor,
    case_id: int,
    data: bytes,
    now: datetime,
    slip: str = "",
    key: str = "",
) -> Case:
    """Add a photo to an open case (补充照片); the same picture twice is kept once."""
    case = seen_case(actor=actor, case_id=case_id, now=now, slip=slip)
    decision = permissions.can_add_photo(actor, case, day=local_day(now), slip=slip)
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=decision, slip=slip)
    picture = picture_of(data)
    if not Photo.objects.filter(case=case, digest=picture.digest).exists():
        keep_photos(case, [picture], actor=act.shown, now=now)
        act.aside("photo", is_heavy=False)
        end_answered_pauses(act)
    return case


def keep_photos(
    case: Case,
    pictures: list[Picture],
    *,
    actor: Actor,
    now: datetime,
    step: CaseStep | None = None,
) -> list[Photo]:
    """Store pictures of a case and their rows; raises TooManyPhotos.

    The files are written first: a file without a row harms nobody, a row without its file would.
    """
    fresh = {picture.digest: picture for picture in pictures}
    for known in Photo.objects.filter(case=case, digest__in=list(fresh)):
        del fresh[known.digest]
    if Photo.objects.filter(case=case).count() + len(fresh) > MOST_PHOTOS:
        raise TooManyPhotos(field="photo", most=MOST_PHOTOS)
    for digest, picture in fresh.items():
        store(path_of(digest), picture.data)
        store(path_of(digest, small=True), picture.thumb)
    return Photo.objects.bulk_create(
        Photo(
            case=case,
            step=step,
            digest=digest,
            width=picture.width,
            height=picture.height,
            size=len(picture.data),
            taken_on=picture.taken_on,
            added_at=now,
            account_id=actor.account_id,
        )
        for digest, picture in fresh.items()
    )


def forget_files(digests: set[str]) -> None:
    """Delete the files of photos and clips that no case needs any more."""
    needed = set(Photo.objects.filter(digest__in=digests).values_list("digest", flat=True))
    needed.update(Clip.objects.filter(digest__in=digests).values_list("digest", flat=True))
    for digest in sorted(digests - needed):
        for path in (path_of(digest), path_of(digest, small=True), *clip_files_of(digest)):
            default_storage.delete(path)


def store(path: str, data: bytes) -> None:
    """Write a file under the digest of what it is; one that is there already is the same."""
    if not default_storage.exists(path):
        default_storage.save(path, ContentFile(data))


def _opened(data: bytes) -> Image.Image:
    if len(data) > MOST_BYTES:
        size = -(-len(data) // MEGABYTE)
        raise PhotoTooLarge(field="photo", size=size, most=MOST_BYTES // MEGABYTE)
    try:
        with warnings.catch_warnings():
            # The number of pixels is checked here, before anything is unpacked.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=_FORMATS)
    except Image.DecompressionBombError as bomb:
        raise PhotoTooManyPixels(field="photo", width="–", height="–") from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as problem:
        raise PhotoUnreadable(field="photo") from problem
    if image.width * image.height > MOST_PIXELS:
        raise PhotoTooManyPixels(field="photo", width=image.width, height=image.height)
    return image


def _encoded(image: Image.Image) -> bytes:
    out = BytesIO()
    image.save(out, format="JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()


def _day_noted(image: Image.Image) -> date | None:
    """Return the day a camera noted; what cannot be read was not noted."""
    try:
        taken = image.getexif().get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, ZeroDivisionError):
        return None
    return _day_of(taken)


def _day_of(text: object) -> date | None:
    try:
        return datetime.strptime(str(text)[:10], "%Y:%m:%d").date()  # noqa: DTZ007 - a day only
    except ValueError:
        return None
