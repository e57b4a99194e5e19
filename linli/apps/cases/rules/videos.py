"""How long and large a video may be that comes in, what is kept of it, and what is refused.

Source: [rule:case-videos].
"""

from enum import StrEnum

from linli.apps.cases.rules.pictures import MEGABYTE
from linli.core.errors import InvalidInput, RuleViolation

MOST_SECONDS = 60  # enough to walk once around what is wrong
MOST_BYTES = 50 * MEGABYTE  # half a minute of what a phone records without further settings
MOST_SIDE = 4096  # what phones call 4K
MOST_FRAMES = 60 * 240 + 600  # slow motion, and the leeway of its last second
MOST_AT_ONCE = 1  # with one report or one act: it is sent over the air of a village
MOST_VIDEOS = 4  # of one case
KEPT_SIDE = 1280  # of what is kept: a leak and its house number are seen
KEPT_RATE = 30  # pictures a second of what is kept
# Names and types under which phones send videos; what is inside, the process apart looks at.
_ENDINGS = (".mp4", ".m4v", ".mov", ".qt", ".webm", ".mkv", ".3gp", ".3g2", ".avi", ".wmv", ".mpg")
_MATROSKA = b"\x1a\x45\xdf\xa3"
_PICTURE_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")


class VideoState(StrEnum):
    """How far a video is: it waits to be made anew, it can be played, or it cannot be made."""

    WAITING = "WAITING"
    READY = "READY"
    FAILED = "FAILED"


def is_video(*, name: str, media_type: str, head: bytes) -> bool:
    """Tell whether a file is meant as a video, by its first twelve bytes or else by what it says.

    A picture that calls itself a video, or a script that does, is one here, and is refused with
    the words about videos.
    """
    if head[4:8] == b"ftyp":
        return head[8:12] not in _PICTURE_BRANDS
    if head.startswith(_MATROSKA):
        return True
    return media_type.startswith("video/") or name.lower().endswith(_ENDINGS)


class VideoTooLarge(InvalidInput):
    """The file is larger than what is taken."""

    code = "cases.video_too_large"


class VideoTooLong(InvalidInput):
    """It lasts longer than what is taken."""

    code = "cases.video_too_long"


class VideoTooWide(InvalidInput):
    """Its pictures are larger than what is taken."""

    code = "cases.video_too_wide"


class VideoUnreadable(InvalidInput):
    """The file is no video of a known kind, or it breaks off."""

    code = "cases.video_unreadable"


class VideoOnlySound(InvalidInput):
    """The file holds sound and no pictures."""

    code = "cases.video_only_sound"


class VideoTooHeavy(InvalidInput):
    """To read it took more memory or time than one video may take."""

    code = "cases.video_too_heavy"


class VideosNotTaken(RuleViolation):
    """This installation takes no videos."""

    code = "cases.videos_not_taken"


class TooManyVideos(RuleViolation):
    """One act brings so many videos and no more."""

    code = "cases.too_many_videos_at_once"


class CaseFullOfVideos(RuleViolation):
    """A case holds so many videos and no more."""

    code = "cases.too_many_videos"
