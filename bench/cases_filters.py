"""The list of all cases narrowed in every way the page and the interface offer."""

from collections.abc import Callable
from datetime import timedelta

# What no index of its own leads to: the walk along another one passes over what does not fit.
PASSING_OVER = frozenset({"category and body", "category and body, closed"})


def filtered_lists(district) -> dict[str, Callable[[], object]]:
    """Return the query of each filtered list, by name; each answers the rows of its page.

    One of twelve categories; a body that leads three of ten cases, and one that leads one of
    twenty-five.
    """
    from cases_fill import NOW

    from linli.apps.accounts.rules import Role
    from linli.apps.cases.rules.courses import Source
    from linli.apps.cases.rules.flow import CaseState
    from linli.apps.cases.selectors import lists
    from linli.core.access import Actor, Grant

    def actor(role, place):
        return Actor(account_id=2, grants=(Grant(role=role, path=place.path),))

    spot = district.busiest
    township = next(one for one in district.townships if one.pk == spot.township)
    community = next(one for one in district.communities if one.pk == spot.community)
    levels = {
        "county": actor(Role.DISTRICT_ADMIN, district.county),
        "township": actor(Role.TOWNSHIP_ADMIN, township),
        "community": actor(Role.COMMUNITY_WORKER, community),
        "cell": district.worker,
    }
    large, small = district.bodies[0][0].pk, district.bodies[-1][0].pk
    kind = {"category": district.categories[5].code}
    year_ago = NOW.date() - timedelta(days=365)
    wanted = {
        "a day": {"first": year_ago, "last": year_ago, "state": CaseState.CLOSED},
        "category": kind,
        "category, closed": {**kind, "state": CaseState.CLOSED},
        "category, handled": {**kind, "state": CaseState.HANDLING},
        "category, appealed": {**kind, "state": CaseState.APPEALED},
        "category, a year ago": {**kind, "last": year_ago, "state": CaseState.CLOSED},
        "body": {"lead": large},
        "body, closed": {"lead": large, "state": CaseState.CLOSED},
        "body, handled": {"lead": large, "state": CaseState.HANDLING},
        "small body": {"lead": small},
        "small body, closed": {"lead": small, "state": CaseState.CLOSED},
        "category and body": {**kind, "lead": large},
        "category and body, closed": {**kind, "lead": large, "state": CaseState.CLOSED,
                                      "last": year_ago},
        "source": {"source": Source.TELEPHONE},
        "source, closed": {"source": Source.TELEPHONE, "state": CaseState.CLOSED},
        "rare source": {"source": Source.PAPER},
        "rare source, closed": {"source": Source.PAPER, "state": CaseState.CLOSED},
        "empty source": {"source": Source.OUTSIDE},
        "empty source, closed": {"source": Source.OUTSIDE, "state": CaseState.CLOSED},
        "source, handled": {"source": Source.TELEPHONE, "state": CaseState.HANDLING},
        "overdue": {"is_overdue": True},
        "overdue, category": {**kind, "is_overdue": True},
        "overdue, body": {"lead": large, "is_overdue": True},
        "overdue, handled": {"state": CaseState.HANDLING, "is_overdue": True},
    }  # fmt: skip

    def pages(who, name, chosen):
        found = []
        for last in _days(name, chosen.get("last"), NOW.date()):
            asked = lists.ListFilter(**{**chosen, "last": last})
            found.append(lists.case_page(who, asked, after="", now=NOW).rows)
        # A list is as full as its emptiest page: half a page says nothing about growth.
        return min(found, key=len)

    found = {
        f"all by {name}, {level}": lambda a=who, n=name, c=chosen: pages(a, n, c)
        for level, who in levels.items()
        for name, chosen in wanted.items()
    }
    places = {"county": district.county, "township": township, "community": community}
    return found | _for_programs(places, kind["category"], large)


def _days(name: str, last, today) -> list:
    """Return up to which days a list is read: once, or several pages where rows are passed over.

    How many rows lie between two that fit is chance; over a dozen pages it evens out.
    """
    if name not in PASSING_OVER:
        return [last]
    return [(last or today) - timedelta(days=17 * number) for number in range(12)]


def _for_programs(places, category: str, body: int) -> dict[str, Callable[[], object]]:
    from linli.apps.cases.models.cases import OPEN_STATES
    from linli.apps.cases.rules.flow import CaseState
    from linli.apps.cases.selectors.feeds import Area, FeedFilter, FeedRow, feed
    from linli.apps.places.rules import PlaceKind

    closed, each = [CaseState.CLOSED], list(CaseState)
    wanted = {
        "open": FeedFilter(OPEN_STATES),
        "every state": FeedFilter(each),
        "category": FeedFilter(OPEN_STATES, category),
        "category, closed": FeedFilter(closed, category),
        "category, every state": FeedFilter(each, category),
        "body": FeedFilter(OPEN_STATES, lead_id=body),
        "body, every state": FeedFilter(each, lead_id=body),
    }

    def page(place, chosen):
        area = Area(PlaceKind(place.kind), place.pk, place.path)
        return feed(area, chosen, after=None, size=20, shape=FeedRow).rows

    return {
        f"json list, {name}, {level}": lambda p=place, c=chosen: page(p, c)
        for level, place in places.items()
        for name, chosen in wanted.items()
    }
