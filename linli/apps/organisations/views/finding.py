"""Looking for somebody above a form, without what is typed ever standing in an address.

The search is posted, because addresses stay in logs and in the history of browsers. Whom it has
found is carried to the form below as a token signed for this account, never as a number.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core import signing
from django.http import QueryDict

from linli.apps.organisations.selectors.candidates import (
    Candidate,
    candidate,
    candidates,
    found_before,
)
from linli.kit.request import Request

_SALT = "organisations.found"
_KEPT_SECONDS = 3600
FIELD = "search"


@dataclass(frozen=True, slots=True)
class Search:
    """Whom a search has found, and what the form below was given: nothing while one searches."""

    people: list[Candidate]
    asked: bool
    token: str
    given: QueryDict | None

    def choices(self) -> list[tuple[int, str]]:
        """Return the people to choose from, told apart by home and masked number."""
        return [(one.person_id, _words(one)) for one in self.people]


def searched(request: Request, chosen: str = "") -> Search:
    """Return the search of this request, or of the one before it, with whoever was chosen."""
    asked = request.method == "POST" and FIELD in request.POST
    if asked:
        people = candidates(request.actor, request.POST[FIELD])
    else:
        people = found_before(_kept(request))
    if chosen.isdecimal() and int(chosen) not in {one.person_id for one in people}:
        before = candidate(request.actor, int(chosen))
        people = [*people, before] if before else people
    given = request.POST if request.method == "POST" and not asked else None
    return Search(people=people, asked=asked, token=_token(request, people), given=given)


def _token(request: Request, people: Iterable[Candidate]) -> str:
    numbers = [one.person_id for one in people]
    return signing.dumps([request.actor.account_id, numbers], salt=_SALT) if numbers else ""


def _kept(request: Request) -> list[int]:
    try:
        account_id, numbers = signing.loads(
            request.POST.get("found", ""), salt=_SALT, max_age=_KEPT_SECONDS
        )
    except signing.BadSignature:
        return []
    return list(numbers) if account_id == request.actor.account_id else []


def _words(one: Candidate) -> str:
    return " · ".join(part for part in (one.name, one.home, one.id_number) if part)
