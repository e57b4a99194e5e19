"""The process that reads a film: `python -m linli.kit.video.child look|make BOUNDS`.

It works in the current folder: reads `source`, writes `film` and `poster.jpg`, and says on standard
output in one line of JSON what it has seen, or why the film is not taken.
"""

import json
import os
import resource
import sys
from pathlib import Path

from linli.kit.video.apart import FILM, MEMORY_BYTES, POSTER, SOURCE
from linli.kit.video.bounds import Bounds, Unusable

CPU_SECONDS = {"look": 15, "make": 300}
FILE_BYTES = 80_000_000
FILES = 64


def main(what: str, bounds: Bounds) -> dict[str, object]:
    """Look at the film, or make it anew; return what there is to say."""
    if what == "make":
        os.nice(10)  # pages come first, and whoever waits for one
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS[what], CPU_SECONDS[what]))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE_BYTES, FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    from linli.kit.video.looking import looked
    from linli.kit.video.making import made

    source, film = Path(SOURCE), Path(FILM)
    try:
        if what == "look":
            return looked(source, film, Path(POSTER), bounds)
        made(source, film, bounds)
    except Unusable as unusable:
        return {"why": unusable.why, "facts": unusable.facts}
    except MemoryError:
        return {"why": Unusable.TOO_HEAVY, "facts": {}}
    except (OSError, ValueError, ArithmeticError, LookupError, RuntimeError):
        # The library tells what it cannot read as errors of these kinds.
        return {"why": Unusable.UNREADABLE, "facts": {}}
    return {}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], Bounds(**json.loads(sys.argv[2])))))
