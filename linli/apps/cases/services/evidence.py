"""Files that come with a report or an act: told apart, and kept with what they came with.

They are told apart before the act begins, photos as they are, clips read: to look at a video takes
half a second, and nobody else should wait for it. Source: [rule:case-videos], [rule:case-voices].
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any, Protocol

from linli.apps.cases.rules.clips import (
    MOST_AT_ONCE,
    ClipKind,
    TooManyVideos,
    TooManyVoices,
    clip_meant,
)
from linli.apps.cases.services.clips import NewClip, keep_clips, video_of, voice_of
from linli.apps.cases.services.photos import keep_photos, picture_of
from linli.apps.cases.services.recording import Act

_HEAD = 12


class Upload(Protocol):
    """A file as a form brings it."""

    name: str | None
    content_type: str | None

    def read(self) -> bytes:
        """Return all of it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows how it is: photos, the days that go with them, films and voice notes."""

    photos: tuple[bytes, ...] = ()
    photo_days: tuple[date | None, ...] = ()
    clips: tuple[NewClip, ...] = ()

    @property
    def shown(self) -> dict[str, Any]:
        """Return photos and clips as the acts take them."""
        return {"photos": self.photos, "clips": self.clips}


def evidence_of(
    files: Iterable[Upload], days: Sequence[date | None] = (), *, voice: Upload | None = None
) -> Evidence:
    """Return uploaded files as photos and clips, each photo with its day.

    `voice` was recorded or chosen as a voice note, whatever it looks like; one may come among the
    files as well. Raises TooManyVideos, TooManyVoices, and what `video_of` and `voice_of` do.
    """
    photos: list[tuple[bytes, date | None]] = []
    films: list[bytes] = []
    voices: list[tuple[bytes, str]] = [] if voice is None else [(voice.read(), "voice")]
    for file, day in zip_longest(given := list(files), days[: len(given)]):
        data = file.read()
        name, said = file.name or "", file.content_type or ""
        kind = clip_meant(name=name, media_type=said, head=data[:_HEAD])
        if kind == ClipKind.VIDEO:
            films.append(data)
        elif kind == ClipKind.VOICE:
            voices.append((data, "photos"))
        else:
            photos.append((data, day))
    if len(films) > MOST_AT_ONCE:
        raise TooManyVideos(field="photos", most=MOST_AT_ONCE)
    if len(voices) > MOST_AT_ONCE:
        raise TooManyVoices(field="voice", most=MOST_AT_ONCE)
    clips = [video_of(data) for data in films]
    clips += [voice_of(data, field=field) for data, field in voices]
    return Evidence(
        photos=tuple(data for data, _day in photos),
        photo_days=tuple(day for _data, day in photos),
        clips=tuple(clips),
    )


def keep_evidence(act: Act, photos: Iterable[bytes], clips: Iterable[NewClip]) -> None:
    """Keep what came with an act beside its entry of the thread.

    Raises what is wrong with a picture, TooManyPhotos, CaseFullOfVideos, CaseFullOfVoices.
    """
    pictures = [picture_of(data) for data in photos]
    keep_photos(act.case, pictures, actor=act.shown, now=act.now, step=act.step)
    keep_clips(act.case, clips, actor=act.shown, now=act.now, step=act.step)
