"""Files that come with a report or an act, told apart: photos as they are, videos looked at.

Called before the act begins: to look at a video takes half a second, and nobody else should wait
for it. Source: [rule:case-videos].
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import zip_longest
from typing import Any, Protocol

from linli.apps.cases.rules.videos import MOST_AT_ONCE, TooManyVideos, is_video
from linli.apps.cases.services.videos import Clip, clip_of

_HEAD = 12


class Upload(Protocol):
    """A file as a form brings it."""

    name: str | None
    content_type: str | None

    def read(self) -> bytes:
        """Return all of it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows how it is: photos, the days that go with them, and videos."""

    photos: tuple[bytes, ...] = ()
    photo_days: tuple[date | None, ...] = ()
    clips: tuple[Clip, ...] = ()

    @property
    def shown(self) -> dict[str, Any]:
        """Return photos and videos as the acts take them."""
        return {"photos": self.photos, "clips": self.clips}


def evidence_of(files: Iterable[Upload], days: Sequence[date | None] = ()) -> Evidence:
    """Return uploaded files as photos and videos, each photo with its day.

    Raises TooManyVideos, and what `clip_of` does.
    """
    photos: list[tuple[bytes, date | None]] = []
    films: list[bytes] = []
    for file, day in zip_longest(given := list(files), days[: len(given)]):
        data = file.read()
        name, kind = file.name or "", file.content_type or ""
        if is_video(name=name, media_type=kind, head=data[:_HEAD]):
            films.append(data)
        else:
            photos.append((data, day))
    if len(films) > MOST_AT_ONCE:
        raise TooManyVideos(field="photos", most=MOST_AT_ONCE)
    return Evidence(
        photos=tuple(data for data, _day in photos),
        photo_days=tuple(day for _data, day in photos),
        clips=tuple(clip_of(data) for data in films),
    )
