"""Photos of cases: sent only to whoever may see them, and asked for anew each time.

A browser may keep one, but shows it only after we have said that it still may: on the PC of an
office nobody sees it behind the sign-out of somebody else.
"""

from typing import IO

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from linli.apps.cases.selectors.photos import MEDIA_TYPE, open_photo
from linli.apps.cases.views.slips import slip_shown
from linli.kit.request import Request


@login_not_required
@require_safe
def photo(request: Request, number: str, digest: str) -> HttpResponseBase:
    """Send a photo of a case."""
    return _picture(request, number, digest, small=False)


@login_not_required
@require_safe
def thumbnail(request: Request, number: str, digest: str) -> HttpResponseBase:
    """Send a photo of a case, small."""
    return _picture(request, number, digest, small=True)


def _picture(request: Request, number: str, digest: str, *, small: bool) -> HttpResponseBase:
    file = open_photo(
        actor=request.actor,
        number=number,
        digest=digest,
        now=request.now,
        small=small,
        slip=slip_shown(request, number),
    )
    return picture_answer(request, file, digest)


def picture_answer(request: Request, file: IO[bytes], digest: str) -> HttpResponseBase:
    """Return a picture, or that the one the browser has still may be shown."""
    with file:  # re-encoded and small: read whole
        answer = HttpResponse(file.read(), content_type=MEDIA_TYPE)
    etag = f'"{digest}"'
    guarded(answer, digest, ending="jpg", policy="default-src 'none'; sandbox")
    return get_conditional_response(request, etag=etag, response=answer) or answer


def guarded(answer: HttpResponseBase, digest: str, *, ending: str, policy: str) -> HttpResponseBase:
    """Say of a file of a case that it is shown only after asking, and runs nothing."""
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["ETag"] = f'"{digest}"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Disposition"] = f'inline; filename="{digest[:12]}.{ending}"'
    answer.headers["Content-Security-Policy"] = policy
    return answer
