"""Ed25519 with the C accelerator behind the public work; importing it fails where none is built.

Only public data reaches the C code. Whatever has a secret exponent goes to the plain group, and so
to libsodium, which is loaded for that alone: a short check does not wait for it.
"""

from array import array
from collections.abc import Iterable, Sequence
from functools import cache, cached_property
from itertools import chain
from typing import Any, Final

from linli.belenios._accelerator import ffi, lib
from linli.belenios.groups.interface import Group, Job, NotAnElement, PublicKeyArithmetic

_REASONS: Final = {1: "form", 2: "range", 3: "curve", 4: "subgroup"}
_LARGE_EXPONENT: Final = 5
_LENGTH: Final = 64
_NO_TEXT: Final = "?" * _LENGTH


@cache
def groups() -> dict[str, Group]:
    """Return the groups that this module makes faster, by name."""
    return {AcceleratedEd25519.name: AcceleratedEd25519()}


class AcceleratedEd25519(Group):
    """Ed25519 whose public work is done in C; same answers, same refusals."""

    name = "Ed25519"
    order = 2**252 + 27742317777372353535851937790883648493
    generator = "66" * 31 + "58"
    identity = "0" * 63 + "1"

    @cached_property
    def _plain(self) -> Group:
        """The group that handles secrets."""
        from linli.belenios.groups.edwards import Ed25519

        return Ed25519()

    def power_of_generator(self, exponent: int) -> str:
        """Return generator^exponent in constant time."""
        return self._plain.power_of_generator(exponent)

    def power(self, element: str, exponent: int) -> str:
        """Return element^exponent in constant time."""
        return self._plain.power(element, exponent)

    def check(self, text: str) -> None:
        """Raise NotAnElement unless `text` is canonical, on the curve and in the subgroup."""
        which = ffi.new("size_t *")
        _require_fine(lib.linli_check(_joined([text]), 1, which), [text], which)

    def product(self, elements: Iterable[str]) -> str:
        """Return the product of elements of the group."""
        rows = [[element] for element in elements]
        return self.weighted_products(rows, [1] * len(rows))[0] if rows else self.identity

    def inverse(self, element: str) -> str:
        """Return the inverse of an element of the group."""
        return self.product_of_powers([(element, self.order - 1)])

    def product_of_powers(self, pairs: Iterable[tuple[str, int]]) -> str:
        """Return the product of element^exponent."""
        listed = list(pairs)
        texts = [element for element, _ in listed]
        exponents = b"".join(_scalar(exponent % self.order) for _, exponent in listed)
        which, result = ffi.new("size_t *"), bytearray(_LENGTH)
        status = lib.linli_product_of_powers(
            _joined(texts), exponents, len(texts), ffi.from_buffer(result), which
        )
        _require_fine(status, texts, which)
        return result.decode("ascii")

    def progression(self, first: str, ratio: str, count: int) -> list[str]:
        """Return first, first * ratio, first * ratio^2, …: `count` elements."""
        return self._plain.progression(first, ratio, count)

    def weighted_products(self, rows: Sequence[Sequence[str]], weights: Sequence[int]) -> list[str]:
        """Return, for each column, the product over the rows of element^weight."""
        if max(weights, default=0) >> 64:
            return self._plain.weighted_products(rows, weights)
        texts = list(chain.from_iterable(rows))
        columns = len(rows[0])
        if len(texts) != columns * len(rows) or len(weights) != len(rows):
            raise ValueError("rows of different length")
        which, results = ffi.new("size_t *"), bytearray(_LENGTH * columns)
        status = lib.linli_weighted_products(
            _joined(texts),
            len(rows),
            columns,
            ffi.from_buffer("uint64_t[]", array("Q", weights)),
            ffi.from_buffer(results),
            which,
        )
        _require_fine(status, texts, which)
        return _split(results)

    def for_public_key(self, public_key: str) -> PublicKeyArithmetic:
        """Return the arithmetic prepared for an election's public key."""
        self.check(public_key)
        return AcceleratedArithmetic(public_key)


class AcceleratedArithmetic(PublicKeyArithmetic):
    """All commitments of a ballot in one call, with wide tables for g and y."""

    def __init__(self, public_key: str) -> None:
        self._g = _table(AcceleratedEd25519.generator)
        self._y = _table(public_key)

    def commitments(self, jobs: Sequence[Job]) -> list[str]:
        """Return every commitment of every job, in order, as printed elements."""
        index: dict[str, int] = {}
        shapes = array("i", [n for j in jobs for n in (len(j.factors), j.member, len(j.rows))])
        factors = array("i", [index.setdefault(f, len(index)) for j in jobs for f in j.factors])
        exponents = b"".join(
            [exponent.to_bytes(32, "little") for j in jobs for row in j.rows for exponent in row]
        )
        texts = list(index)
        count = len(exponents) // 96
        which, results = ffi.new("size_t *"), bytearray(_LENGTH * count)
        status = lib.linli_commitments(
            self._g,
            self._y,
            _joined(texts),
            len(texts),
            ffi.cast("linli_base *", ffi.from_buffer(shapes)),
            len(jobs),
            ffi.cast("int32_t *", ffi.from_buffer(factors)),
            ffi.from_buffer(exponents),
            count,
            ffi.from_buffer(results),
            which,
        )
        _require_fine(status, texts, which)
        return _split(results)


def _scalar(exponent: int) -> bytes:
    return exponent.to_bytes(32, "little")


def _table(text: str) -> Any:
    """Return the wide table of an element, owned by Python."""
    table = lib.linli_table_new(text.encode())
    if table == ffi.NULL:
        raise MemoryError
    return ffi.gc(table, lib.linli_table_free)


def _joined(texts: Sequence[str]) -> bytes:
    """Return the texts one after the other, those of a wrong length as one that C refuses."""
    if any(len(text) != _LENGTH for text in texts):
        texts = [text if len(text) == _LENGTH else _NO_TEXT for text in texts]
    return "".join(texts).encode("ascii", "replace")


def _split(results: bytearray) -> list[str]:
    joined = results.decode("ascii")
    return [joined[place : place + _LENGTH] for place in range(0, len(joined), _LENGTH)]


def _require_fine(status: int, texts: Sequence[str], which: Any) -> None:
    """Raise what the status says about the text at `which`."""
    if status == 0:
        return
    if status in _REASONS:
        raise NotAnElement(text=texts[which[0]], reason=_REASONS[status])
    if status == _LARGE_EXPONENT:
        raise ValueError("an exponent is not below the order")
    raise MemoryError
