"""What a list costs in pages or steps, a figure from summaries and raw, an act with summaries."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from time import perf_counter

FULL_PAGE = 20
# Rows of a page fetched by key: each costs its way down the index, whatever else there is.
BY_KEY = re.compile(r'WHERE \(?"cases_case"\."id"\)? IN \(')


@dataclass
class Cost:
    """Pages (PostgreSQL) or steps (SQLite) of one list.

    Of all queries of its page, of those on tables of cases, of the dearest walk along an index
    among these, and of the dearest that fetches the rows of a page by their keys. `answered` is
    how many rows the queries on tables of cases gave.
    """

    total: int = 0
    on_cases: int = 0
    dearest: int = 0
    by_key: int = 0
    answered: int = 0
    rows: int = 0
    queries: list = field(default_factory=list)


def cost_of(read: Callable[[], object]) -> Cost:
    """Return what the queries of one list cost."""
    from django.db import connection

    read()  # warm: caches of places, and prepared plans
    return _pages(read) if connection.vendor == "postgresql" else _steps(read)


def _pages(read: Callable[[], object]) -> Cost:
    from django.db import connection

    seen: list[tuple[str, object]] = []

    def note(execute, sql, params, many, context):
        if sql.lstrip("( ").upper().startswith("SELECT"):
            seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        rows = read()
    cost = Cost(rows=rows if isinstance(rows, int) else len(rows))
    with connection.cursor() as cursor:
        for sql, params in seen:
            cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
            plan = cursor.fetchone()[0]
            plan = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]
            pages = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
            _add(cost, pages, sql, plan["Actual Rows"])
    return cost


def _steps(read: Callable[[], object]) -> Cost:
    from django.db import connection

    cost, steps = Cost(), [0]

    def step() -> int:
        steps[0] += 1
        return 0

    def note(execute, sql, params, many, context):
        before = steps[0]
        answer = execute(sql, params, many, context)
        cost.queries.append((before, sql, params))
        return answer

    connection.ensure_connection()
    connection.connection.set_progress_handler(step, 1)
    with connection.execute_wrapper(note):
        rows = read()
    connection.connection.set_progress_handler(None, 1)
    ends = [before for before, *_sent in cost.queries[1:]] + [steps[0]] * bool(cost.queries)
    noted, cost.queries = cost.queries, []
    for (before, sql, params), end in zip(noted, ends, strict=True):
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            _add(cost, end - before, sql, len(cursor.fetchall()))
    cost.rows = rows if isinstance(rows, int) else len(rows)
    return cost


def _add(cost: Cost, pages: int, sql: str, rows: int) -> None:
    cost.total += pages
    if 'FROM "cases_' in sql:
        cost.on_cases += pages
        cost.answered += rows
        if BY_KEY.search(sql):
            cost.by_key = max(cost.by_key, pages)
        else:
            cost.dearest = max(cost.dearest, pages)
    cost.queries.append((pages, sql))


def lists_of(district) -> dict[str, Callable[[], object]]:
    """Return every inbox and list page's query, by name; each answers the rows of its page."""
    from cases_fill import NOW, RESIDENT

    from linli.apps.accounts.rules import Role
    from linli.apps.cases.rules.flow import CaseState
    from linli.apps.cases.selectors import calls, delays, desks, lists, loads, tasks
    from linli.apps.cases.selectors.areas import area_parts, cell_part
    from linli.apps.cases.selectors.decisions import decision_cases
    from linli.apps.cases.selectors.visibility import own_bodies
    from linli.core.access import Actor, Grant

    spot = district.busiest
    township = next(one for one in district.townships if one.pk == spot.township)
    community = next(one for one in district.communities if one.pk == spot.community)

    def actor(role, place):
        return Actor(account_id=2, grants=(Grant(role=role, path=place.path),))

    county_admin = actor(Role.DISTRICT_ADMIN, district.county)
    township_admin = actor(Role.TOWNSHIP_ADMIN, township)
    clerk = actor(Role.COMMUNITY_WORKER, community)
    resident = Actor(account_id=RESIDENT)
    at = {"after": "", "now": NOW}

    def listed(who, listing, roles=desks.DISPATCHERS, **values):
        area = area_parts(who, roles, day=NOW.date())
        return desks.row_page(listing, area, **at, **values)

    def today(found):
        return [*found.tasks, *found.to_check, *found.reported, *found.calls]

    found: dict[str, Callable[[], object]] = {
        "my reports": lambda: lists.my_page(resident, **at),
        "sorting desk, community": lambda: listed(clerk, desks.TO_SORT, desks.SORTERS),
        "sorting desk, township": lambda: listed(township_admin, desks.TO_SORT, desks.SORTERS),
        "pressing, township": lambda: listed(township_admin, desks.PRESSED, desks.SORTERS),
        "to be checked, community": lambda: desks.checks_page(clerk, **at),
        "to be checked, cell": lambda: desks.checks_page(district.worker, **at),
        "inbox of a department": lambda: tasks.inbox(own_bodies(district.department), **at).page,
        "today, reported in a cell": lambda: desks.row_page(
            tasks.IN_CELL, [cell_part(spot.cell)], **at, state=str(CaseState.REPORTED)
        ),
        "today, one cell": lambda: today(tasks.round_of(district.worker, [spot.cell], now=NOW)),
        "load of cells, township": lambda: loads.cell_loads(township.path),
        "load of bodies, township": lambda: loads.body_loads([township.path]),
        "calls, community": lambda: calls.calls_page(clerk, **at),
    }
    for level, admin in (("township", township_admin), ("county", county_admin)):
        for name, listing in desks.RED.items():
            found[f"red list {name}, {level}"] = lambda a=admin, one=listing: listed(a, one)
        board = desks.BOARD[False, False], desks.BOARD[True, False]
        for name, listing in zip(("open", "under way"), board, strict=True):
            found[f"board {name}, {level}"] = lambda a=admin, one=listing: listed(a, one)
        found[f"to arbitrate, {level}"] = lambda a=admin: decision_cases(a, "arbitration", **at)
        found[f"board of a lead, {level}"] = lambda a=admin: listed(
            a, desks.BOARD[True, True], lead=district.bodies[0][0].pk
        )
        found[f"assists, {level}"] = lambda a=admin: tasks.assists_page(a, body=None, **at)
        found[f"assists of a body, {level}"] = lambda a=admin: tasks.assists_page(
            a, body=district.bodies[0][0].pk, **at
        )
        found[f"calls, {level}"] = lambda a=admin: calls.calls_page(a, **at)
        found[f"calls that ended, {level}"] = lambda a=admin: calls.ended_calls(
            a, since=NOW - timedelta(days=365), now=NOW
        )
        found[f"refused calls, {level}"] = lambda a=admin: calls.rulings_page(a, **at)
        found[f"hung up, {level}"] = lambda a=admin: delays.hung_up_page(a, **at)
        found[f"more time, {level}"] = lambda a=admin: delays.to_decide_page(a, **at)
        found[f"board counts, {level}"] = lambda a=admin: len(desks.board_counts(a))
    levels = {
        "county": county_admin, "township": township_admin, "community": clerk,
        "cell": district.worker,
    }  # fmt: skip
    for level, who in levels.items():
        for state in (None, *CaseState):
            chosen = lists.ListFilter(state=state)
            label = f"all {state.lower() if state else 'open'}, {level}"
            found[label] = lambda a=who, c=chosen: lists.case_page(a, c, **at)
    deep = lists.case_page(county_admin, lists.ListFilter(state=CaseState.CLOSED), **at)
    found["all closed, county, second page"] = lambda: lists.case_page(
        county_admin, lists.ListFilter(state=CaseState.CLOSED), after=deep.after, now=NOW
    )
    return found


