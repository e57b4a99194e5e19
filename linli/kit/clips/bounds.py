"""What films and voice notes may be, what was seen of them, and why one was refused."""

import json
from dataclasses import asdict, dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long, wide and many-framed a film may be, and how wide and fast what is made of it."""

    seconds: int
    side: int
    frames: int
    kept_side: int
    kept_rate: int

    def text(self) -> str:
        """Return them as an argument for the other process."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class SoundBounds:
    """How long a voice note may be."""

    seconds: int

    def text(self) -> str:
        """Return them as an argument for the other process."""
        return json.dumps(asdict(self))


@dataclass(frozen=True, slots=True)
class Heard:
    """A voice note made anew, and how long it is."""

    sound: bytes
    seconds: float


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen of a film: the film without its notes, a picture of it, and its measures.

    `taken_at` is the instant the camera noted, in the form of ISO 8601, or empty.
    """

    film: bytes
    poster: bytes
    seconds: float
    width: int
    height: int
    taken_at: str


class Unusable(Exception):
    """A film or voice note is not taken; `why` is one of those below, `facts` say more."""

    UNREADABLE: ClassVar = "unreadable"  # no film, broken off, in a coding that is not known
    TOO_LONG: ClassVar = "too_long"
    TOO_WIDE: ClassVar = "too_wide"
    ONLY_SOUND: ClassVar = "only_sound"
    NO_SOUND: ClassVar = "no_sound"
    TOO_HEAVY: ClassVar = "too_heavy"  # it took more memory, time or frames than it may

    def __init__(self, why: str, **facts: object) -> None:
        super().__init__(why, facts)
        self.why, self.facts = why, facts
