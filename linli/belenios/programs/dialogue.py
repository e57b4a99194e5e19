"""Talking with a person on a terminal, in their language; a test talks through the same streams."""

import getpass
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, TextIO

from linli.belenios.errors import BeleniosError

LANGUAGES: Final = ("en", "zh-Hans")
_SHORT: Final = {"en": "en", "zh": "zh-Hans", "zh-hans": "zh-Hans", "1": "en", "2": "zh-Hans"}
_TEXTS = Path(__file__).parents[1] / "texts"
_YES: Final = {"y", "yes", "是", "shi"}
_NO: Final = {"n", "no", "否", "fou"}


class ConversationEnded(BeleniosError):
    """The person closed the terminal, or the answers of a script ran out."""

    code = "dialogue.ended"


class Refusal(BeleniosError):
    """A program will not go on; the sentence that belongs to `reason` says why."""

    code = "refused"

    def __init__(self, reason: str, **facts: Any) -> None:
        super().__init__(reason=reason, **facts)
        self.reason = reason


class Dialogue:
    """Questions and sentences; the sentences stand in `texts/programs.<language>.json`."""

    def __init__(
        self,
        *,
        language: str | None = None,
        source: TextIO | None = None,
        target: TextIO | None = None,
    ) -> None:
        self._source = source or sys.stdin
        self._target = target or sys.stdout
        self._texts = _texts("en")
        if language is None:
            language = self._ask_language()
        self._texts = _texts(_SHORT.get(language.lower(), "en"))

    def _ask_language(self) -> str:
        while True:
            self.write("1 English   2 简体中文")
            answer = self._line("> ").lower()
            if answer in _SHORT:
                return _SHORT[answer]

    def write(self, text: str = "") -> None:
        """Write a line as it is."""
        self._target.write(f"{text}\n")
        self._target.flush()

    def text(self, key: str, /, **facts: Any) -> str:
        """Return a sentence of the person's language; a missing one shows its key and facts."""
        pattern = self._texts.get(key)
        return f"{key} {facts or ''}".strip() if pattern is None else pattern.format(**facts)

    def say(self, key: str, /, **facts: Any) -> None:
        """Write a sentence."""
        self.write(self.text(key, **facts))

    def title(self, key: str, /, **facts: Any) -> None:
        """Write a heading."""
        text = self.text(key, **facts)
        self.write(f"\n== {text} ==")

    def refuse(self, refusal: Refusal) -> None:
        """Write why nothing more is done: the code, and the sentence that explains it."""
        facts = {name: value for name, value in refusal.facts.items() if name != "reason"}
        self.write(f"\n{self.text('refused')} [{refusal.reason}]")
        self.say(f"refused.{refusal.reason}", **facts)

    def _line(self, prompt: str) -> str:
        self._target.write(prompt)
        self._target.flush()
        line = self._source.readline()
        if not line:
            raise ConversationEnded()
        return line.strip()

    def ask(self, key: str, /, *, default: str = "", **facts: Any) -> str:
        """Ask until there is an answer; with `default`, an empty line means that."""
        shown = f" [{default}]" if default else ""
        while True:
            answer = self._line(f"{self.text(key, **facts)}{shown}\n> ") or default
            if answer:
                return answer

    def ask_optional(self, key: str, /, **facts: Any) -> str:
        """Ask once; an empty line is an answer."""
        return self._line(f"{self.text(key, **facts)}\n> ")

    def ask_number(self, key: str, /, *, least: int, most: int, **facts: Any) -> int:
        """Ask until the answer is a whole number between `least` and `most`."""
        while True:
            answer = self.ask(key, **facts)
            if _is_number(answer) and least <= int(answer) <= most:
                return int(answer)
            self.say("dialogue.number", least=least, most=most)

    def ask_file(self, key: str, /, **facts: Any) -> Path:
        """Ask until the answer names a file that exists."""
        while True:
            path = path_of(self.ask(key, **facts))
            if path.is_file():
                return path
            self.say("dialogue.no_file", path=path)

    def confirm(self, key: str, /, **facts: Any) -> bool:
        """Ask a question that is answered by yes or no, written out; there is no default."""
        while True:
            answer = self._line(f"{self.text(key, **facts)} {self.text('dialogue.yes_no')}\n> ")
            if answer.lower() in _YES | _NO:
                return answer.lower() in _YES

    def choose(self, key: str, options: Sequence[str]) -> str:
        """Ask for one of the options, whose sentences are `<key>.<option>`; return the option."""
        self.say(key)
        for number, option in enumerate(options, start=1):
            self.write(f"  {number}  {self.text(f'{key}.{option}')}")
        return options[
            self.ask_number("dialogue.choose", least=1, most=len(options), count=len(options)) - 1
        ]

    def passphrase(self, key: str) -> str:
        """Ask for a passphrase without showing it, where there is a terminal."""
        if self._source is sys.stdin and sys.stdin.isatty():
            return getpass.getpass(f"{self.text(key)}\n> ")
        return self._line(f"{self.text(key)}\n> ")

    def new_passphrase(self) -> str:
        """Ask for a new passphrase, twice, until it is long enough and the same."""
        while True:
            first = self.passphrase("passphrase.new")
            if len(first) < 12:
                self.say("passphrase.short", least=12)
            elif self.passphrase("passphrase.again") == first:
                return first
            else:
                self.say("passphrase.different")


def path_of(answer: str) -> Path:
    """Return the path that somebody typed; `~` is their own folder."""
    path = Path(answer)
    try:
        return path.expanduser()
    except RuntimeError:  # somebody whom this machine does not know
        return path


def _is_number(answer: str) -> bool:
    return answer.isascii() and answer.isdigit() and len(answer) < 19


def _texts(language: str) -> dict[str, str]:
    texts: dict[str, str] = json.loads((_TEXTS / f"programs.{language}.json").read_text("utf-8"))
    return texts
