"""Drives an offline program through its questions, as a person at a terminal would."""

import io
from pathlib import Path

from linli.belenios.programs.dialogue import Dialogue
from linli.belenios.programs.sealed import Cost

CHEAP = Cost(passes=1, memory=8192)  # a passphrase in a test protects nothing
PASSPHRASE = "correct horse battery staple"
SECRETIVE = [PASSPHRASE, PASSPHRASE]


class Conversation:
    """Answers given beforehand, and everything the program said."""

    def __init__(self, *answers: object, language: str = "en") -> None:
        self.said = io.StringIO()
        source = io.StringIO("".join(f"{answer}\n" for answer in answers))
        self.dialogue = Dialogue(language=language, source=source, target=self.said)

    @property
    def text(self) -> str:
        return self.said.getvalue()


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
