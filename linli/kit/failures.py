"""What may be kept of an error: its class and where it was raised, never what it says.

Messages of errors quote values: rows of a database, lines of a file, names.
"""

import traceback
from pathlib import Path

import linli

_PACKAGE = Path(linli.__file__).parent
LONGEST = 200


def trace_of(error: BaseException) -> str:
    """Return "class in file:line", the line being the deepest one of ours."""
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    code = getattr(error, "code", "")
    if isinstance(code, str) and code and type(error).__module__.startswith("linli."):
        kind = f"{kind} ({code})"
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if Path(frame.filename).is_relative_to(_PACKAGE)]
    if not ours:
        return kind[:LONGEST]
    where = Path(ours[-1].filename).relative_to(_PACKAGE.parent).as_posix()
    return f"{kind} in {where}:{ours[-1].lineno}"[:LONGEST]
