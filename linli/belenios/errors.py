"""Errors of the library: a class names what is refused, `code` is stable, `facts` say the rest."""

from typing import Any, ClassVar


class BeleniosError(Exception):
    """Anything this library refuses."""

    code: ClassVar[str] = "belenios"

    def __init__(self, **facts: Any) -> None:
        super().__init__(facts)
        self.facts = facts

    def __str__(self) -> str:
        told = ", ".join(f"{name}={shortened(value)}" for name, value in self.facts.items())
        return f"{self.code}: {told}" if told else self.code

    def __reduce__(self) -> tuple[Any, ...]:
        """Cross to another process with the facts intact."""
        return (_rebuilt, (type(self), self.facts))


def _rebuilt(kind: type[BeleniosError], facts: dict[str, Any]) -> BeleniosError:
    return kind(**facts)


def visible(text: str) -> str:
    """Return a text on one line, with nothing in it that steers a terminal."""
    return "".join(
        character if character.isprintable() else ascii(character)[1:-1] for character in text
    )


def shortened(value: object, limit: int = 200) -> str:
    """Return the text of a value on one line, cut where it is too long to be read.

    What it tells may come from a hostile file: nothing in it may steer a terminal or look like
    a line of its own.
    """
    text = value if isinstance(value, str) else str(value)
    told = visible(text[:limit])
    return told if len(text) <= limit else f"{told}… ({len(text)} characters)"
