"""Materialised paths: each level adds STEP characters of 0-9A-Z, so order is byte order.

A step is a number its parent hands out once and never again. So a path, once given, always meant
the same node: old rows of the trail and ended rights that carry it can't come to mean another.
"""

STEP = 4
_LAST = "\U0010ffff"
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LAST_STEP = len(_ALPHABET) ** STEP - 1


def child_path(parent: str, step: int) -> str:
    """Return the path of the child of `parent` with number `step`; the empty parent is no node.

    Raises ValueError when the number lies outside 1 to LAST_STEP.
    """
    if not 1 <= step <= LAST_STEP:
        raise ValueError(f"step {step} is not in 1 to {LAST_STEP}")
    digits = ""
    while step:
        step, digit = divmod(step, len(_ALPHABET))
        digits = _ALPHABET[digit] + digits
    return parent + digits.rjust(STEP, "0")


def subtree_range(path: str) -> tuple[str, str]:
    """Return (low, high) such that `low <= p < high` holds exactly for `path` and all below it.

    A range, not LIKE: it uses the plain index on both databases and under any collation that
    keeps the order of 0-9A-Z. The empty path stands for the whole tree.
    """
    if not path:
        return "", _LAST
    return path, path[:-1] + chr(ord(path[-1]) + 1)


def is_within(path: str, ancestor: str) -> bool:
    """Tell whether `path` is `ancestor` or lies below it."""
    return path.startswith(ancestor)


def ancestors(path: str) -> list[str]:
    """Return the paths of all places above `path`, the top first, `path` itself excluded."""
    return [path[:end] for end in range(STEP, len(path), STEP)]


def meeting(one: str, other: str) -> str:
    """Return the path of the lowest node that both lie in, which may be one of them; or empty."""
    shared = [path for path in (*ancestors(one), one) if is_within(other, path)]
    return shared[-1] if shared else ""


def depth(path: str) -> int:
    """Return the level of `path`; the top is 1."""
    return len(path) // STEP
