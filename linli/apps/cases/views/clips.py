"""Clips of cases: sent only to whoever may see them, in the parts a player asks for.

As of photos, a browser may keep one but shows it only after we have said that it still may.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.apps.cases import services
from linli.apps.cases.forms.sides import SaidForm
from linli.apps.cases.selectors.clips import (
    FILM_TYPE,
    SOUND_TYPE,
    Played,
    open_poster,
    open_video,
    open_voice,
)
from linli.apps.cases.views.dossier import seen_case
from linli.apps.cases.views.finishing import finished
from linli.apps.cases.views.photos import guarded, picture_answer
from linli.apps.cases.views.slips import slip_shown
from linli.kit.ranges import ranged
from linli.kit.request import Request


@login_not_required
@require_safe
def video(request: Request, number: str, digest: str) -> HttpResponseBase:
    """Send a video of a case, or the part of it that is asked for."""
    film = open_video(
        actor=request.actor, number=number, digest=digest, now=request.now,
        slip=slip_shown(request, number),
    )  # fmt: skip
    return _played(request, film, digest, media_type=FILM_TYPE, ending="mp4")


@login_not_required
@require_safe
def voice(request: Request, number: str, digest: str) -> HttpResponseBase:
    """Send a voice note of a case, or the part of it that is asked for."""
    sound = open_voice(
        actor=request.actor, number=number, digest=digest, now=request.now,
        slip=slip_shown(request, number),
    )  # fmt: skip
    return _played(request, sound, digest, media_type=SOUND_TYPE, ending="m4a")


@login_not_required
@require_safe
def poster(request: Request, number: str, digest: str) -> HttpResponseBase:
    """Send the picture of a video."""
    return _poster(request, number, digest, small=False)


@login_not_required
@require_safe
def small_poster(request: Request, number: str, digest: str) -> HttpResponseBase:
    """Send the picture of a video, small."""
    return _poster(request, number, digest, small=True)


@login_not_required
@require_POST
def said(request: Request, number: str, digest: str) -> HttpResponse:
    """Write down what is said in a clip, or put it right."""
    found, form = seen_case(request, number), SaidForm(request.POST)

    def act() -> None:
        services.write_down(
            actor=request.actor,
            case_id=found.pk,
            digest=digest,
            said=form.cleaned_data["said"],
            slip=slip_shown(request, number),
            now=request.now,
        )

    return finished(request, found, "said", form, act, _("Written down."))


def _played(
    request: Request, clip: Played, digest: str, *, media_type: str, ending: str
) -> HttpResponseBase:
    etag = f'"{digest}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        clip.file.close()
        return guarded(known, digest, ending=ending, policy="default-src 'none'; sandbox")
    answer = ranged(request, clip.file, size=clip.size, etag=etag, media_type=media_type)
    # Opened by itself it is a page of the browser that asks for the same address once more.
    policy = "default-src 'none'; media-src 'self'; sandbox"
    return guarded(answer, digest, ending=ending, policy=policy)


def _poster(request: Request, number: str, digest: str, *, small: bool) -> HttpResponseBase:
    file = open_poster(
        actor=request.actor, number=number, digest=digest, now=request.now, small=small,
        slip=slip_shown(request, number),
    )  # fmt: skip
    return picture_answer(request, file, digest)
