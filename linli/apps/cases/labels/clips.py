"""Words of videos and voice notes of cases: their kinds, what is refused, what to do instead."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.rules.clips import ClipKind
from linli.apps.notices.labels import NoticeKind, register_kinds
from linli.kit.sentences import register_sentences

KINDS: dict[ClipKind, Promise] = {
    ClipKind.VIDEO: pgettext_lazy("case", "Video"),
    ClipKind.VOICE: pgettext_lazy("case", "Voice note"),
}

register_sentences(
    {
        "cases.video_too_large": _(
            "This video has %(size)s MB; at most %(most)s MB are taken, that is about half a "
            "minute. Your text is kept: choose a shorter one, or photos."
        ),
        "cases.video_too_long": _(
            "This video lasts %(seconds)s seconds; at most %(most)s are taken. Your text is kept: "
            "choose a shorter one, or photos."
        ),
        "cases.video_too_wide": _(
            "The pictures of this video are too large (%(width)s by %(height)s). Set the camera to "
            "1080p, or choose photos."
        ),
        "cases.video_unreadable": _(
            "This file is no video that can be read, or it breaks off. Taken are MP4, MOV and WebM."
        ),
        "cases.video_only_sound": _(
            "This file holds only sound, no picture. Send it as a voice note, or film what is "
            "wrong."
        ),
        "cases.video_too_heavy": _(
            "This video takes too long to be read. Film again, shorter and with the usual settings "
            "of the camera, or choose photos."
        ),
        "cases.videos_not_taken": _("No videos are taken here. Please choose photos."),
        "cases.too_many_videos_at_once": _(
            "At most %(most)s video is taken at once. Send the others afterwards with a remark."
        ),
        "cases.too_many_videos": _("A case holds at most %(most)s videos."),
        "cases.voice_too_large": _(
            "This voice note has %(size)s MB; at most %(most)s MB are taken. Your text is kept: "
            "record it here, or choose a shorter one."
        ),
        "cases.voice_too_long": _(
            "This voice note lasts %(seconds)s seconds; at most %(most)s are taken. Your text is "
            "kept: say the rest in a second one, with a remark."
        ),
        "cases.voice_unreadable": _(
            "This file is no voice note that can be read. Taken are M4A, MP3, WAV, OGG, AMR and "
            "what browsers record."
        ),
        "cases.voice_without_sound": _(
            "Nothing can be heard in this file. Record it again, or write it."
        ),
        "cases.voice_too_heavy": _(
            "This voice note takes too long to be read. Record it here, or write it."
        ),
        "cases.voices_not_taken": _("No voice notes are taken here. Please write it."),
        "cases.too_many_voices_at_once": _(
            "At most %(most)s voice note is taken at once. Send the others afterwards with a "
            "remark."
        ),
        "cases.too_many_voices": _("A case holds at most %(most)s voice notes."),
    }
)

_STILL_OPEN = "linli.apps.cases.selectors.notices.clips_unmade"
register_kinds(
    NoticeKind(
        "cases.clip_unmade",
        label=_("A video of mine cannot be shown"),
        subject=_("Your video in %(number)s cannot be shown: please add photos"),
        text=_(
            "The video you added to %(number)s could not be prepared; only a picture of it is "
            "left. What to do: add photos, or film again, shorter and with the usual settings of "
            "the camera."
        ),
        still_open=_STILL_OPEN,
        part="clip",
    ),
    NoticeKind(
        "cases.clip_unmade_here",
        label=_("A video in a case of my post cannot be shown"),
        subject=_("Case %(number)s: a video cannot be shown"),
        text=_(
            "A video in the case %(number)s could not be prepared; only a picture of it is left. "
            "What to do: go by the words and the picture, and do not wait for it."
        ),
        also=(
            ("told", _("Whoever sent it was asked for photos.")),
            ("untold", _("Nobody could be told of it: ask the reporter for photos if needed.")),
        ),
        still_open=_STILL_OPEN,
        part="clip",
    ),
)
