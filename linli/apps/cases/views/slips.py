"""Codes of slips that this browser has shown: kept in the session, so that no address holds one.

Whoever is signed in with a post never becomes a reporter by a code: of what they report themselves
without a name the code is kept apart, for a while and for printing alone.
"""

from datetime import datetime, timedelta
from typing import Any

from linli.apps.cases.selectors import dossiers
from linli.kit.request import Request

_KEPT = "case_slips"
_MOST = 10
_SENT = "case_sent"


def remember_slip(request: Request, number: str, code: str) -> None:
    """Keep the code of a case for this session."""
    slips = dict(request.session.get(_KEPT, {}))
    slips.pop(number, None)
    slips[number] = code
    request.session[_KEPT] = dict(list(slips.items())[-_MOST:])


def slip_shown(request: Request, number: str) -> str:
    """Return the code this browser has shown for a case, or nothing."""
    code = request.session.get(_KEPT, {}).get(number, "")
    return code if isinstance(code, str) else ""


def pass_slip_on(request: Request, case: Any) -> None:
    """Let the code shown for a merged report open the case it was merged into, as a follower."""
    code, into = slip_shown(request, case.number), dossiers.merged_end(case)
    if code and into is not None and not slip_shown(request, into.number):
        remember_slip(request, into.number, code)


def slip_to_show(request: Request, case: Any) -> str:
    """Return the code of a case for the page: to its holder, or to the desk that hands it out."""
    slip = slip_shown(request, case.number)
    return dossiers.slip_to_show(request.actor, case, slip, now=request.now)


def keep_to_print(request: Request, number: str, code: str) -> None:
    """Keep the code of what somebody with a post has just reported without a name."""
    request.session[_SENT] = {"number": number, "code": code, "at": request.now.isoformat()}


def code_to_print(request: Request, number: str) -> str:
    """Return the code kept for printing, for an hour and for this case alone."""
    kept = request.session.get(_SENT, {})
    if kept.get("number") != number:
        return ""
    age = request.now - datetime.fromisoformat(kept["at"])
    return str(kept["code"]) if age <= timedelta(minutes=dossiers.HANDED_OUT_MINUTES) else ""
