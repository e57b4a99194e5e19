"""Videos of cases: sent only to whoever may see them, in the parts a player asks for.

As of photos, a browser may keep one but shows it only after we have said that it still may.
"""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from linli.apps.cases.selectors.videos import MEDIA_TYPE, open_poster, open_video
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
    etag = f'"{digest}"'
    known = get_conditional_response(request, etag=etag)
    if known is not None:
        film.file.close()
        return guarded(known, digest, ending="mp4", policy="default-src 'none'; sandbox")
    answer = ranged(request, film.file, size=film.size, etag=etag, media_type=MEDIA_TYPE)
    # Opened by itself it is a page of the browser that asks for the same address once more.
    policy = "default-src 'none'; media-src 'self'; sandbox"
    return guarded(answer, digest, ending="mp4", policy=policy)


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


def _poster(request: Request, number: str, digest: str, *, small: bool) -> HttpResponseBase:
    file = open_poster(
        actor=request.actor, number=number, digest=digest, now=request.now, small=small,
        slip=slip_shown(request, number),
    )  # fmt: skip
    return picture_answer(request, file, digest)
