"""Opening a film or voice note: known kinds, picture, sound. Only in the process apart."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av

from linli.kit.clips.bounds import Bounds, Unusable

MOV, MATROSKA = "mov", "matroska"
OGG, WAV, MP3, ADTS, AMR, FLAC = "ogg", "wav", "mp3", "aac", "amr", "flac"
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
_EBML = b"\x1a\x45\xdf\xa3"
_SOUND_STARTS = {
    b"OggS": OGG, b"ID3": MP3, b"#!AMR": AMR, b"fLaC": FLAC,
    b"\xff\xf1": ADTS, b"\xff\xf9": ADTS,
    b"\xff\xfb": MP3, b"\xff\xfa": MP3, b"\xff\xf3": MP3, b"\xff\xf2": MP3,
}  # fmt: skip
# What cameras and browsers of phones record; what is not listed is not even decoded.
PICTURES = frozenset({"h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "h263"})
SOUNDS = frozenset(
    {"aac", "opus", "vorbis", "mp3", "mp3float", "flac", "alac", "amrnb", "amrwb", "amr_nb",
     "amr_wb", "pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_f32le", "pcm_u8", "pcm_alaw",
     "pcm_mulaw"}
)  # fmt: skip


def kind_of(path: Path) -> str:
    """Return the container by its first bytes, whatever the name said; raises Unusable."""
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(_EBML):
        return MATROSKA
    if head[4:8] in _BOXES:
        return MOV
    raise Unusable(Unusable.UNREADABLE)


def sound_kind_of(path: Path) -> str:
    """Return the container of a voice note by its first bytes; raises Unusable."""
    with path.open("rb") as file:
        head = file.read(12)
    if head.startswith(b"RIFF") and head[8:] == b"WAVE":
        return WAV
    for start, kind in _SOUND_STARTS.items():
        if head.startswith(start):
            return kind
    return kind_of(path)


@contextmanager
def opened(path: Path, kind: str) -> Iterator[Any]:
    """Open a film that can lead nowhere else: no other file, no address."""
    with path.open("rb") as file:
        film = av.open(file, format=kind, container_options={"protocol_whitelist": ""})
        try:
            yield film
        finally:
            film.close()


def decoded(packet: Any) -> list[Any]:
    """Return what a packet holds; one that is damaged holds nothing."""
    try:
        return list(packet.decode())
    except av.error.InvalidDataError:
        return []


def picture_in(film: Any, bounds: Bounds) -> Any:
    """Return the stream of pictures; raises Unusable for only sound, and for what is too wide."""
    covers = av.stream.Disposition.attached_pic
    streams = [one for one in film.streams.video if not one.disposition & covers]
    if not streams:
        raise Unusable(Unusable.ONLY_SOUND if film.streams.audio else Unusable.UNREADABLE)
    stream = streams[0]
    if stream.codec_context is None or stream.codec_context.name not in PICTURES:
        raise Unusable(Unusable.UNREADABLE)
    check_size(stream.width, stream.height, bounds)
    stream.codec_context.thread_count = 1  # each thread takes memory, and pages come first
    return stream


def check_size(width: int, height: int, bounds: Bounds) -> None:
    """Raise Unusable for a picture that is none, or wider or higher than may be."""
    if not width or not height:
        raise Unusable(Unusable.UNREADABLE)
    if max(width, height) > bounds.side:
        raise Unusable(Unusable.TOO_WIDE, width=width, height=height)


def sound_in(film: Any) -> Any:
    """Return the first stream of sound that is known, or None."""
    known = (one for one in film.streams.audio if one.codec_context is not None)
    return next((one for one in known if one.codec_context.name in SOUNDS), None)
