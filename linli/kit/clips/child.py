"""The process that reads films and voice notes: `python -m linli.kit.clips.child WHAT BOUNDS`.

It works in the current folder: reads `source`, writes `film` and `poster.jpg`, or `sound.m4a`, and
says on standard output in one line of JSON what it has seen, or why the file is not taken.
"""

import json
import os
import resource
import sys
from pathlib import Path

from linli.kit.clips.apart import FILM, MEMORY_BYTES, POSTER, SOUND, SOURCE
from linli.kit.clips.bounds import Bounds, SoundBounds, Unusable

CPU_SECONDS = {"look": 15, "hear": 15, "make": 300}
FILE_BYTES = 80_000_000
FILES = 64


def main(what: str, bounds: str) -> dict[str, object]:
    """Look at a film, listen to a voice note, or make a film anew; return what there is to say."""
    if what == "make":
        os.nice(10)  # pages come first, and whoever waits for one
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS[what], CPU_SECONDS[what]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from linli.kit.clips.hearing import heard
    from linli.kit.clips.looking import looked
    from linli.kit.clips.making import made

    source, film, given = Path(SOURCE), Path(FILM), json.loads(bounds)
    try:
        if what == "hear":
            return heard(source, Path(SOUND), SoundBounds(**given))
        if what == "look":
            return looked(source, film, Path(POSTER), Bounds(**given))
        made(source, film, Bounds(**given))
    except Unusable as unusable:
        return {"why": unusable.why, "facts": unusable.facts}
    except MemoryError:
        return {"why": Unusable.TOO_HEAVY, "facts": {}}
    except (OSError, EOFError, ValueError, ArithmeticError, LookupError, RuntimeError):
        # The library tells what it cannot read as errors of these kinds.
        return {"why": Unusable.UNREADABLE, "facts": {}}
    return {}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], sys.argv[2])))
