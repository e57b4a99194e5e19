"""Words for the posts that the trail names as "seat:46"; whoever keeps the posts says them.

Lower applications ask here, and show what nobody knows as it stands.
"""

from collections.abc import Callable, Collection

LookUp = Callable[[Collection[str]], dict[str, str]]
_look_ups: list[LookUp] = []


def register_post_names(look_up: LookUp) -> None:
    """Let `look_up` answer for sources of posts; it returns those it knows."""
    if look_up not in _look_ups:
        _look_ups.append(look_up)


def post_names(sources: Collection[str]) -> dict[str, str]:
    """Return the words for each of these posts that somebody knows."""
    found: dict[str, str] = {}
    for look_up in _look_ups:
        missing = {source for source in sources if source and source not in found}
        if missing:
            found |= look_up(missing)
    return found
