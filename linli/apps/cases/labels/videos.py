"""Sentences about videos of cases: what is refused, and what to do instead."""

from django.utils.translation import gettext_lazy as _

from linli.kit.sentences import register_sentences

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
            "This file holds only sound, no picture. Film what is wrong, or say it in words."
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
    }
)
