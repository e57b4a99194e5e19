"""Cases follow their places, and open cases their cells: copies set right where the tree changes.

Called inside the acts of places and grids, by the way they offer (`Attachment.settle`, `Mover`).
A closed case stays with the cell it was closed in, so that the past of a cell can be read in the
old boundaries; it follows its place everywhere else. Source: [rule:case-follows].
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from linli.apps.audit.services import Entry, record_all
from linli.apps.cases.models import Case, CaseStep, Task
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.models.tasks import OPEN_TASKS
from linli.apps.cases.rules.counts import CaseFacts
from linli.apps.cases.rules.events import ASIDE
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.areas import LEVEL_COLUMNS, places_above, within
from linli.apps.cases.selectors.cells import cells_of_cases
from linli.apps.cases.selectors.charge import seat_in_charge
from linli.apps.cases.selectors.figures import facts_of
from linli.apps.cases.services.copies import renew_placed
from linli.apps.cases.services.figures import note_changes
from linli.apps.grids.rules.revisions import CellChange
from linli.apps.grids.selectors.hanging import Hanging
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.apps.places.selectors.attachments import Relocation
from linli.apps.places.services import Consequence, Redivision
from linli.core.access import Actor
from linli.core.canonical import canonical_bytes
from linli.kit.bulk import batches
from linli.kit.days import local_day

Pair = tuple[CaseFacts | None, CaseFacts | None]
AT_ONCE = 1_000
# From the highest level down; a place of a level lies below one of each level before.
_ORDER = (PlaceKind.COUNTY, PlaceKind.TOWNSHIP, PlaceKind.COMMUNITY)
_ABOVE = {
    PlaceKind.COUNTY: 0, PlaceKind.TOWNSHIP: 1, PlaceKind.COMMUNITY: 2, PlaceKind.VILLAGE: 2,
    PlaceKind.COUNTRY: 0, PlaceKind.PROVINCE: 0, PlaceKind.PREFECTURE: 0,
}  # fmt: skip


def settle_cases(relocations: Sequence[Relocation], actor: Actor, now: datetime) -> None:
    """Set right what cases copy from the places above them, after places or units have moved.

    The paths are right already, and these rows locked by that. Cases of a place that went up in
    another hang on that one from now on, closed ones too, as everything else that was in it.
    """
    replaced: list[Entry] = []
    for moved in relocations:
        replaced += _replace(moved)
    record_all(actor=actor, entries=replaced, now=now)
    roots = _roots(moved.new for moved in relocations)
    for root in roots:
        _copy_places(root)
        renew_placed(Case.objects.under(root))
    for root in roots:
        _follow(Case.objects.under(root), [root], actor=actor, now=now)


def _replace(moved: Relocation) -> Iterator[Entry]:
    """Hang cases on the place their path says: units have moved, or a place went up in it."""
    target = Place.objects.get(path=moved.new)
    wrong = Q(unit__place=target) & ~Q(place=target)
    if moved.hands_over:
        wrong |= Q(place__path=moved.old)
    rows = list(
        Case.objects.filter(wrong)
        .select_for_update(of=("self",))
        .order_by("pk")
        .values_list("pk", "version")
    )
    for some in batches(rows, AT_ONCE):
        theirs = Case.objects.filter(pk__in=[pk for pk, _version in some])
        theirs.update(place=target, scope_path=moved.new)
    for pk, version in rows:
        facts = {"changes": {"place": target.pk}, "version": version, "part": None}
        yield Entry(ASIDE["followed"], "case", pk, moved.new, facts)


def follow_units(change: Redivision, actor: Actor, now: datetime) -> list[Consequence]:
    """Let open cases of joined or divided units hang on the new one, of several on the first."""
    heir = change.new[0]
    cases = Case.objects.filter(
        unit__in=[unit.pk for unit in change.old], state__among=OPEN_STATES
    ).select_for_update(of=("self",))
    rows = list(cases.order_by("pk").values_list("pk", "version", "place"))
    theirs = Case.objects.filter(pk__in=[pk for pk, _version, _place in rows])
    theirs.update(unit=heir, place=heir.place_id, scope_path=heir.scope_path)
    renew_placed(theirs)
    entries = [
        Entry(
            ASIDE["followed"],
            "case",
            pk,
            heir.scope_path,
            {"changes": {"place": heir.place_id}, "version": version, "part": None},
        )
        for pk, version, place in rows
        if place != heir.place_id
    ]
    record_all(actor=actor, entries=entries, now=now)
    _follow(theirs, [], actor=actor, now=now)
    return [Consequence(_("open cases"), len(rows))] if rows else []


def _copy_places(root: str) -> None:
    """Copy the places above a moved place to the cases in it."""
    values = copies_above(root)
    if not values:
        return
    stale = Case.objects.under(root).exclude(**values)
    note_changes(_pairs(stale, values))
    stale.update(**values)


def copies_above(path: str) -> dict[str, int | None]:
    """Return the columns that lie above a place, or are its own, with the places to copy.

    Columns of lower levels are left out: what lies below a place does not change when it moves.
    """
    found = places_above(path)
    kind = PlaceKind(Place.objects.values_list("kind", flat=True).get(path=path))
    columns = [LEVEL_COLUMNS[one] for one in _ORDER[: _ABOVE.get(kind, 2) + 1]]
    lies_below = kind not in _ABOVE  # without a community above, it has none any more
    return {column: found.get(column) for column in columns if column in found or lies_below}


def _pairs(cases: "QuerySet[Case]", values: Mapping[str, int | None]) -> Iterator[Pair]:
    for case in cases.order_by().iterator(chunk_size=2000):
        before = facts_of(case)
        for column, value in values.items():
            setattr(case, column, value)
        yield before, facts_of(case)


class CaseMover:
    """Open cases go over with their dwellings, places and points when a grid is divided anew."""

    name = "cases"

    def hanging(self, cell_ids: Collection[int], *, day: date) -> list[Hanging]:
        """Return how many open cases and calls hang on these cells."""
        cases = Case.objects.filter(cell_id__in=cell_ids, state__among=OPEN_STATES)
        calls = Task.objects.filter(cell_id__in=cell_ids, state__among=OPEN_TASKS)
        return [
            Hanging("cases.hanging.open", cases.count()),
            Hanging("cases.hanging.calls", calls.count()),
        ]

    def move(self, change: CellChange, *, actor: Actor, now: datetime) -> Mapping[str, int]:
        """Move them; what neither dwelling, place nor point decides goes to the successor."""
        cases = Case.objects.filter(within([change.place_path]))
        return {"cases": _follow(cases, [change.place_path], actor=actor, now=now, change=change)}


def _follow(
    cases: "QuerySet[Case]",
    below: Sequence[str],
    *,
    actor: Actor,
    now: datetime,
    change: CellChange | None = None,
) -> int:
    """Give open cases the cell and the post they belong to now; return how many changed."""
    day = local_day(now)
    rows = list(
        cases.filter(state__among=OPEN_STATES).select_for_update(of=("self",)).order_by("pk")
    )
    cells = cells_of_cases(rows, day=day, below=below) if rows else {}
    seats: dict[tuple[str, str], int | None] = {}
    moved: list[tuple[CaseFacts, Case, dict[str, object]]] = []
    for case in rows:
        before = facts_of(case)
        changes: dict[str, object] = {}
        cell = cells[case.pk]
        if cell is None and change is not None and case.cell_id is not None:
            cell = change.cell_for(old_cell=case.cell_id, unit_id=case.unit_id)
        if cell != case.cell_id:
            changes["cell"] = cell
            _bring_calls(case, cell)
            case.cell_id = cell
        seat = _seat(case, day, seats)
        if seat != case.seat_id:
            changes["seat"] = case.seat_id = seat
        if changes:
            moved.append((before, case, changes))
    _store(moved, actor=actor, now=now)
    return len(moved)


def _seat(case: Case, day: date, known: dict[tuple[str, str], int | None]) -> int | None:
    """Return the post in charge; with a body that leads it is the post of its task, as before."""
    if case.state in {CaseState.DISPATCHED, CaseState.HANDLING}:
        return case.seat_id
    if case.state == CaseState.ARBITRATION:  # the arbiter depends on who sent the case out
        return seat_in_charge(case, day)
    key = (case.scope_path, case.state)
    if key not in known:
        known[key] = seat_in_charge(case, day)
    return known[key]


def _bring_calls(case: Case, cell: int | None) -> None:
    if case.cell_id is not None and cell is not None:
        calls = Task.objects.filter(case=case, cell_id=case.cell_id, state__in=OPEN_TASKS)
        calls.update(cell_id=cell)


def _store(
    moved: Sequence[tuple[CaseFacts, Case, dict[str, object]]], *, actor: Actor, now: datetime
) -> None:
    note_changes((before, facts_of(case)) for before, case, _changes in moved)
    cases = [case for _before, case, _changes in moved]
    Case.objects.bulk_update(cases, ["cell", "seat"], batch_size=AT_ONCE)
    last = {
        row["case"]: (row["number"], row["at"])
        for row in CaseStep.objects.filter(case__in=[case.pk for case in cases])
        .order_by()
        .values("case")
        .annotate(number=Max("number"), at=Max("at"))
    }
    CaseStep.objects.bulk_create(
        (
            CaseStep(
                case=case,
                number=last[case.pk][0] + 1,
                at=max(now, last[case.pk][1]),
                kind="followed",
                state=case.state,
                facts=canonical_bytes(changes).decode(),
                is_inner=True,
            )
            for _before, case, changes in moved
        ),
        batch_size=AT_ONCE,
    )
    entries = (
        Entry(
            ASIDE["followed"],
            "case",
            case.pk,
            case.scope_path,
            {"changes": changes, "version": case.version, "part": None},
        )
        for _before, case, changes in moved
    )
    record_all(actor=actor, entries=entries, now=now)


def _roots(paths: Iterable[str]) -> list[str]:
    found: list[str] = []
    for path in sorted(set(paths)):
        if not (found and path.startswith(found[-1])):
            found.append(path)
    return found
