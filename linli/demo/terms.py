"""Since when posts of the demonstration are held and when their terms are over, seen from a day.

Bodies with terms of their own are spread evenly over the length of a term, so that on any day a
few are just over and a few end within 30, 60 and 90 days; those elected everywhere at once share
their day. Every earlier term, back to the first reports, was held by the same person.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.findings import years_after
from linli.apps.organisations.services import PostData
from linli.demo.plan import POSTS_SINCE

# The whole province elects its communities and villages in one spring of five years.
ELECTION_DAY = date(2021, 3, 20)
# A term may be over for so long before the next election is held.
OVERDUE = timedelta(days=40)
_GOLDEN = 618_034  # parts of a million: neighbouring numbers end far apart


@dataclass(frozen=True, slots=True)
class Term:
    """A term under way: since when, until when, and how many years it is long."""

    since: date
    ends: date
    years: int


def own_term(number: int, today: date, *, years: int) -> Term:
    """Return the term of the body with this number among bodies of its kind."""
    part = number * _GOLDEN % 1_000_000
    ends = today - OVERDUE + timedelta(days=365 * years * part // 1_000_000)
    since = years_after(ends, -years)
    # Not the day drawn where that is a 29th of February: a term ends as long after it began.
    return Term(since, years_after(since, years), years)


def common_term(today: date, *, years: int = 5) -> Term:
    """Return the term that all communities and villages share."""
    since = ELECTION_DAY
    while years_after(since, years) <= today:
        since = years_after(since, years)
    return Term(since, years_after(since, years), years)


def posts_of(term: Term | None, basis: Basis, *, is_acting: bool = False) -> list[PostData]:
    """Return the posts of somebody who was there from the first reports on, one for each term."""
    if term is None:
        return [PostData(valid_from=POSTS_SINCE, basis=basis, is_acting=is_acting)]
    posts = [
        PostData(valid_from=max(term.since, POSTS_SINCE), basis=basis, term_ends=term.ends,
                 is_acting=is_acting)
    ]  # fmt: skip
    ends = term.since
    while ends > POSTS_SINCE:
        since = years_after(ends, -term.years)
        posts.append(
            PostData(valid_from=max(since, POSTS_SINCE), valid_to=ends, term_ends=ends, basis=basis)
        )
        ends = since
    return posts