def tiles_of(district) -> dict[str, tuple[bool, Callable[[], object], str, list]]:
    """Return each tile: whether it is over all time, from summaries, and raw as SQL."""
    from cases_fill import DAYS, NOW

    from linli.apps.cases.models.cases import OPEN_STATES
    from linli.apps.cases.rules.counts import Count
    from linli.apps.cases.selectors import figures

    county, spot = district.county, district.busiest
    township = next(one for one in district.townships if one.pk == spot.township)
    community = next(one for one in district.communities if one.pk == spot.community)
    last = NOW.date()
    first, month_ago = last - timedelta(days=DAYS + 40), last - timedelta(days=30)
    year_ago = last - timedelta(days=365)
    month = (last - timedelta(days=40)).replace(day=1)
    month_end = figures.next_month(month) - timedelta(days=1)
    reported = (
        "SELECT local_day, count(*) FROM cases_case"
        " WHERE {} = %s AND local_day >= %s AND local_day <= %s GROUP BY local_day"
    )

    def by_day(place, since):
        found = figures.by_day(place, since, last, [Count.REPORTED])
        return {day: counts[Count.REPORTED] for day, counts in found.items()}

    def open_by_cell():
        found = figures.loads_of_cells(township.path)
        return {cell: number for cell, (number, _overdue) in found.items()}

    def by_category():
        found = figures.by_category(county, month, month)
        return {one: counts[Count.REPORTED] for one, counts in found.items()}

    def by_state(place):
        from linli.apps.cases.rules.flow import CaseState

        counts = figures.standing_of_place(place)
        return {str(state): counts[state] for state in CaseState if counts[state]}

    def below():
        found = figures.by_place(district.townships, year_ago, last, [Count.REPORTED])
        return {one: counts[Count.REPORTED] for one, counts in found.items()}

    is_open = "state IN ({})".format(", ".join(f"'{state}'" for state in OPEN_STATES))
    return {
        "all time by day, county": (
            True, lambda: by_day(county, first), reported.format("county_id"),
            [county.pk, first, last],
        ),
        "one year by day, county": (
            False, lambda: by_day(county, year_ago), reported.format("county_id"),
            [county.pk, year_ago, last],
        ),
        "one year by township": (
            False, below,
            "SELECT township_id, count(*) FROM cases_case WHERE local_day >= %s"
            " GROUP BY township_id",
            [year_ago],
        ),
        "by state, county": (
            True, lambda: by_state(county),
            "SELECT state, count(*) FROM cases_case WHERE county_id = %s GROUP BY state",
            [county.pk],
        ),
        "by state, township": (
            False, lambda: by_state(township),
            "SELECT state, count(*) FROM cases_case WHERE township_id = %s GROUP BY state",
            [township.pk],
        ),
        "open by cell, township": (
            False, open_by_cell,
            "SELECT cell_id, count(*) FROM cases_case"
            f" WHERE township_id = %s AND {is_open} GROUP BY cell_id",
            [township.pk],
        ),
        "thirty days by day, county": (
            False, lambda: by_day(county, month_ago), reported.format("county_id"),
            [county.pk, month_ago, last],
        ),
        "one township by day": (
            False, lambda: by_day(township, first), reported.format("township_id"),
            [township.pk, first, last],
        ),
        "one community, thirty days": (
            False, lambda: by_day(community, month_ago), reported.format("community_id"),
            [community.pk, month_ago, last],
        ),
        "one month by category, county": (
            False, by_category,
            "SELECT category_id, count(*) FROM cases_case WHERE county_id = %s"
            " AND local_day >= %s AND local_day <= %s GROUP BY category_id",
            [county.pk, month, month_end],
        ),
    }  # fmt: skip


