"""Making a voice note anew, at once: a minute of sound takes half a second of a processor.

Only the first sound that is known is read. A picture, titles, the place, other tracks and whatever
else stands in the file stay behind, also of a film that is sent as a voice note.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any

import av

from linli.kit.clips.bounds import SoundBounds, Unusable
from linli.kit.clips.reading import decoded, opened, sound_in, sound_kind_of
from linli.kit.clips.sounding import Sound

LEEWAY = 1.0  # seconds: a page that was told a minute stops a moment later


def heard(source: Path, sound: Path, bounds: SoundBounds) -> dict[str, object]:
    """Write a voice note anew; return how long it is, by what is heard and not by any header.

    Raises Unusable, and the errors of the library.
    """
    with opened(source, sound_kind_of(source)) as seen:
        stream = sound_in(seen)
        if stream is None:
            raise Unusable(Unusable.UNREADABLE if seen.streams.audio else Unusable.NO_SOUND)
        stream.codec_context.thread_count = 1  # each thread takes memory, and pages come first
        with av.open(str(sound), "w", format="ipod", options={"movflags": "+faststart"}) as out:
            return {"seconds": _written(seen, stream, Sound(out), bounds)}


def _written(seen: Any, stream: Any, kept: Sound, bounds: SoundBounds) -> float:
    """Write what is heard without its gaps; return for how long something is heard."""
    seconds = Fraction(0)
    for packet in seen.demux(stream):
        for frame in decoded(packet):
            if not frame.samples or not frame.sample_rate:
                continue
            # The clock of a file may leap: what was decoded is counted instead.
            frame.time_base = Fraction(1, frame.sample_rate)
            frame.pts = round(seconds / frame.time_base)
            seconds += Fraction(frame.samples, frame.sample_rate)
            if seconds > bounds.seconds + LEEWAY:
                raise Unusable(Unusable.TOO_LONG, seconds=_length(seen, seconds))
            kept.take(frame, 0.0)
    if not seconds:
        raise Unusable(Unusable.UNREADABLE)
    kept.finish()
    return float(seconds)


def _length(seen: Any, seconds: Fraction) -> int:
    """Return how long a note is that is too long: what it claims, where that is not less."""
    return max(round((seen.duration or 0) / av.time_base), round(seconds))
