"""Photos of cases: which there are, and their files for those who may see them."""

from datetime import datetime
from typing import IO

from django.core.files.storage import default_storage

from linli.apps.cases.models import Case, Photo
from linli.apps.cases.rules.names import Viewer
from linli.apps.cases.selectors.visibility import viewers_of
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.days import local_day

MEDIA_TYPE = "image/jpeg"


def path_of(digest: str, *, small: bool = False) -> str:
    """Return where a picture lies in the storage: under its digest, so the same is kept once."""
    return f"cases/{digest[:2]}/{digest}{'-small' if small else ''}.jpg"


def open_photo(
    *, actor: Actor, number: str, digest: str, now: datetime, small: bool = False, slip: str = ""
) -> IO[bytes]:
    """Return the file of a photo of the case with this number, for whoever may see its photos.

    Raises NotFound, which also stands for "not for you".
    """
    photo = Photo.objects.select_related("case").filter(case__number=number, digest=digest).first()
    if photo is None:
        raise NotFound(photo=digest[:12])
    refuse_hidden(actor, photo.case, now=now, slip=slip)
    return opened_file(path_of(digest, small=small))


def refuse_hidden(actor: Actor, case: Case, *, now: datetime, slip: str) -> None:
    """Raise NotFound for whoever does not see what others photographed in a case."""
    viewers = viewers_of(actor, case, day=local_day(now), slip=slip)
    if not viewers - {Viewer.FOLLOWER}:
        raise NotFound(kind="photo")


def opened_file(path: str) -> IO[bytes]:
    """Return a file of the storage, open; raises NotFound where it is gone."""
    if not default_storage.exists(path):
        raise NotFound(kind="file")
    return default_storage.open(path)
