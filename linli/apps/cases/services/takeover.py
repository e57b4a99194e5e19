"""Taking over the closed cases of an earlier system, many at once."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import models, transaction

from linli.apps.accounts.rules import Role
from linli.apps.audit.services import Entry, record_all
from linli.apps.cases.models import Case, CaseStep, Task
from linli.apps.cases.rules.counts import CaseFacts
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.rules.takeover import OldCase, Told, told
from linli.apps.cases.rules.tasks import TaskKind, TaskState
from linli.apps.cases.selectors.figures import facts_of
from linli.apps.cases.services.copies import copies_of
from linli.apps.cases.services.figures import note_changes
from linli.apps.cases.services.recording import columns_of
from linli.core.access import Actor, by_role, require
from linli.kit.bulk import batches, insert_rows

AT_ONCE = 2_000


@transaction.atomic
def take_over_cases(*, actor: Actor, cases: Iterable[OldCase], now: datetime) -> int:
    """Take over closed cases with their thread, figures and trail (历史案卷迁入); return how many.

    All or none. Raises NotAllowed where the actor does not administer the district,
    OldCaseUnclear, IllegalTransition; a number that exists already is refused by the database.
    Source: [rule:case-takeover].
    """
    count = 0
    for batch in batches(cases, AT_ONCE):
        for path in {old.scope_path for old in batch}:
            require(by_role(actor, {Role.DISTRICT_ADMIN}, path))
        pairs = [(old, told(old)) for old in batch]
        rows = [_case(old, how) for old, how in pairs]
        _insert(Case, rows)
        _insert(CaseStep, _steps(pairs, rows))
        _insert(Task, _tasks(pairs, rows))
        note_changes(_facts(rows))
        record_all(actor=actor, entries=[_entry(row) for row in rows], now=now)
        count += len(rows)
    return count


def _case(old: OldCase, how: Told) -> Case:
    return Case(
        number=old.number,
        state=how.state,
        version=len(old.acts),
        category_id=old.category_id,
        level=old.level,
        channel=old.channel,
        text=old.text,
        place_id=old.place_id,
        scope_path=old.scope_path,
        county_id=old.county_id,
        township_id=old.township_id,
        community_id=old.community_id,
        cell_id=old.cell_id,
        disclosure=Disclosure.ANONYMOUS,
        lead_id=old.lead_id,
        returned=how.returned,
        failed_checks=how.failed_checks,
        reopened=how.reopened,
        take_due_at=old.take_due_at,
        taken_at=how.taken_at,
        handle_due_at=old.handle_due_at,
        handled_at=how.handled_at,
        was_delayed=old.was_delayed,
        contact_due_at=old.contact_due_at,
        contacted_at=old.contacted_at,
        contact_way=old.contact_way,
        contact_tries=old.contact_tries,
        is_repeat=old.is_repeat,
        outcome=how.outcome,
        confirmation=how.confirmation,
        rating=old.rating,
        reported_at=old.reported_at,
        local_day=old.local_day,
        opened_at=how.opened_at,
        closed_at=how.closed_at,
        rated_at=old.rated_at,
    )


def _steps(pairs: Sequence[tuple[OldCase, Told]], rows: Sequence[Case]) -> Iterator[CaseStep]:
    for (old, how), case in zip(pairs, rows, strict=True):
        yield CaseStep(
            case=case, number=1, at=old.reported_at, kind="reported", state=how.states[0]
        )
        for number, (act, state) in enumerate(zip(old.acts, how.states[1:], strict=True), 2):
            yield CaseStep(
                case=case,
                number=number,
                at=act.at,
                kind=act.action.lower(),
                action=act.action,
                state=state,
                text=act.text,
            )


def _tasks(pairs: Sequence[tuple[OldCase, Told]], rows: Sequence[Case]) -> Iterator[Task]:
    for (old, how), case in zip(pairs, rows, strict=True):
        if how.taken_at is None or old.lead_id is None or old.lead_seat_id is None:
            continue
        yield Task(
            case=case,
            kind=TaskKind.LEAD,
            state=TaskState.DONE,
            body_id=old.lead_id,
            seat_id=old.lead_seat_id,
            scope_path=old.scope_path,
            due_at=old.handle_due_at,
            sent_at=how.opened_at or old.reported_at,
            taken_at=how.taken_at,
            ended_at=how.handled_at or how.closed_at,
            **copies_of(case, Task),
        )


def _facts(rows: Iterable[Case]) -> Iterator[tuple[CaseFacts | None, CaseFacts | None]]:
    return ((None, facts_of(row)) for row in rows)


def _entry(case: Case) -> Entry:
    facts = {"changes": columns_of(case), "version": case.version, "part": None}
    return Entry("case.taken_over", "case", case.pk, case.scope_path, facts)


def _insert(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    fields = [
        field
        for field in model._meta.concrete_fields
        if not (field.primary_key and isinstance(field, models.AutoField))
    ]
    insert_rows(
        model,
        [str(field.column) for field in fields],
        ([_stored(row, field) for field in fields] for row in rows),
    )


def _stored(row: models.Model, field: "models.Field[Any, Any]") -> Any:
    value = field.pre_save(row, add=True)
    return field.get_prep_value(value)
