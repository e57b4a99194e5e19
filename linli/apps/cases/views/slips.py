"""Codes of slips that this browser has shown: kept in the session, so that no address holds one."""

from linli.kit.request import Request

_KEPT = "case_slips"
_MOST = 10


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
