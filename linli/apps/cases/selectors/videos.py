"""Videos of cases: which there are, and their files for those who may see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from linli.apps.cases.models import Case, Video
from linli.apps.cases.rules.pictures import MEGABYTE
from linli.apps.cases.rules.videos import MOST_BYTES, MOST_SECONDS, VideoState
from linli.apps.cases.selectors.photos import opened_file, path_of, refuse_hidden
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.video.apart import can_film

MEDIA_TYPE = "video/mp4"


@dataclass(frozen=True, slots=True)
class VideoBounds:
    """How long and large a video may be, for the page."""

    seconds: int = MOST_SECONDS
    bytes: int = MOST_BYTES
    megabytes: int = MOST_BYTES // MEGABYTE


def video_bounds() -> VideoBounds | None:
    """Return what a video may be here; None where none are taken."""
    return VideoBounds() if can_film() else None


@dataclass(frozen=True, slots=True)
class Film:
    """A video to be sent: its file, open, and how many bytes it has."""

    file: IO[bytes]
    size: int


def film_of(digest: str) -> str:
    """Return where a video lies in the storage that can be played."""
    return f"cases/{digest[:2]}/{digest}.mp4"


def waiting_film_of(digest: str) -> str:
    """Return where a video lies that waits to be made anew; it is never sent."""
    return f"cases/{digest[:2]}/{digest}-waiting"


def films_of(digest: str) -> tuple[str, str]:
    """Return every place where something of a video may lie beside its picture."""
    return film_of(digest), waiting_film_of(digest)


def report_videos(case: Case) -> list[Video]:
    """Return the videos of the report itself."""
    return list(case.videos.filter(step=None).order_by("pk"))


def open_video(*, actor: Actor, number: str, digest: str, now: datetime, slip: str = "") -> Film:
    """Return the file of a video of the case with this number, for whoever may see its videos.

    Raises NotFound, which also stands for "not for you" and for "not yet".
    """
    video = _video(actor, number, digest, now, slip)
    if video.state != VideoState.READY:
        raise NotFound(video=digest[:12])
    return Film(opened_file(film_of(digest)), video.size)


def open_poster(
    *, actor: Actor, number: str, digest: str, now: datetime, small: bool = False, slip: str = ""
) -> IO[bytes]:
    """Return the picture of a video; raises NotFound, which also stands for "not for you"."""
    _video(actor, number, digest, now, slip)
    return opened_file(path_of(digest, small=small))


def _video(actor: Actor, number: str, digest: str, now: datetime, slip: str) -> Video:
    found = Video.objects.select_related("case").filter(case__number=number, digest=digest)
    video = found.first()
    if video is None:
        raise NotFound(video=digest[:12])
    refuse_hidden(actor, video.case, now=now, slip=slip)
    return video
