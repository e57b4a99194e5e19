"""Videos of a case: looked at when they come in, made anew by the worker, stored like photos.

What was sent is never kept. A process apart (`kit.video`) looks at it before the act begins and
copies picture and sound without place, maker, titles and whatever else a phone notes; only this
waits. The worker then makes it anew as one kind of film that every phone plays. The day the camera
noted is kept, as of photos; a place is never read here. Source: [rule:case-videos].
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from django.core.files.storage import default_storage
from django.db import transaction

from linli.apps.cases import permissions
from linli.apps.cases.models import Case, CaseStep, Video
from linli.apps.cases.rules.pictures import MEGABYTE
from linli.apps.cases.rules.videos import (
    KEPT_RATE,
    KEPT_SIDE,
    MOST_BYTES,
    MOST_FRAMES,
    MOST_SECONDS,
    MOST_SIDE,
    MOST_VIDEOS,
    CaseFullOfVideos,
    VideoOnlySound,
    VideosNotTaken,
    VideoState,
    VideoTooHeavy,
    VideoTooLarge,
    VideoTooLong,
    VideoTooWide,
    VideoUnreadable,
)
from linli.apps.cases.selectors.photos import path_of
from linli.apps.cases.selectors.videos import film_of, waiting_film_of
from linli.apps.cases.services.delays import end_answered_pauses
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.photos import Picture, picture_of, store
from linli.apps.cases.services.recording import begin_aside, seen_case
from linli.core.access import Actor
from linli.core.errors import InvalidInput
from linli.kit.days import local_day
from linli.kit.video import apart
from linli.kit.video.bounds import Bounds, Unusable

logger = logging.getLogger(__name__)
BOUNDS = Bounds(
    seconds=MOST_SECONDS,
    side=MOST_SIDE,
    frames=MOST_FRAMES,
    kept_side=KEPT_SIDE,
    kept_rate=KEPT_RATE,
)
REFUSALS: dict[str, type[InvalidInput]] = {
    Unusable.UNREADABLE: VideoUnreadable,
    Unusable.TOO_LONG: VideoTooLong,
    Unusable.TOO_WIDE: VideoTooWide,
    Unusable.ONLY_SOUND: VideoOnlySound,
    Unusable.TOO_HEAVY: VideoTooHeavy,
}
_OLDEST = date(2000, 1, 1)  # cameras without a clock note 1904 or 1970


@dataclass(frozen=True, slots=True)
class Clip:
    """A video that was looked at: without its notes, with a picture of it, not yet made anew."""

    film: bytes
    poster: Picture
    seconds: int
    width: int
    height: int
    taken_on: date | None

    @property
    def digest(self) -> str:
        """Return what it is stored under."""
        return sha256(self.film).hexdigest()


def clip_of(data: bytes) -> Clip:
    """Look at an uploaded file, outside any transaction: it takes half a second.

    Raises VideosNotTaken and what stands in `rules.videos` about size, length and content.
    """
    if not apart.can_film():
        raise VideosNotTaken(field="photos")
    if len(data) > MOST_BYTES:
        size = -(-len(data) // MEGABYTE)
        raise VideoTooLarge(field="photos", size=size, most=MOST_BYTES // MEGABYTE)
    try:
        seen = apart.look(data, BOUNDS)
    except Unusable as unusable:
        facts = {"field": "photos", "most": MOST_SECONDS, "side": MOST_SIDE} | unusable.facts
        raise REFUSALS[unusable.why](**facts) from unusable
    return Clip(
        film=seen.film,
        poster=replace(picture_of(seen.poster), taken_on=None),
        seconds=max(1, round(seen.seconds)),
        width=seen.width,
        height=seen.height,
        taken_on=_day_of(seen.taken_at),
    )


@command
def add_video(
    *, actor: Actor, case_id: int, clip: Clip, now: datetime, slip: str = "", key: str = ""
) -> Case:
    """Add a video to an open case (补充视频); the same one twice is kept once."""
    case = seen_case(actor=actor, case_id=case_id, now=now, slip=slip)
    decision = permissions.can_add_photo(actor, case, day=local_day(now), slip=slip)
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=decision, slip=slip)
    if keep_videos(case, (clip,), actor=act.shown, now=now):
        act.aside("video", is_heavy=False)
        end_answered_pauses(act)
    return case


def keep_videos(
    case: Case,
    clips: Iterable[Clip],
    *,
    actor: Actor,
    now: datetime,
    step: CaseStep | None = None,
) -> list[Video]:
    """Store videos of a case and their rows, to be made anew; raises CaseFullOfVideos.

    The files are written first: a file without a row harms nobody, a row without its file would.
    """
    fresh = {clip.digest: clip for clip in clips}
    for known in Video.objects.filter(case=case, digest__in=list(fresh)):
        del fresh[known.digest]
    if not fresh:
        return []
    if Video.objects.filter(case=case).count() + len(fresh) > MOST_VIDEOS:
        raise CaseFullOfVideos(field="photos", most=MOST_VIDEOS)
    for digest, clip in fresh.items():
        store(path_of(digest), clip.poster.data)
        store(path_of(digest, small=True), clip.poster.thumb)
        store(waiting_film_of(digest), clip.film)
    today = local_day(now)
    return Video.objects.bulk_create(
        Video(
            case=case,
            step=step,
            digest=digest,
            state=VideoState.WAITING,
            width=clip.width,
            height=clip.height,
            seconds=clip.seconds,
            taken_on=clip.taken_on if clip.taken_on and clip.taken_on <= today else None,
            added_at=now,
            account_id=actor.account_id,
        )
        for digest, clip in fresh.items()
    )


class Studio:
    """Makes waiting videos anew, one at a time, in a process apart; one lives as long as a worker.

    The worker has more to do than films: it begins one, goes on with the rest, and looks again.
    """

    def __init__(self) -> None:
        self._work: apart.Work | None = None
        self._digest = ""

    def go_on(self, *, seconds: float = 0.0) -> bool:
        """Go on for so many seconds at most; return whether there is something left to do."""
        if self._work is None and not self._begin():
            return False
        if self._work is None:  # it was found done
            return True
        is_under_way = False
        try:
            is_under_way = self._work.wait(seconds) is None
            if not is_under_way:
                keep_film(self._digest, self._work.read(apart.FILM))
        except Unusable as unusable:
            logger.warning("The video %s cannot be made: %s.", self._digest[:12], unusable.why)
            keep_film(self._digest, None)
        finally:
            if not is_under_way:  # also where the database was away: it is begun again
                self.close()
        return True

    def close(self) -> None:
        """End what is under way; it is begun again another time."""
        if self._work is not None:
            self._work.end()
        self._work = None

    def _begin(self) -> bool:
        waiting = Video.objects.filter(state=VideoState.WAITING).order_by("pk")
        digest = waiting.values_list("digest", flat=True).first()
        if digest is None or not apart.can_film():
            return False
        if default_storage.exists(film_of(digest)):  # of another case
            keep_film(digest, None)
        elif not default_storage.exists(waiting_film_of(digest)):
            logger.error("The file of the video %s is gone.", digest[:12])
            keep_film(digest, None)
        else:
            with default_storage.open(waiting_film_of(digest)) as file:
                self._work, self._digest = apart.begin(file.read(), BOUNDS), digest
        return True


@transaction.atomic
def keep_film(digest: str, film: bytes | None) -> None:
    """Keep a film that was made, or that none can be, for every case that waits for it.

    No row in the trail: what a case says does not change by it. What was erased meanwhile stays so.
    """
    rows = Video.objects.select_for_update().filter(digest=digest, state=VideoState.WAITING)
    waiting = list(rows.order_by("pk"))
    if not waiting:
        return
    if film is not None:
        store(film_of(digest), film)
    is_there = default_storage.exists(film_of(digest))
    size = default_storage.size(film_of(digest)) if is_there else 0
    state = VideoState.READY if is_there else VideoState.FAILED
    Video.objects.filter(pk__in=[row.pk for row in waiting]).update(state=state, size=size)
    transaction.on_commit(lambda: default_storage.delete(waiting_film_of(digest)))


def _day_of(noted: str) -> date | None:
    """Return the day here of an instant a camera noted; what cannot be read was not noted."""
    try:
        day = local_day(datetime.fromisoformat(noted))
    except (ValueError, OverflowError):
        return None
    return day if day > _OLDEST else None
