"""A district with as many cases as asked for, written in bulk as the services would have left them.

10 townships of 20 communities of 12 cells, unevenly busy; three years; 93 of 100 cases are closed,
the open ones are recent. Threads, trails and photos are left out: no list and no figure reads them.

Rows lie on disc in no order of time: each act writes a case anew, somewhere else. Left in the order
of their reports, twenty rows of a small table would share three pages and flatter it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

SEED = 20_260_301
TOWNSHIPS, COMMUNITIES, CELLS = 10, 20, 12
DAYS = 3 * 365
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SINCE = date(2020, 1, 1)
RESIDENT = 4_000_000  # the account whose "my reports" are read
OPEN = (
    ("REPORTED", 18), ("OPEN", 12), ("DISPATCHED", 14), ("HANDLING", 30), ("FED_BACK", 10),
    ("CHECKED", 10), ("EXCLUSION_PROPOSED", 2), ("ARBITRATION", 2), ("APPEALED", 2),
)  # fmt: skip
OUTCOMES = (("SOLVED", 80), ("PARTLY", 6), ("NOT_POSSIBLE", 3), ("NOT_OURS", 4), ("ANSWERED", 5),
            ("WITHDRAWN", 2))  # fmt: skip
CHANNELS = (("RESIDENT", 55), ("GRID", 20), ("TELEPHONE", 12), ("COUNTER", 8), ("SMS", 2),
            ("CHAT", 2), ("PAPER", 1))  # fmt: skip
LEVELS = (("ORDINARY", 90), ("URGENT", 8), ("DANGER", 2))
COLUMNS = (
    "id", "number", "state", "version", "category_id", "level", "channel", "text", "place_id",
    "scope_path", "county_id", "township_id", "community_id", "cell_id", "lon", "lat", "spot",
    "reporter_account_id", "disclosure", "entered_post", "lead_id", "seat_id", "due_at",
    "is_overdue", "returned", "failed_checks", "reopened", "take_due_at", "taken_at",
    "handle_due_at", "handled_at", "was_delayed", "outcome", "confirmation", "rating",
    "reported_at", "local_day", "opened_at", "closed_at",
)  # fmt: skip
TASK_COLUMNS = (
    "id", "case_id", "case_number", "case_scope_path", "category_id", "case_level", "case_text",
    "case_is_open", "kind", "state", "body_id", "seat_id", "scope_path", "county_id",
    "township_id", "community_id", "cell_id", "text", "legal_basis", "basis", "answer", "due_at",
    "sent_at", "taken_at", "ended_at", "ruling",
)  # fmt: skip
CLOCK_COLUMNS = ("id", "case_id", "task_id", "step", "amount", "unit", "started_at", "due_at",
                 "paused_at", "stopped_at")  # fmt: skip
DELAY_COLUMNS = (
    "id", "clock_id", "case_id", "case_number", "case_scope_path", "category_id", "body_id", "kind",
    "state", "county_id", "township_id", "community_id", "reason",
    "text", "until", "asked_by_id", "asked_at", "decided_by_id", "decided_at", "ended_at",
)  # fmt: skip
CALLED, DELAYED = 0.05, 0.04  # of all cases
CALL_STATES = (("SENT", 50), ("TAKEN", 35), ("REFUSED", 15))


@dataclass(frozen=True)
class Spot:
    """A cell with the places above it and a compound in it."""

    cell: int
    compound: int
    path: str
    community: int
    township: int


@dataclass
class District:
    """The places, and who works there."""

    town: Any  # a township beside the others, in which acts are done
    county: Any
    townships: list[Any]
    communities: list[Any]
    cells: list[Any]
    spots: list[Spot]
    weights: list[float]  # how busy the spots are, summed up
    busiest: Spot
    categories: list[Any]
    bodies: list[Any]  # (body, leading seat)
    worker: Any  # a grid worker of the busiest cell, with a post
    department: Any  # an officer of the first body


def make_district() -> District:
    """Set the district up through the services, the cells and compounds in bulk."""
    from linli.apps.accounts.rules import Role
    from linli.apps.grids.models import Cell, Station
    from linli.apps.organisations.models import Seat
    from linli.apps.organisations.rules.bodies import TYPES, BodyType, SeatKind
    from linli.apps.places.models import Place
    from linli.apps.places.rules import PlaceKind
    from linli.core.access import Actor, Grant
    from tests.factories.cases import make_category, make_town, worker
    from tests.factories.organisations import make_body, make_post, make_seat
    from tests.factories.people import make_person
    from tests.factories.places import make_place

    town = make_town()
    county = town.tree.county
    townships, communities, compounds, cells, spots = [], [], [], [], []
    for one in range(TOWNSHIPS):
        township = make_place(county, PlaceKind.TOWNSHIP, f"街道{one}", f"371702{one + 200:03d}")
        townships.append(township)
        for two in range(COMMUNITIES):
            code = f"{township.code}{two + 1:03d}"
            communities.append(make_place(township, PlaceKind.COMMUNITY, f"社区{code}", code))
    for community in communities:
        for three in range(1, CELLS + 1):
            path = f"{community.path}{three:04d}"
            code = f"{community.code}-{three}"
            compounds.append(
                Place(parent=community, path=path, kind="COMPOUND", code=code, name=f"小区{code}",
                      valid_from=SINCE, since=SINCE)
            )  # fmt: skip
            cells.append(
                Cell(code=f"{community.code}{three:03d}", kind="UNIT", name=f"第{three}网格",
                     place=community, scope_path=community.path, valid_from=SINCE)
            )  # fmt: skip
    Place.objects.bulk_create(compounds, batch_size=500)
    Cell.objects.bulk_create(cells, batch_size=500)
    for compound, cell in zip(compounds, cells, strict=True):
        community = compound.parent
        spots.append(Spot(cell.pk, compound.pk, compound.path, community.pk, community.parent_id))
    bodies = []
    for number in range(12):
        body = make_body(county, BodyType.DEPARTMENT, name=f"部门{number}", trade="")
        bodies.append((body, Seat.objects.get(body=body, kind=TYPES[BodyType.DEPARTMENT].lead)))
    chance = Random(SEED)
    weights = [chance.paretovariate(1.4) for _ in spots]
    busiest = max(range(len(spots)), key=weights.__getitem__)
    team = make_body(cells[busiest].place, BodyType.GRID_TEAM)
    seat = make_seat(team, SeatKind.GRID_WORKER_FULL)
    person = make_person()
    make_post(seat, person)
    Station.objects.create(cell=cells[busiest], seat=seat, scope_path=cells[busiest].scope_path,
                           work_number="G1", valid_from=SINCE)  # fmt: skip
    grant = Grant(role=Role.GRID_WORKER, path=spots[busiest].path, source=f"seat:{seat.pk}")
    return District(
        town=town,
        county=county,
        townships=townships,
        communities=communities,
        cells=cells,
        spots=spots,
        weights=list(accumulate(weights)),
        busiest=spots[busiest],
        categories=[make_category(county, f"kind-{number}") for number in range(12)],
        bodies=bodies,
        worker=Actor(account_id=1, person_id=person.pk, grants=(grant,), name="网格员"),
        department=worker(
            Role.DEPARTMENT_OFFICER, county.path, body=bodies[0][0], seat=SeatKind.HEAD
        ),
    )


def fill(district: District, first: int, last: int) -> None:
    """Write the cases numbered from `first` up to `last`, their tasks, and requests for time."""
    from django.db import connection, transaction

    from linli.apps.cases.models import Case, Clock, Delay, Task
    from linli.kit.bulk import batches, insert_rows

    tables = ((Case, COLUMNS), (Task, TASK_COLUMNS), (Clock, CLOCK_COLUMNS), (Delay, DELAY_COLUMNS))
    anywhere = Random(SEED)
    for batch in batches(cases(district, first, last), 20_000):
        anywhere.shuffle(batch)
        with transaction.atomic():
            for position, (table, columns) in enumerate(tables):
                more = _defaults(table, columns)
                rows = (row for filed in batch for row in filed[position])
                insert_rows(table, (*columns, *more), ((*row, *more.values()) for row in rows))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table, _columns in tables:
                name = table._meta.db_table
                if table is not Case:
                    numbers = f"pg_get_serial_sequence('{name}', 'id')"
                    cursor.execute(f"SELECT setval({numbers}, %s)", [2 * last + 2])
                cursor.execute(f"VACUUM (ANALYZE) {name}")
        else:
            cursor.execute("ANALYZE")


def _defaults(model: Any, columns: tuple[str, ...]) -> dict[str, Any]:
    """Return what the other columns hold that may not be empty."""
    return {
        field.column: field.get_default()
        for field in model._meta.concrete_fields
        if field.column not in columns and not field.null
    }


def cases(district: District, first: int, last: int) -> Iterator[tuple[list, list, list, list]]:
    """Yield rows of a case, its tasks, clocks and delays, in the order of the reports."""
    chance = Random(SEED + first)
    count = last - first
    for number in range(first, last):
        age = DAYS * (1 - (number - first) / count)
        yield _case(district, number, age, chance)


def _pick(chance: Random, table: tuple) -> str:
    names, weights = zip(*table, strict=True)
    return chance.choices(names, weights)[0]


def _case(district: District, number: int, age: float, chance: Random) -> tuple:
    at = NOW - timedelta(days=age, minutes=chance.random() * 600)
    spot = chance.choices(district.spots, cum_weights=district.weights)[0]
    # 4 of 7 open ones are of the last 3 per cent of the time; a few wait since long ago.
    is_open = chance.random() < (0.04 / 0.03 if age < DAYS * 0.03 else 0.031)
    state = _pick(chance, OPEN) if is_open else "CLOSED"
    has_lead = state in {"DISPATCHED", "HANDLING", "FED_BACK", "CHECKED"} or not is_open
    body, seat = district.bodies[int(len(district.bodies) * chance.random() ** 2)]
    opened = at + timedelta(hours=2) if state not in {"REPORTED", "EXCLUSION_PROPOSED"} else None
    taken = at + timedelta(hours=5) if has_lead and state != "DISPATCHED" else None
    handle_due = at + timedelta(days=7) if taken else None
    handled = None
    if state in {"FED_BACK", "CHECKED", "CLOSED"}:
        handled = at + timedelta(days=chance.random() * 8)
    late = is_open and state != "CHECKED" and chance.random() < 0.2
    due = None
    if is_open:
        ahead = timedelta(hours=chance.random() * 200 + 1)
        due = NOW - ahead if late else NOW + ahead
    closed = min(handled + timedelta(days=chance.random() * 3), NOW) if not is_open else None
    outcome = _pick(chance, OUTCOMES) if not is_open else None
    rated = not is_open and chance.random() < 0.4
    account = (
        RESIDENT if chance.random() < 0.0006 else RESIDENT + 1 + int(chance.random() * 300_000)
    )
    key, text = 10_000_000 + number, "路灯不亮，晚上看不清。"
    category, level = district.categories[number % 12].pk, _pick(chance, LEVELS)
    channel = _pick(chance, CHANNELS)
    head = (key, f"B{number:012d}", spot.path, category)
    case = (
        key, f"B{number:012d}", state, 4, category, level, channel, text, spot.compound,
        spot.path,
        district.county.pk, spot.township, spot.community, spot.cell, None, None, "", account,
        "HANDLERS", "", body.pk if has_lead else None,
        seat.pk if state in {"DISPATCHED", "HANDLING"} else None, due, late,
        int(chance.random() < 0.04), int(chance.random() < 0.03), int(chance.random() < 0.02),
        at + timedelta(hours=6) if opened else None, taken, handle_due, handled,
        chance.random() < 0.05, outcome, "CONFIRMED" if rated else None,
        chance.randrange(1, 6) if rated else None, at, (at + timedelta(hours=8)).date(), opened,
        closed,
    )  # fmt: skip
    above = (district.county.pk, spot.township, spot.community)
    told = (*head, level, text, is_open)
    call = _call(district, number, spot, told, at=at, chance=chance)
    lead = body.pk if has_lead else None
    clock, delay = _delay(number, head, above, lead, is_open=is_open, at=at, chance=chance)
    if not has_lead:
        return [case], call, clock, delay
    task_state = {"DISPATCHED": "SENT", "HANDLING": "TAKEN"}.get(state, "DONE")
    is_over = task_state == "DONE"
    task = (
        2 * number + 1, *told, "LEAD", task_state, body.pk, seat.pk, district.county.path, *above,
        None, "", "职责清单", "", "", handle_due if is_over else due, opened,
        taken if task_state != "SENT" else None, handled if is_over else None, None,
    )  # fmt: skip
    return [case], [task, *call], clock, delay


def _call(
    district: District, number: int, spot: Spot, told: tuple, *, at: datetime, chance: Random
) -> list[tuple]:
    """Return the call of a cell to a department that some cases have; of few it is still open."""
    if chance.random() >= CALLED:
        return []
    body, seat = chance.choice(district.bodies)
    is_open = told[-1]
    state = _pick(chance, CALL_STATES) if is_open else "DONE"
    is_over = state in {"DONE", "REFUSED"}
    decided = state == "REFUSED" and NOW - at > timedelta(days=2)  # an arbiter has a day
    due = NOW + timedelta(hours=chance.random() * 72) if is_open else at + timedelta(hours=28)
    came = at + timedelta(hours=6) if state in {"TAKEN", "DONE"} else None
    return [(
        2 * number + 2, *told, "CALL", state, body.pk, seat.pk, district.county.path,
        district.county.pk, spot.township, spot.community, spot.cell, "请部门到场", "职责清单",
        "不属本部门职责" if state == "REFUSED" else "", "", due, at + timedelta(hours=4), came,
        at + timedelta(hours=chance.random() * 200) if is_over else None,
        "STANDS" if decided else None,
    )]  # fmt: skip


def _delay(
    number: int,
    head: tuple,
    above: tuple,
    lead: int | None,
    *,
    is_open: bool,
    at: datetime,
    chance: Random,
) -> tuple[list[tuple], list[tuple]]:
    """Return the clock of a case for which more time was asked, and the request."""
    if chance.random() >= DELAYED:
        return [], []
    hung = chance.random() < 0.4
    state = ("GRANTED" if hung else "ASKED") if is_open else "ENDED"
    decided = state != "ASKED"
    over = at + timedelta(days=9) if not is_open else None
    clock = (
        number + 1, 10_000_000 + number, None, "HANDLE", 5, "WORKING_DAYS", at,
        None if hung or not is_open else NOW + timedelta(days=2), at if hung else None, over,
    )  # fmt: skip
    delay = (
        number + 1, number + 1, *head, lead, "HANG_UP" if hung else "EXTENSION", state, *above,
        "HUNG_UP" if hung else "PARTS", "等待配件到货", NOW + timedelta(days=chance.random() * 60),
        7, at + timedelta(days=1), 8 if decided else None,
        at + timedelta(days=2) if decided else None, over,
    )  # fmt: skip
    return [clock], [delay]
