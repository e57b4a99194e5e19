"""Clips of a case: videos and voice notes, read when they come in, made anew, stored like photos.

What was sent is never kept. A process apart (`kit.clips`) reads it before the act begins. Of a
video it copies picture and sound without place, maker, titles and whatever else a phone notes;
only this waits, and the worker makes it anew as one kind of film that every phone plays. A voice
note is short: it is made anew at once, its sound alone. The day a camera noted is kept as of
photos, of a voice note nothing; a place is never read here.
Source: [rule:case-videos], [rule:case-voices].
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256

from django.core.files.storage import default_storage
from django.db import transaction

from linli.apps.cases import permissions
from linli.apps.cases.models import Case, CaseStep, Clip
from linli.apps.cases.rules.clips import (
    KEPT_RATE,
    KEPT_SIDE,
    MOST_BYTES,
    MOST_FRAMES,
    MOST_SECONDS,
    MOST_SIDE,
    MOST_VIDEOS,
    MOST_VOICE_BYTES,
    MOST_VOICE_SECONDS,
    MOST_VOICES,
    CaseFullOfVideos,
    CaseFullOfVoices,
    ClipKind,
    ClipState,
    VideoOnlySound,
    VideosNotTaken,
    VideoTooHeavy,
    VideoTooLarge,
    VideoTooLong,
    VideoTooWide,
    VideoUnreadable,
    VoicesNotTaken,
    VoiceTooHeavy,
    VoiceTooLarge,
    VoiceTooLong,
    VoiceUnreadable,
    VoiceWithoutSound,
)
from linli.apps.cases.rules.flow import CaseState, Part
from linli.apps.cases.rules.pictures import MEGABYTE
from linli.apps.cases.rules.refusals import CaseClosed
from linli.apps.cases.selectors.clips import film_of, sound_of, waiting_film_of
from linli.apps.cases.selectors.photos import path_of
from linli.apps.cases.selectors.visibility import refuse_unseen
from linli.apps.cases.services.delays import end_answered_pauses
from linli.apps.cases.services.keys import command, is_repeat
from linli.apps.cases.services.photos import Picture, picture_of, store
from linli.apps.cases.services.recording import begin_aside, seen_case
from linli.apps.cases.services.unmade import tell_unmade
from linli.core.access import Actor, require
from linli.core.errors import InvalidInput, NotFound
from linli.kit.clips import apart
from linli.kit.clips.bounds import Bounds, SoundBounds, Unusable
from linli.kit.days import local_day

logger = logging.getLogger(__name__)
BOUNDS = Bounds(
    seconds=MOST_SECONDS,
    side=MOST_SIDE,
    frames=MOST_FRAMES,
    kept_side=KEPT_SIDE,
    kept_rate=KEPT_RATE,
)
SOUND_BOUNDS = SoundBounds(seconds=MOST_VOICE_SECONDS)
REFUSALS: dict[str, type[InvalidInput]] = {
    Unusable.UNREADABLE: VideoUnreadable,
    Unusable.TOO_LONG: VideoTooLong,
    Unusable.TOO_WIDE: VideoTooWide,
    Unusable.ONLY_SOUND: VideoOnlySound,
    Unusable.TOO_HEAVY: VideoTooHeavy,
}
VOICE_REFUSALS: dict[str, type[InvalidInput]] = {
    Unusable.UNREADABLE: VoiceUnreadable,
    Unusable.TOO_LONG: VoiceTooLong,
    Unusable.NO_SOUND: VoiceWithoutSound,
    Unusable.TOO_HEAVY: VoiceTooHeavy,
}
_OLDEST = date(2000, 1, 1)  # cameras without a clock note 1904 or 1970


@dataclass(frozen=True, slots=True)
class NewClip:
    """A clip that was read: without its notes; of a video with a picture, not yet made anew."""

    data: bytes
    seconds: int
    poster: Picture | None = None
    width: int = 0
    height: int = 0
    taken_on: date | None = None

    @property
    def kind(self) -> ClipKind:
        """Return what it is: there is a picture of every video."""
        return ClipKind.VOICE if self.poster is None else ClipKind.VIDEO

    @property
    def digest(self) -> str:
        """Return what it is stored under."""
        return sha256(self.data).hexdigest()


def video_of(data: bytes) -> NewClip:
    """Look at an uploaded video, outside any transaction: it takes half a second.

    Raises VideosNotTaken and what stands in `rules.clips` about size, length and content.
    """
    if not apart.can_take_clips():
        raise VideosNotTaken(field="photos")
    if len(data) > MOST_BYTES:
        size = -(-len(data) // MEGABYTE)
        raise VideoTooLarge(field="photos", size=size, most=MOST_BYTES // MEGABYTE)
    try:
        seen = apart.look(data, BOUNDS)
    except Unusable as unusable:
        facts = {"field": "photos", "most": MOST_SECONDS, "side": MOST_SIDE} | unusable.facts
        raise REFUSALS[unusable.why](**facts) from unusable
    return NewClip(
        data=seen.film,
        poster=replace(picture_of(seen.poster), taken_on=None),
        seconds=max(1, round(seen.seconds)),
        width=seen.width,
        height=seen.height,
        taken_on=_day_of(seen.taken_at),
    )


def voice_of(data: bytes, *, field: str = "voice") -> NewClip:
    """Listen to an uploaded voice note, outside any transaction; of a film its sound is taken.

    `field` is where it was chosen. Raises VoicesNotTaken and what stands in `rules.clips`.
    """
    if not apart.can_take_clips():
        raise VoicesNotTaken(field=field)
    if len(data) > MOST_VOICE_BYTES:
        size = -(-len(data) // MEGABYTE)
        raise VoiceTooLarge(field=field, size=size, most=MOST_VOICE_BYTES // MEGABYTE)
    try:
        heard = apart.hear(data, SOUND_BOUNDS)
    except Unusable as unusable:
        facts = {"field": field, "most": MOST_VOICE_SECONDS} | unusable.facts
        raise VOICE_REFUSALS[unusable.why](**facts) from unusable
    return NewClip(data=heard.sound, seconds=max(1, round(heard.seconds)))


def ask_to_add(*, actor: Actor, case_id: int, now: datetime, slip: str = "", key: str = "") -> None:
    """Refuse whoever may add nothing to a case, before a file of theirs is looked at.

    The act asks again under its lock; a command that is repeated is answered as the first time.
    Raises NotFound, NotAllowed, CaseClosed.
    """
    if is_repeat(actor=actor, slip=slip, key=key):
        return
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        raise NotFound(case=case_id)
    day = local_day(now)
    refuse_unseen(actor, case, day=day, slip=slip)
    require(permissions.can_add_photo(actor, case, day=day, slip=slip))
    if case.state == CaseState.CLOSED:
        raise CaseClosed(number=case.number)


@command
def add_clip(
    *, actor: Actor, case_id: int, clip: NewClip, now: datetime, slip: str = "", key: str = ""
) -> Case:
    """Add a video or a voice note to an open case (补充音视频); the same twice is kept once."""
    case = seen_case(actor=actor, case_id=case_id, now=now, slip=slip)
    decision = permissions.can_add_photo(actor, case, day=local_day(now), slip=slip)
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=decision, slip=slip)
    if not Clip.objects.filter(case=case, digest=clip.digest).exists():
        act.aside(clip.kind.lower(), is_heavy=False)
        keep_clips(case, (clip,), actor=act.shown, now=now, step=act.step)
        end_answered_pauses(act)
    return case


def keep_clips(
    case: Case,
    clips: Iterable[NewClip],
    *,
    actor: Actor,
    now: datetime,
    step: CaseStep | None = None,
) -> list[Clip]:
    """Store clips of a case and their rows; raises CaseFullOfVideos, CaseFullOfVoices.

    The files are written first: a file without a row harms nobody, a row without its file would.
    """
    fresh = {clip.digest: clip for clip in clips}
    for known in Clip.objects.filter(case=case, digest__in=list(fresh)):
        del fresh[known.digest]
    if not fresh:
        return []
    _check_room(case, [clip.kind for clip in fresh.values()])
    for clip in fresh.values():
        _store_files(clip)
    today = local_day(now)
    is_reporters = step is None or step.part == Part.REPORTER
    return Clip.objects.bulk_create(
        Clip(
            case=case,
            step=step,
            kind=clip.kind,
            digest=digest,
            state=ClipState.READY if clip.kind == ClipKind.VOICE else ClipState.WAITING,
            size=len(clip.data) if clip.kind == ClipKind.VOICE else 0,
            width=clip.width,
            height=clip.height,
            seconds=clip.seconds,
            taken_on=clip.taken_on if clip.taken_on and clip.taken_on <= today else None,
            added_at=now,
            account_id=actor.account_id,
            person_id=case.reporter_id if is_reporters else actor.person_id,
        )
        for digest, clip in fresh.items()
    )


def _check_room(case: Case, more: list[ClipKind]) -> None:
    there = list(Clip.objects.filter(case=case).values_list("kind", flat=True)) + more
    if ClipKind.VIDEO in more and there.count(ClipKind.VIDEO) > MOST_VIDEOS:
        raise CaseFullOfVideos(field="photos", most=MOST_VIDEOS)
    if ClipKind.VOICE in more and there.count(ClipKind.VOICE) > MOST_VOICES:
        raise CaseFullOfVoices(field="voice", most=MOST_VOICES)


def _store_files(clip: NewClip) -> None:
    if clip.poster is None:
        store(sound_of(clip.digest), clip.data)
        return
    store(path_of(clip.digest), clip.poster.data)
    store(path_of(clip.digest, small=True), clip.poster.thumb)
    store(waiting_film_of(clip.digest), clip.data)


class Studio:
    """Makes waiting videos anew, one at a time, in a process apart; one lives as long as a worker.

    The worker has more to do than films: it begins one, goes on with the rest, and looks again.
    """

    def __init__(self) -> None:
        self._work: apart.Work | None = None
        self._digest = ""

    def go_on(self, *, now: datetime, seconds: float = 0.0) -> bool:
        """Go on for so many seconds at most; return whether there is something left to do."""
        if self._work is None and not self._begin(now):
            return False
        if self._work is None:  # it was found done
            return True
        is_under_way = False
        try:
            is_under_way = self._work.wait(seconds) is None
            if not is_under_way:
                keep_film(self._digest, self._work.read(apart.FILM), now=now)
        except Unusable as unusable:
            logger.warning("The video %s cannot be made: %s.", self._digest[:12], unusable.why)
            keep_film(self._digest, None, now=now)
        finally:
            if not is_under_way:  # also where the database was away: it is begun again
                self.close()
        return True

    def close(self) -> None:
        """End what is under way; it is begun again another time."""
        if self._work is not None:
            self._work.end()
        self._work = None

    def _begin(self, now: datetime) -> bool:
        waiting = Clip.objects.filter(state=ClipState.WAITING).order_by("pk")
        digest = waiting.values_list("digest", flat=True).first()
        if digest is None or not apart.can_take_clips():
            return False
        if default_storage.exists(film_of(digest)):  # of another case
            keep_film(digest, None, now=now)
        elif not default_storage.exists(waiting_film_of(digest)):
            logger.error("The file of the video %s is gone.", digest[:12])
            keep_film(digest, None, now=now)
        else:
            with default_storage.open(waiting_film_of(digest)) as file:
                self._work, self._digest = apart.begin(file.read(), BOUNDS), digest
        return True


@transaction.atomic
def keep_film(digest: str, film: bytes | None, *, now: datetime) -> None:
    """Keep a film that was made, or that none can be, for every case that waits for it.

    No row in the trail: what a case says does not change by it. What was erased meanwhile stays so.
    Where none can be, whoever sent it and whoever has the case are told.
    """
    rows = Clip.objects.select_for_update().filter(digest=digest, state=ClipState.WAITING)
    waiting = list(rows.order_by("pk"))
    if not waiting:
        return
    if film is not None:
        store(film_of(digest), film)
    is_there = default_storage.exists(film_of(digest))
    size = default_storage.size(film_of(digest)) if is_there else 0
    state = ClipState.READY if is_there else ClipState.FAILED
    Clip.objects.filter(pk__in=[row.pk for row in waiting]).update(state=state, size=size)
    for row in waiting if state == ClipState.FAILED else ():
        tell_unmade(row, now=now)
    transaction.on_commit(lambda: default_storage.delete(waiting_film_of(digest)))


def _day_of(noted: str) -> date | None:
    """Return the day here of an instant a camera noted; what cannot be read was not noted."""
    try:
        day = local_day(datetime.fromisoformat(noted))
    except (ValueError, OverflowError):
        return None
    return day if day > _OLDEST else None
