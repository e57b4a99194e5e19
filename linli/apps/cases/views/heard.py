"""What the page of a case shows of its clips: the form for what is said in each."""

from collections.abc import Iterable
from typing import Any

from linli.apps.cases import permissions
from linli.apps.cases.forms.sides import SaidForm
from linli.kit.days import local_day
from linli.kit.request import Request


def offer_writing(request: Request, case: Any, clips: Iterable[Any], *, slip: str) -> None:
    """Give each clip the form for what is said in it, where this person may write that down.

    Who may is asked at most twice for a page, however many clips there are.
    """
    day = local_day(request.now)
    answers: dict[bool, bool] = {}
    for clip in clips:
        theirs = clip.is_reporters
        if theirs not in answers:
            answers[theirs] = bool(
                permissions.can_write_down(
                    request.actor, case, is_theirs=theirs, day=day, slip=slip
                )
            )
        if answers[theirs]:
            initial = {"said": clip.said, "next": _here(request)}
            clip.said_form = SaidForm(initial=initial, auto_id=f"id_said_{clip.pk}_%s")


def _here(request: Request) -> str:
    return request.get_full_path() if request.method == "GET" else ""
