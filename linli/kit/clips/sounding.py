"""The sound of what is made anew: AAC in one channel, which every phone and browser plays."""

from typing import Any

import av

RATE = 44_100
BITS = 64_000


class Sound:
    """The one stream of sound in a new file."""

    def __init__(self, out: Any) -> None:
        self._out = out
        self._stream = out.add_stream("aac", rate=RATE)
        self._stream.bit_rate = BITS
        self._stream.layout = "mono"
        self._even = av.AudioResampler(format="fltp", layout="mono", rate=RATE)
        self._is_taken = False

    def take(self, frame: Any, start: float | None) -> None:
        """Take sound over from `start` on; what was heard before, of a film, is left out."""
        if start is None or frame.pts is None:
            return
        self._is_taken = True
        frame.pts -= round(start / frame.time_base)
        if frame.pts >= 0:
            self._write(self._even.resample(frame))

    def finish(self) -> None:
        """Write what is still on its way."""
        if self._is_taken:
            self._write(self._even.resample(None))
        self._out.mux(self._stream.encode())

    def _write(self, frames: list[Any]) -> None:
        for frame in frames:
            self._out.mux(self._stream.encode(frame))
