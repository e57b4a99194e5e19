"""Clips of cases: which there are, and their files for those who may see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import IO

from linli.apps.cases.models import Case, Clip
from linli.apps.cases.rules.clips import (
    MOST_BYTES,
    MOST_SECONDS,
    MOST_VOICE_BYTES,
    MOST_VOICE_SECONDS,
    ClipKind,
    ClipState,
)
from linli.apps.cases.rules.pictures import MEGABYTE
from linli.apps.cases.selectors.photos import opened_file, path_of, refuse_hidden
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.clips.apart import can_take_clips

FILM_TYPE, SOUND_TYPE = "video/mp4", "audio/mp4"


@dataclass(frozen=True, slots=True)
class ClipBounds:
    """How long and large a film or a voice note may be, for the page."""

    seconds: int
    bytes: int

    @property
    def megabytes(self) -> int:
        """Return the size as people read it."""
        return self.bytes // MEGABYTE


def video_bounds() -> ClipBounds | None:
    """Return what a video may be here; None where none are taken."""
    return ClipBounds(MOST_SECONDS, MOST_BYTES) if can_take_clips() else None


def voice_bounds() -> ClipBounds | None:
    """Return what a voice note may be here; None where none are taken."""
    return ClipBounds(MOST_VOICE_SECONDS, MOST_VOICE_BYTES) if can_take_clips() else None


@dataclass(frozen=True, slots=True)
class Played:
    """A clip to be sent: its file, open, and how many bytes it has."""

    file: IO[bytes]
    size: int


def film_of(digest: str) -> str:
    """Return where a video lies in the storage that can be played."""
    return f"cases/{digest[:2]}/{digest}.mp4"


def waiting_film_of(digest: str) -> str:
    """Return where a video lies that waits to be made anew; it is never sent."""
    return f"cases/{digest[:2]}/{digest}-waiting"


def sound_of(digest: str) -> str:
    """Return where a voice note lies in the storage."""
    return f"cases/{digest[:2]}/{digest}.m4a"


def clip_files_of(digest: str) -> tuple[str, ...]:
    """Return every place where something of a clip may lie beside its picture."""
    return film_of(digest), waiting_film_of(digest), sound_of(digest)


def report_clips(case: Case) -> list[Clip]:
    """Return the clips of the report itself, as they came."""
    return list(case.clips.filter(step=None).order_by("pk"))


def open_video(*, actor: Actor, number: str, digest: str, now: datetime, slip: str = "") -> Played:
    """Return the file of a video of the case with this number, for whoever may see its clips.

    Raises NotFound, which also stands for "not for you" and for "not yet".
    """
    video = _clip(actor, number, digest, now, slip)
    if video.is_voice or video.state != ClipState.READY:
        raise NotFound(video=digest[:12])
    return Played(opened_file(film_of(digest)), video.size)


def open_voice(*, actor: Actor, number: str, digest: str, now: datetime, slip: str = "") -> Played:
    """Return the file of a voice note of the case with this number, for the same people.

    Raises NotFound, which also stands for "not for you".
    """
    voice = _clip(actor, number, digest, now, slip)
    if not voice.is_voice:
        raise NotFound(voice=digest[:12])
    return Played(opened_file(sound_of(digest)), voice.size)


def open_poster(
    *, actor: Actor, number: str, digest: str, now: datetime, small: bool = False, slip: str = ""
) -> IO[bytes]:
    """Return the picture of a video; raises NotFound, which also stands for "not for you"."""
    _clip(actor, number, digest, now, slip)
    return opened_file(path_of(digest, small=small))


def voiced_among(case_ids: list[int]) -> frozenset[int]:
    """Return which of these cases were reported with a voice note."""
    found = Clip.objects.filter(case__in=case_ids, kind=ClipKind.VOICE, step=None)
    return frozenset(found.values_list("case_id", flat=True))


def _clip(actor: Actor, number: str, digest: str, now: datetime, slip: str) -> Clip:
    found = Clip.objects.select_related("case").filter(case__number=number, digest=digest)
    clip = found.first()
    if clip is None:
        raise NotFound(clip=digest[:12])
    refuse_hidden(actor, clip.case, now=now, slip=slip)
    return clip
