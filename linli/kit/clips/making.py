"""Making a film anew: one kind that every phone of ten years plays, and nothing else in it.

H.264 (main profile, level 3.1) and AAC in an MP4 file whose index stands first, at most so wide and
so many pictures a second, upright. Single pictures or sounds that are damaged are left out.
"""

from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import av
from av.filter import Graph

from linli.kit.clips.bounds import Bounds, Unusable
from linli.kit.clips.reading import check_size, decoded, kind_of, opened, picture_in, sound_in
from linli.kit.clips.sounding import Sound

CLOCK = Fraction(1, 90_000)
# Constant quality below a ceiling: a minute of a moving hand-held film stays below 16 MB.
PICTURE_OPTIONS = {
    "preset": "veryfast", "crf": "26", "maxrate": "2M", "bufsize": "4M", "profile": "main",
    "level": "3.1",
}  # fmt: skip
_SLACK = 0.94  # of the distance between pictures: cameras do not keep it exactly
_OVER = (("hflip", None), ("vflip", None))
_TURNS = {90: (("transpose", "cclock"),), -90: (("transpose", "clock"),), 180: _OVER, -180: _OVER}


def made(source: Path, film: Path, bounds: Bounds) -> None:
    """Write the film anew; raises Unusable where not one picture can be read."""
    with opened(source, kind_of(source)) as seen:
        picture, sound = picture_in(seen, bounds), sound_in(seen)
        with av.open(str(film), "w", format="mp4", options={"movflags": "+faststart"}) as out:
            shown = _Picture(out, bounds)
            voice = Sound(out) if sound is not None else None
            for packet in seen.demux([one for one in (picture, sound) if one is not None]):
                for frame in decoded(packet):
                    if packet.stream is picture:
                        shown.take(frame)
                    elif voice is not None:
                        voice.take(frame, shown.start)
            shown.finish()
            if voice is not None:
                voice.finish()


class _Picture:
    """The pictures of the new film, as they come in; the first says how large it becomes."""

    def __init__(self, out: Any, bounds: Bounds) -> None:
        self._out, self._bounds = out, bounds
        self._stream = out.add_stream("libx264", rate=bounds.kept_rate)
        self._stream.codec_context.options = PICTURE_OPTIONS
        self._stream.codec_context.thread_count = 1
        self._stream.codec_context.time_base = CLOCK
        self._stream.pix_fmt = "yuv420p"
        self._turn: Graph | None = None
        self._flat = (0, 0)  # the size before it is turned upright
        self._last = 0.0
        self.start: float | None = None

    def take(self, frame: Any) -> None:
        """Take a picture over, unless it comes too soon after the last one."""
        if frame.pts is None:
            return
        check_size(frame.width, frame.height, self._bounds)
        at = float(frame.pts * frame.time_base)
        if self.start is None:
            self.start, self._last = at, at - 1
            self._begin(frame)
        if at - self._last < _SLACK / self._bounds.kept_rate:
            return
        self._last = at
        upright = self._upright(frame.reformat(*self._flat, "yuv420p"))
        upright.pts, upright.time_base = round((at - self.start) / CLOCK), CLOCK
        upright.pict_type = 0
        self._out.mux(self._stream.encode(upright))

    def finish(self) -> None:
        """Write what is still on its way; raises Unusable when there was nothing."""
        if self.start is None:
            raise Unusable(Unusable.UNREADABLE)
        self._out.mux(self._stream.encode())

    def _begin(self, frame: Any) -> None:
        longest = max(frame.width, frame.height)
        share = min(Fraction(1), Fraction(self._bounds.kept_side, longest))
        width, height = (max(2, int(side * share) // 2 * 2) for side in (frame.width, frame.height))
        self._flat = (width, height)
        turns = _TURNS.get(frame.rotation, ())
        is_lying = frame.rotation in (90, -90)
        self._stream.width, self._stream.height = (height, width) if is_lying else (width, height)
        if turns:
            self._turn = _graph(turns, width, height)

    def _upright(self, frame: Any) -> Any:
        if self._turn is None:
            return frame
        frame.time_base = CLOCK
        self._turn.push(frame)
        return self._turn.pull()


def _graph(turns: tuple[tuple[str, str | None], ...], width: int, height: int) -> Graph:
    graph = Graph()
    form = av.VideoFormat("yuv420p", width, height)
    parts = [graph.add_buffer(width=width, height=height, format=form, time_base=CLOCK)]
    parts += [graph.add(name, arguments) for name, arguments in turns]
    parts.append(graph.add("buffersink"))
    for one, other in pairwise(parts):
        one.link_to(other)
    graph.configure()
    return graph
