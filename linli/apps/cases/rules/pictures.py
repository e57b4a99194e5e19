"""How large a picture may be that comes in, and how large what is kept of it.

Source: [rule:case-photos].
"""

MEGABYTE = 1_000_000
MOST_BYTES = 20 * MEGABYTE  # a phone's largest photo with room to spare
MOST_PIXELS = 60_000_000  # what a phone camera makes; a picture that unpacks to more is refused
MOST_PHOTOS = 12  # of one case
LONGEST_SIDE = 2048  # of what is kept: enough to read a number plate on a wall
THUMB_SIDE = 320
QUALITY = 82


def fitted(width: int, height: int, side: int) -> tuple[int, int]:
    """Return the size that keeps the proportions and fits into a square; nothing is enlarged."""
    longest = max(width, height)
    if longest <= side:
        return width, height
    return max(1, width * side // longest), max(1, height * side // longest)
