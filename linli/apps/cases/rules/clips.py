"""How long and large videos and voice notes may be, what is kept of them, and what is refused.

Source: [rule:case-videos], [rule:case-voices].
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
MOST_VOICE_SECONDS = 60  # as long as chat programs let one speak
MOST_VOICE_BYTES = 15 * MEGABYTE  # a minute of plain WAV with two channels has 11.6
MOST_VOICES = 10  # of one case: whoever does not type answers by voice too
MOST_SAID = 1000  # characters; a minute of quick Chinese has 300
# Names and types under which phones send videos; what is inside, the process apart looks at.
_ENDINGS = (".mp4", ".m4v", ".mov", ".qt", ".webm", ".mkv", ".3gp", ".3g2", ".avi", ".wmv", ".mpg")
_MATROSKA = b"\x1a\x45\xdf\xa3"
_VOICE_ENDINGS = (".m4a", ".mp3", ".wav", ".ogg", ".oga", ".opus", ".aac", ".amr", ".weba", ".flac")
_VOICE_STARTS = (b"OggS", b"ID3", b"#!AMR", b"fLaC", b"\xff\xf1", b"\xff\xf9", b"\xff\xfb",
                 b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")  # fmt: skip
_VOICE_BRANDS = (b"M4A ", b"M4B ")
_PICTURE_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis")


class ClipKind(StrEnum):
    """What a clip is: a film, or sound alone."""

    VIDEO = "VIDEO"
    VOICE = "VOICE"


class ClipState(StrEnum):
    """How far a clip is: it waits to be made anew, it can be played, or it cannot be made."""

    WAITING = "WAITING"
    READY = "READY"
    FAILED = "FAILED"


def clip_meant(*, name: str, media_type: str, head: bytes) -> ClipKind | None:
    """Return as which clip a file is meant, by its first twelve bytes or else by what it says.

    A picture that calls itself a video, or a script that does, is one here, and is refused with
    the words about videos. None stands for a picture.
    """
    brand = head[8:12] if head[4:8] == b"ftyp" else b""
    if _is_sound(name, media_type, head) or brand in _VOICE_BRANDS:
        return ClipKind.VOICE
    if brand in _PICTURE_BRANDS:
        return None
    if brand or head.startswith(_MATROSKA) or media_type.startswith("video/"):
        return ClipKind.VIDEO
    return ClipKind.VIDEO if name.lower().endswith(_ENDINGS) else None


def _is_sound(name: str, media_type: str, head: bytes) -> bool:
    """Tell whether a file is sound by itself; browsers record it in containers of films too."""
    is_wave = head.startswith(b"RIFF") and head[8:12] == b"WAVE"
    says_so = media_type.startswith("audio/") or name.lower().endswith(_VOICE_ENDINGS)
    return is_wave or says_so or head.startswith(_VOICE_STARTS)


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


class VoiceTooLarge(InvalidInput):
    """The file is larger than what is taken."""

    code = "cases.voice_too_large"


class VoiceTooLong(InvalidInput):
    """It lasts longer than what is taken."""

    code = "cases.voice_too_long"


class VoiceUnreadable(InvalidInput):
    """The file is no sound of a known kind."""

    code = "cases.voice_unreadable"


class VoiceWithoutSound(InvalidInput):
    """The file holds no sound."""

    code = "cases.voice_without_sound"


class VoiceTooHeavy(InvalidInput):
    """To read it took more memory or time than one voice note may take."""

    code = "cases.voice_too_heavy"


class VoicesNotTaken(RuleViolation):
    """This installation takes no voice notes."""

    code = "cases.voices_not_taken"


class TooManyVoices(RuleViolation):
    """One act brings so many voice notes and no more."""

    code = "cases.too_many_voices_at_once"


class CaseFullOfVoices(RuleViolation):
    """A case holds so many voice notes and no more."""

    code = "cases.too_many_voices"
