"""Words of 64 bits by keys of 64 bits: a million of them in sixteen megabytes.

A dictionary takes seven times as much, which an import of a whole district would feel. Asked and
told in batches, because each call looks through a few sorted runs; runs of like size are merged,
long ones no more, because for a moment a merge takes three times the memory.
"""

from collections.abc import Iterable, Mapping

import numpy as np

_BLOCK_BITS = 1 << 12
_LONGEST_MERGED = 1 << 17


class Words:
    """A mapping that grows by batches."""

    def __init__(self) -> None:
        self._runs: list[tuple[np.ndarray, np.ndarray]] = []

    def found(self, keys: Iterable[int] | np.ndarray) -> dict[int, int]:
        """Return the words of those keys that are there."""
        wanted = keys if isinstance(keys, np.ndarray) else np.fromiter(keys, dtype=np.uint64)
        wanted = np.sort(wanted)  # neighbours are found in the same lines of the cache
        words: dict[int, int] = {}
        for known, values in self._runs:
            places = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
            hits = known[places] == wanted
            words.update(zip(wanted[hits].tolist(), values[places[hits]].tolist(), strict=True))
        return words

    def update(self, words: Mapping[int, int]) -> None:
        """Take words, new ones or in the place of others."""
        self.add(*(np.fromiter(part, dtype=np.uint64) for part in (words.keys(), words.values())))

    def add(self, keys: np.ndarray, words: np.ndarray) -> None:
        """Take words by keys, both of 64 bits, new ones or in the place of others."""
        if not len(keys):
            return
        run = _sorted(keys, words)
        while self._runs and len(self._runs[-1][0]) < min(2 * len(run[0]), _LONGEST_MERGED):
            older = self._runs.pop()
            run = _sorted(*map(np.concatenate, zip(older, run, strict=True)))
        self._runs.append(run)


class Marks:
    """Which whole numbers have been seen; close ones share a block of a bit each."""

    def __init__(self) -> None:
        self._blocks: dict[int, bytearray] = {}

    def add(self, number: int) -> bool:
        """Mark a number and tell whether it was new."""
        block, bit = divmod(number, _BLOCK_BITS)
        bits = self._blocks.get(block)
        if bits is None:
            bits = self._blocks[block] = bytearray(_BLOCK_BITS // 8)
        place, mask = bit >> 3, 1 << (bit & 7)
        if bits[place] & mask:
            return False
        bits[place] |= mask
        return True


def _sorted(keys: np.ndarray, words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return keys in order with their words; of equal keys the last stays."""
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    last = np.append(keys[1:] != keys[:-1], True)
    return keys[last], words[order][last]
