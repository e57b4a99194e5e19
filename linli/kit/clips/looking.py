"""Looking at a film: every packet is counted, whatever the header claims; one picture is decoded.

On the way the packets go into a new file: of what else stood in the film (place, maker, titles,
chapters, subtitles, other tracks) nothing comes along.
"""

from pathlib import Path
from typing import Any

import av

from linli.kit.clips.bounds import Bounds, Unusable
from linli.kit.clips.reading import check_size, decoded, kind_of, opened, picture_in, sound_in

LEEWAY = 1.0  # seconds: a camera that was told a minute stops a moment later
POSTER_SIDE = 1280
POSTER_QUALITY = 82
_TRIES = 200  # packets in which a first picture must turn up


def looked(source: Path, film: Path, poster: Path, bounds: Bounds) -> dict[str, object]:
    """Check a film, write it without its notes, and a picture of it; return its measures.

    Raises Unusable, and the errors of the library.
    """
    kind = kind_of(source)
    with opened(source, kind) as seen:
        picture, sound = picture_in(seen, bounds), sound_in(seen)
        # What the header claims is often wrong, and browsers claim nothing.
        claimed = float(picture.duration * picture.time_base) if picture.duration else 0.0
        longest = max(claimed, (seen.duration or 0) / av.time_base)
        if longest > bounds.seconds + LEEWAY:
            raise Unusable(Unusable.TOO_LONG, seconds=round(longest))
        seconds = _copied(seen, picture, sound, film, kind, bounds)
        if claimed - seconds > LEEWAY:
            raise Unusable(Unusable.UNREADABLE)  # it breaks off
        taken_at = str(seen.metadata.get("creation_time", ""))[:40]
    width, height = _pictured(film, kind, poster, bounds)
    return {"seconds": seconds, "width": width, "height": height, "taken_at": taken_at}


def _copied(seen: Any, picture: Any, sound: Any, film: Path, kind: str, bounds: Bounds) -> float:
    """Write picture and sound as they are into a new file; return how long the picture is."""
    first, last, frames = None, 0.0, 0
    wanted = [one for one in (picture, sound) if one is not None]
    with av.open(str(film), "w", format=kind) as out:
        into = {one.index: out.add_stream_from_template(one) for one in wanted}
        for packet in seen.demux(wanted):
            if packet.dts is None:
                continue  # the mark at the end
            if packet.stream is picture and packet.pts is not None:
                at = float(packet.pts * packet.time_base)
                first = at if first is None else min(first, at)
                last = max(last, at + float((packet.duration or 0) * packet.time_base))
                frames += 1
                if last - first > bounds.seconds + LEEWAY:
                    raise Unusable(Unusable.TOO_LONG, seconds=round(last - first))
                if frames > bounds.frames:
                    raise Unusable(Unusable.TOO_HEAVY)
            packet.stream = into[packet.stream.index]
            out.mux(packet)
    if first is None:
        raise Unusable(Unusable.UNREADABLE)
    return last - first


def _pictured(film: Path, kind: str, poster: Path, bounds: Bounds) -> tuple[int, int]:
    """Write the first picture, upright; return its size before it was made smaller."""
    with opened(film, kind) as seen:
        picture = picture_in(seen, bounds)
        for tries, packet in enumerate(seen.demux(picture)):
            for frame in decoded(packet):
                check_size(frame.width, frame.height, bounds)
                image = frame.to_image().rotate(frame.rotation, expand=True)
                size = image.size
                image.thumbnail((POSTER_SIDE, POSTER_SIDE))
                image.save(poster, format="JPEG", quality=POSTER_QUALITY)
                return size
            if tries > _TRIES:
                break
    raise Unusable(Unusable.UNREADABLE)
