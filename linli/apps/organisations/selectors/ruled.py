"""Bodies that do not fit the rules of law, place by place, for the vacancy radar."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.rules.findings import Finding
from linli.apps.organisations.rules.limits import Severity
from linli.apps.organisations.selectors.body_pages import FindingRow, finding_row
from linli.apps.organisations.selectors.facts import findings_of
from linli.kit.pages import Page, keyset_page

SHOWN = 3


@dataclass(frozen=True, slots=True)
class RuledBody:
    """One body with what does not fit: how much, and the first findings without names.

    Findings of one wording and source are one line, with how often it was found.
    """

    body_id: int
    name: str
    place_name: str
    errors: int
    warnings: int
    first: tuple[tuple[FindingRow, int], ...]


def ruled_page(path: str, day: date, *, after: str = "") -> Page:
    """Return the bodies of a page of bodies that something stands against; others are left out.

    A page may so be empty while a later one is not. Members of branches are not counted here.
    """
    bodies = Body.objects.on(day).under(path).exclude(type=BodyType.OPERATOR)
    page = keyset_page(bodies.select_related("place"), order=["scope_path", "id"], after=after)
    found = findings_of(page.rows, day)
    rows = [
        RuledBody(
            body_id=body.pk,
            name=body.name,
            place_name=body.place.name,
            errors=sum(one.severity == Severity.ERROR for one in found[body.pk]),
            warnings=sum(one.severity == Severity.WARNING for one in found[body.pk]),
            first=_told_once(found[body.pk]),
        )
        for body in page.rows
        if found[body.pk]
    ]
    return Page(rows=rows, after=page.after)


def _told_once(found: list[Finding]) -> tuple[tuple[FindingRow, int], ...]:
    counted = Counter(finding_row(one, {}) for one in found)
    return tuple(list(counted.items())[:SHOWN])
