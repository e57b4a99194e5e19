"""Films as phones make them: small, by a seed, with everything planted that must not stay."""

import struct
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from io import BytesIO
from random import Random
from typing import Any

import av
from PIL import Image, ImageDraw

from linli.apps.cases.services.clips import NewClip, video_of

RATE = 10
SOUND_RATE = 48_000
PLANTED = (
    b"SECRET-MAKER", b"SECRET-TITLE", b"SECRET-CHAPTER", b"SECRET-TRACK", b"+35.2500+115.5000",
)  # fmt: skip
NOTES = {
    "creation_time": "2026-03-01T02:15:00.000000Z",
    "location": "+35.2500+115.5000/",
    "make": "SECRET-MAKER",
    "model": "SECRET-MAKER X",
    "title": "SECRET-TITLE",
}


def film(
    seconds: float = 1.0,
    *,
    size: tuple[int, int] = (320, 180),
    kind: str = "mov",
    codec: str = "libx264",
    sound: str | None = "aac",
    notes: bool = True,
    pictures: bool = True,
    every: float = 1 / RATE,
    seed: int = 1,
) -> bytes:
    """Return a film; red fills its left half and something moves in the other."""
    file = BytesIO()
    options = {"movflags": "use_metadata_tags"} if kind == "mov" else {}
    with av.open(file, "w", format=kind, options=options) as out:
        if notes:
            out.metadata.update(NOTES)
            end = int(seconds * 1000)
            out.set_chapters(
                [{"id": 1, "start": 0, "end": end, "time_base": Fraction(1, 1000),
                  "metadata": {"title": "SECRET-CHAPTER"}}]
            )  # fmt: skip
        streams = []
        if pictures:
            shown = out.add_stream(codec, rate=RATE)
            shown.width, shown.height = size
            shown.pix_fmt = "yuv420p"
            if codec.startswith("libx26"):
                shown.codec_context.options = {"preset": "ultrafast"}
            shown.codec_context.time_base = Fraction(1, 1000)
            if notes:
                shown.metadata["title"] = "SECRET-TRACK"
            streams.append((shown, _pictures(seconds, size, every, Random(seed))))
        if sound:
            heard = out.add_stream(sound, rate=SOUND_RATE)
            heard.layout = "mono"
            streams.append((heard, _sounds(seconds, heard)))
        for stream, frames in streams:
            for frame in frames:
                out.mux(stream.encode(frame))
            out.mux(stream.encode())
    return file.getvalue()


@cache
def a_clip(seed: int = 1) -> NewClip:
    """Return a short silent film that was looked at."""
    return video_of(film(0.3, sound=None, seed=seed))


def _pictures(seconds: float, size: tuple[int, int], every: float, chance: Random) -> Iterator[Any]:
    width, height = size
    for number in range(max(1, round(seconds / every))):
        image = Image.new("RGB", size, "white")
        draw = ImageDraw.Draw(image)
        draw.rectangle((0, 0, width // 2, height), fill="red")
        left, top = chance.randrange(width // 2, width - 8), chance.randrange(height - 8)
        draw.rectangle((left, top, left + 8, top + 8), fill="blue")
        frame = av.VideoFrame.from_image(image)
        frame.pts, frame.time_base = round(number * every * 1000), Fraction(1, 1000)
        yield frame


def _sounds(seconds: float, heard: Any) -> Iterator[Any]:
    samples = heard.codec_context.frame_size or 1024
    form = heard.format.name
    for number in range(int(seconds * SOUND_RATE / samples)):
        frame = av.AudioFrame(format=form, layout="mono", samples=samples)
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.pts, frame.sample_rate = number * samples, SOUND_RATE
        frame.time_base = Fraction(1, SOUND_RATE)
        yield frame


def turned(data: bytes, matrix: tuple[int, ...] = (0, 1, -1, 0)) -> bytes:
    """Return an MP4 film whose camera was held upright: its pictures lie, and a matrix says so."""
    at = data.index(b"tkhd") + 4 + 40
    one, two, three, four = (number << 16 for number in matrix)
    turn = struct.pack(">9i", one, two, 0, three, four, 0, 0, 0, 1 << 30)
    return data[:at] + turn + data[at + 36 :]


def claiming(data: bytes, hours: int) -> bytes:
    """Return an MP4 film whose headers say that it lasts so many hours."""
    parts = bytearray(data)
    for box, scale_at, length_at in ((b"mvhd", 16, 20), (b"mdhd", 16, 20), (b"tkhd", 0, 24)):
        at = data.find(box)
        while at >= 0:
            scale = int.from_bytes(data[at + scale_at :][:4], "big") if scale_at else 1000
            parts[at + length_at : at + length_at + 4] = (hours * 3600 * scale).to_bytes(4, "big")
            at = data.find(box, at + 1)
    return bytes(parts)
