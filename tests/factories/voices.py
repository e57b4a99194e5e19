"""Voice notes as browsers and phones make them: short, with everything planted that must go."""

import math
import wave
from array import array
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import Any

import av

from linli.apps.cases.services.clips import NewClip, voice_of

RATE = 48_000
CODECS = {
    "webm": "libopus", "ogg": "libopus", "ipod": "aac", "mp3": "libmp3lame", "wav": "pcm_s16le",
    "adts": "aac", "flac": "flac",
}  # fmt: skip
_SAMPLES = {"flt": ("f", 1), "s16": ("h", 32_000), "s32": ("i", 2_000_000_000)}
PLANTED = (b"SECRET-TITLE", b"SECRET-ARTIST", b"SECRET-COVER", b"+35.2500+115.5000")
NOTES = {"title": "SECRET-TITLE", "artist": "SECRET-ARTIST", "location": "+35.2500+115.5000/"}


def sound(
    seconds: float = 1.0, *, kind: str = "webm", tone: int = 440, notes: bool = True
) -> bytes:
    """Return a voice note: one tone, so that it is heard whether anything came through."""
    file = BytesIO()
    with av.open(file, "w", format=kind) as out:
        if notes and kind != "adts":
            out.metadata.update(NOTES)
        heard = out.add_stream(CODECS[kind], rate=RATE)
        heard.layout = "mono"
        for frame in _frames(seconds, heard, tone):
            out.mux(heard.encode(frame))
        out.mux(heard.encode())
    return file.getvalue()


def plain_wave(seconds: int) -> bytes:
    """Return a long recording of nothing, quickly made."""
    file = BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(2 * 8000 * seconds))
    return file.getvalue()


def with_cover(data: bytes, picture: bytes) -> bytes:
    """Return an MP3 file with a picture in front, as music shops put one there."""
    body = b"\0image/jpeg\0\x03SECRET-COVER\0" + picture
    frame = b"APIC" + len(body).to_bytes(4, "big") + b"\0\0" + body
    size = bytes((len(frame) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + frame + data


@cache
def a_voice(tone: int = 440) -> NewClip:
    """Return a short voice note that was listened to."""
    return voice_of(sound(0.3, tone=tone))


def loudness(data: bytes) -> float:
    """Return how loud the middle of a file is, between 0 and 1."""
    with av.open(BytesIO(data)) as heard:
        samples = array("f")
        for frame in heard.decode(audio=0):
            samples.frombytes(bytes(frame.planes[0])[: frame.samples * 4])
    return max(abs(one) for one in samples[len(samples) // 3 : len(samples) // 2])


def _frames(seconds: float, heard: Any, tone: int) -> Iterator[Any]:
    samples = heard.codec_context.frame_size or 1024
    form = heard.format.name
    code, most = _SAMPLES[form.rstrip("p")]
    for number in range(max(1, int(seconds * RATE / samples))):
        waves = [
            0.5 * math.sin(2 * math.pi * tone * (number * samples + at) / RATE)
            for at in range(samples)
        ]
        told = array(code, [one if code == "f" else int(one * most) for one in waves])
        frame = av.AudioFrame(format=form, layout="mono", samples=samples)
        padded = told.tobytes().ljust(frame.planes[0].buffer_size, b"\0")
        frame.planes[0].update(padded)
        frame.pts, frame.sample_rate = number * samples, RATE
        frame.time_base = Fraction(1, RATE)
        yield frame
