"""Films and voice notes are read in a process of their own: small, without secrets, with an end.

A file comes from anywhere, and what reads it is a large piece of machinery in C. So it runs where
it can reach neither the keys nor the database, may take only so much memory, time and disk, and
takes nothing down with it. The library is asked for only there (docs/decisions/video.md); without
it none are taken.

    look(data, bounds)       at once: is it one, how long, a picture of it; its notes dropped
    hear(data, bounds)       at once: a voice note, made anew; its notes dropped
    begin(data, bounds)      later, by the worker: made anew as a film that every phone plays
"""

import json
import logging
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import linli
from linli.kit.clips.bounds import Bounds, Heard, Look, SoundBounds, Unusable

logger = logging.getLogger(__name__)
LOOK_SECONDS = 60  # on the clock of the wall, of a machine that is busy; one is usual
MAKE_SECONDS = 600  # a minute of film takes forty to sixty seconds of a processor
MEMORY_BYTES = 1 << 30  # of addresses; a film of 1080 lines takes 300 MB
_COMMAND = ["-m", "linli.kit.clips.child"]
SOURCE, FILM, POSTER, SOUND = "source", "film", "poster.jpg", "sound.m4a"


def can_take_clips() -> bool:
    """Tell whether films and voice notes can be taken here: whether the library is installed."""
    return find_spec("av") is not None


def look(data: bytes, bounds: Bounds) -> Look:
    """Look at a film: its measures, a picture, and the film itself without any notes.

    Raises Unusable.
    """
    work = Work("look", data, bounds)
    try:
        seen = work.wait(LOOK_SECONDS)
        if seen is None:
            raise Unusable(Unusable.TOO_HEAVY)
        return Look(film=work.read(FILM), poster=work.read(POSTER), **seen)
    finally:
        work.end()


def hear(data: bytes, bounds: SoundBounds) -> Heard:
    """Listen to a voice note: the same anew, only its sound, and how long it is.

    Raises Unusable.
    """
    work = Work("hear", data, bounds)
    try:
        said = work.wait(LOOK_SECONDS)
        if said is None:
            raise Unusable(Unusable.TOO_HEAVY)
        return Heard(sound=work.read(SOUND), **said)
    finally:
        work.end()


class Work:
    """One file under way in its process, with a folder of its own; `end` it in any case."""

    def __init__(self, what: str, data: bytes, bounds: Bounds | SoundBounds) -> None:
        self._began = time.monotonic()
        self._folder = tempfile.TemporaryDirectory(prefix="linli-clip-")
        folder = Path(self._folder.name)
        (folder / SOURCE).write_bytes(data)
        command = [sys.executable, *_COMMAND, what, bounds.text()]
        environment = {
            "PYTHONPATH": str(Path(linli.__file__).parents[1]),
            "PYTHONUTF8": "1",
            "MALLOC_ARENA_MAX": "1",  # else each thread sets aside addresses that count
        }
        self._process = subprocess.Popen(  # noqa: S603 - our own module and bounds of our own
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def wait(self, seconds: float) -> dict[str, Any] | None:
        """Return what the process says, or None when it is not done by then; raises Unusable."""
        try:
            said, _nothing = self._process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            if time.monotonic() - self._began > MAKE_SECONDS:
                raise Unusable(Unusable.TOO_HEAVY) from None
            return None
        answer = _answer(said)
        if answer is None:
            logger.warning("A film or voice note was given up: %s.", self._process.returncode)
            raise Unusable(Unusable.TOO_HEAVY)
        if "why" in answer:
            raise Unusable(answer["why"], **answer["facts"])
        return answer

    def read(self, name: str) -> bytes:
        """Return a file that the process has made."""
        return (Path(self._folder.name) / name).read_bytes()

    def end(self) -> None:
        """End the process and delete its folder."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._folder.cleanup()


def begin(data: bytes, bounds: Bounds) -> Work:
    """Begin to make a film anew; the result is its file `FILM`."""
    return Work("make", data, bounds)


def _answer(said: bytes) -> dict[str, Any] | None:
    try:
        answer: dict[str, Any] = json.loads(said)
    except ValueError:
        return None
    return answer
