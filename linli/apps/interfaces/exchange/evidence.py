"""Pictures, videos and voice notes of a case as programs are shown them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as _
from ninja import Field, Schema

from linli.apps.cases.rules.clips import ClipState

if TYPE_CHECKING:
    from linli.apps.cases.models import Clip, Photo


class PhotoOut(Schema):
    """A picture of a case."""

    digest: str
    address: str
    width: int
    height: int
    taken_on: date | None = Field(description=_("The day a camera noted, if it noted one."))
    added_at: datetime


class VideoOut(Schema):
    """A short film of a case; it can be fetched when it is ready, its picture at once."""

    digest: str
    address: str
    poster: str = Field(description=_("Address of a picture of it."))
    state: ClipState
    seconds: int
    width: int
    height: int
    size: int = Field(description=_("Bytes of the file; 0 until it is ready."))
    said: str = Field(description=_("What is said in it, where somebody has written it down."))
    taken_on: date | None = Field(description=_("The day a camera noted, if it noted one."))
    added_at: datetime


class VoiceOut(Schema):
    """A voice note of a case: sound in MP4."""

    digest: str
    address: str
    seconds: int
    size: int = Field(description=_("Bytes of the file."))
    said: str = Field(description=_("What is said in it, where somebody has written it down."))
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where pictures, videos, their pictures and voice notes are: `{digest}` stands in each."""

    photo: str
    video: str
    poster: str
    voice: str


def photo_answer(photo: "Photo", addresses: Addresses) -> dict[str, Any]:
    """Return a picture as a program reads it."""
    return {
        "digest": photo.digest,
        "address": addresses.photo.replace("{digest}", photo.digest),
        "width": photo.width,
        "height": photo.height,
        "taken_on": photo.taken_on,
        "added_at": photo.added_at,
    }


def video_answer(video: "Clip", addresses: Addresses) -> dict[str, Any]:
    """Return a video as a program reads it."""
    return {
        "digest": video.digest,
        "address": addresses.video.replace("{digest}", video.digest),
        "poster": addresses.poster.replace("{digest}", video.digest),
        "state": video.state,
        "seconds": video.seconds,
        "width": video.width,
        "height": video.height,
        "size": video.size,
        "said": video.said,
        "taken_on": video.taken_on,
        "added_at": video.added_at,
    }


def voice_answer(voice: "Clip", addresses: Addresses) -> dict[str, Any]:
    """Return a voice note as a program reads it."""
    return {
        "digest": voice.digest,
        "address": addresses.voice.replace("{digest}", voice.digest),
        "seconds": voice.seconds,
        "size": voice.size,
        "said": voice.said,
        "added_at": voice.added_at,
    }