def tile(kept: Callable[[], object], raw: str, params: list, rounds: int = 7) -> dict[str, object]:
    """Return the milliseconds of a tile from summaries and raw, in turn, and whether they agree.

    Both are statements sent and rows fetched; the answers compared are those of the selector.
    """
    from django.db import connection

    statements: list[tuple[str, object]] = []

    def note(execute, sql, given, many, context):
        statements.append((sql, given))
        return execute(sql, given, many, context)

    def fetched(sent):
        with connection.cursor() as cursor:
            for sql, given in sent:
                cursor.execute(sql, given)
                rows = cursor.fetchall()
        return rows

    with connection.execute_wrapper(note):
        mine = kept()
    times: dict[str, list[float]] = {"kept": [], "raw": []}
    for _ in range(rounds):
        for name, sent in (("kept", statements), ("raw", [(raw, params)])):
            start = perf_counter()
            rows = fetched(sent)
            times[name].append((perf_counter() - start) * 1000)
    best = {name: min(found) for name, found in times.items()}
    return {
        "kept_ms": round(best["kept"], 2),
        "raw_ms": round(best["raw"], 2),
        "ratio": round(best["raw"] / best["kept"], 1),
        "equal": mine == dict(rows),
    }


def json_list(district) -> dict[str, float]:
    """Return what a page of the JSON list costs, in CPU milliseconds and against empty answers."""
    from django.conf import settings
    from interface import cpu_of, empty_addresses

    from linli.apps.organisations.rules.bodies import BodyType
    from tests.factories.organisations import make_body

    spot = district.busiest
    township = next(one for one in district.townships if one.pk == spot.township)
    office = make_body(township, BodyType.GOVERNANCE_OFFICE)
    usual, settings.ROOT_URLCONF = settings.ROOT_URLCONF, empty_addresses()
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    addresses = {"bare": "/bench/bare", "empty": "/bench/empty", "list": "/api/v1/cases"}
    best, client = cpu_of(office, addresses, 8)
    rows = len(client.get(addresses["list"]).json()["rows"])
    settings.ROOT_URLCONF = usual
    return {
        "rows": rows,
        **{f"{name}_ms": value for name, value in best.items()},
        "to_empty": round(best["list"] / best["empty"], 2),
        "to_bare": round(best["list"] / best["bare"], 2),
    }


def write_cost(town, acts: int) -> dict[str, float]:
    """Return the throughput of a case's first acts with summaries against without, in turn.

    The fold that the worker makes of it is paid by the side with summaries.
    """
    from linli.apps.cases.services import figures, recording

    noting, fold = recording.note_change, figures.fold_all
    times: dict[bool, list[float]] = {True: [], False: []}
    _life(town, 3)
    fold()
    for number in range(10):
        kept = number % 2 == 0
        recording.note_change = noting if kept else lambda _before, _after: None
        start = perf_counter()
        _life(town, acts // 10)
        if kept:
            fold()
        times[kept].append(perf_counter() - start)
    recording.note_change = noting
    ratio = min(times[False]) / min(times[True])
    return {
        "throughput_of_without": round(ratio, 3),
        "acts_per_second": round(acts // 10 * 5 / min(times[True]), 1),
    }


def _life(town, count: int) -> None:
    from linli.apps.cases.rules.flow import CaseAction as A
    from tests.factories.cases import act, make_case

    for _ in range(count):
        case = make_case(town)
        for action, who in ((A.ACCEPT, "clerk"), (A.DISPATCH, "dispatcher"), (A.TAKE, "handler"),
                            (A.FEED_BACK, "handler")):  # fmt: skip
            case = act(town, case, action, getattr(town, who))
