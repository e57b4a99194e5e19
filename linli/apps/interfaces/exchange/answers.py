"""Rows as a program reads them: from selectors to the shapes of the interface."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import orjson
from django.utils.translation import get_language

from linli.apps.cases.rules.courses import Direction, Lying, Seated, direction_of, origin_of
from linli.apps.cases.rules.figures import ROUNDED_TO
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Channel
from linli.apps.cases.rules.words import is_among_colleagues
from linli.apps.cases.selectors.feeds import Feed, FeedRow, cursor_text
from linli.apps.cases.selectors.offered import Tile
from linli.apps.dashboards.labels import COUNTS, RATES
from linli.apps.dashboards.selectors.published import PublicFigures
from linli.apps.interfaces.exchange.evidence import (
    Addresses,
    photo_answer,
    video_answer,
    voice_answer,
)
from linli.apps.interfaces.selectors.calls import CallingKey
from linli.apps.interfaces.selectors.files import CaseFile
from linli.apps.notices.rules.webhooks import kinds_of
from linli.apps.places.selectors.search import FoundPlace
from linli.apps.places.selectors.trees import PlaceOn

if TYPE_CHECKING:
    from linli.apps.cases.models import Case, CaseStep, Delay, Task
    from linli.apps.cases.selectors.checklists import Line
    from linli.apps.notices.models import Webhook
    from linli.apps.organisations.models import Body
    from linli.apps.places.models import Place

Answer = dict[str, Any]


def is_english() -> bool:
    """Tell whether the caller reads English; names of categories stand in both languages."""
    return get_language() == "en"


def written(answer: Any) -> bytes:
    """Return an answer as JSON; instants carry their zone."""
    return orjson.dumps(answer)


def key_answer(key: CallingKey) -> Answer:
    """Return what a key is and may do."""
    return {
        "name": key.name,
        "purpose": key.purpose,
        "body": {"id": key.body_id, "name": key.body_name},
        "place": {"code": key.place_code, "name": key.place_name},
        "acts": sorted(key.acts),
        "reads_per_minute": key.reads_per_minute,
        "writes_per_minute": key.writes_per_minute,
        "expires_at": key.expires_at,
    }


def case_answer(row: FeedRow, *, english: bool) -> Answer:
    """Return a case of a list."""
    return {
        "number": row.number,
        "state": row.state,
        "outcome": row.outcome,
        "level": row.level,
        "channel": row.channel,
        "origin": origin_of(Channel(row.channel)),
        "direction": _direction(row),
        "version": row.version,
        "category": {
            "code": row.category,
            "name": row.category_en if english else row.category_zh,
        },
        "place": {"code": row.place, "name": row.place_name},
        "community": (
            {"code": row.community, "name": row.community_name} if row.community else None
        ),
        "lead": {"id": row.lead_id, "name": row.lead} if row.lead_id else None,
        "reported_at": row.reported_at,
        "due_at": row.due_at,
        "closed_at": row.closed_at,
        "changed_at": row.changed_at,
        "reopened": row.reopened,
        "returned": row.returned,
    }


def _direction(row: FeedRow) -> Direction | None:
    place, path = row.lead_place_id, row.lead_path
    lead = Seated(place, path) if place is not None and path is not None else None
    lying = Lying(row.path, row.county_id, row.township_id)
    return direction_of(CaseState(row.state), lying, lead)


def feed_answer(found: Feed[FeedRow]) -> Answer:
    """Return a page of cases."""
    english = is_english()
    return {
        "rows": [case_answer(row, english=english) for row in found.rows],
        "next": cursor_text(found.after),
    }


def file_answer(file: CaseFile, addresses: Addresses) -> Answer:
    """Return everything a key reads of a case."""
    return case_answer(file.row, english=is_english()) | {
        "text": file.text,
        "spot": file.spot,
        "unit": file.unit,
        "lon": file.lon,
        "lat": file.lat,
        "disclosure": file.disclosure,
        "exclusion": file.exclusion,
        "exclusion_needed": file.exclusion_needed,
        "exclusion_agreed": file.exclusion_agreed,
        "rating": file.rating,
        "merged_into": file.merged_into,
        "contact_due_at": file.contact_due_at,
        "contacted_at": file.contacted_at,
        "contact_way": file.contact_way,
        "followers": file.followers,
        "actions": [str(action) for action in file.actions],
        "thread": [_step(step) for step in file.steps],
        "tasks": [task_answer(task, file.row.number) for task in file.tasks],
        "delays": [delay_file_answer(delay, file.row.number) for delay in file.delays],
        "photos": [photo_answer(photo, addresses) for photo in file.photos],
        "videos": [video_answer(one, addresses) for one in file.clips if not one.is_voice],
        "voices": [voice_answer(one, addresses) for one in file.clips if one.is_voice],
        "items": [_item(line) for line in file.items],
    }


def _item(line: "Line") -> Answer:
    return {
        "id": line.item_id,
        "action": line.action,
        "text_zh": line.text_zh,
        "text_en": line.text_en,
        "is_gate": line.is_gate,
        "is_ticked": line.is_marked,
    }


def _step(step: "CaseStep") -> Answer:
    return {
        "number": step.number,
        "at": step.at,
        "kind": step.kind,
        "action": step.action,
        "state": step.state,
        "part": step.part,
        "body": {"id": step.body.pk, "name": step.body.name} if step.body else None,
        "text": step.text,
        "is_inner": step.is_inner,
        "is_among_colleagues": step.is_inner or is_among_colleagues(step.kind),
    }


def task_answer(task: "Task", case_number: str = "") -> Answer:
    """Return a task."""
    return {
        "id": task.pk,
        "kind": task.kind,
        "state": task.state,
        "case": case_number or task.case.number,
        "body": {"id": task.body.pk, "name": task.body.name},
        "cell": task.cell.code if task.cell else "",
        "text": task.text,
        "legal_basis": task.legal_basis,
        "basis": task.basis,
        "answer": task.answer,
        "ruling": task.ruling,
        "is_binding": task.is_binding,
        "due_at": task.due_at,
        "sent_at": task.sent_at,
        "taken_at": task.taken_at,
        "ended_at": task.ended_at,
    }


def _instant(at: datetime | None) -> datetime | None:
    """Return an instant as the database gives it back: a repeated answer reads the same."""
    return at.astimezone(UTC) if at is not None else None


def receipt_answer(case: "Case") -> Answer:
    """Return how a case stands after an act."""
    return {
        "number": case.number,
        "state": case.state,
        "outcome": case.outcome,
        "version": case.version,
        "due_at": _instant(case.due_at),
    }


def task_receipt(task: "Task") -> Answer:
    """Return how a task stands after an act."""
    return {"id": task.pk, "case": task.case.number, "state": task.state,
            "due_at": _instant(task.due_at)}  # fmt: skip


def delay_answer(delay: "Delay") -> Answer:
    """Return a request for more time."""
    return {
        "id": delay.pk,
        "kind": delay.kind,
        "state": delay.state,
        "until": _instant(delay.until),
        "decide_by": _instant(delay.decide_by),
        "review_on": delay.review_on,
        "needed": delay.needed,
        "agreed": delay.agreed,
    }


def delay_file_answer(delay: "Delay", case_number: str = "") -> Answer:
    """Return a request for more time with its reasons and what was decided; of people nothing."""
    return delay_answer(delay) | {
        "case": case_number or delay.case.number,
        "task": delay.clock.task_id,
        "reason": delay.reason,
        "text": delay.text,
        "asked_at": delay.asked_at,
        "decided_at": delay.decided_at,
        "decision": delay.decision_text,
        "ended_at": delay.ended_at,
    }


def category_answer(tile: Tile, level: str) -> Answer:
    """Return a category as a reporter may choose it."""
    return {
        "code": tile.code,
        "name": tile.name,
        "icon": tile.icon,
        "is_ours": tile.is_ours,
        "redirect": tile.redirect if not tile.is_ours else "",
        "level": level,
        "disclosures": [str(one) for one in tile.disclosures],
    }


def place_answer(place: PlaceOn) -> Answer:
    """Return a place as it stood on a day."""
    return {
        "code": place.code,
        "name": place.name,
        "kind": str(place.kind),
        "present_code": place.page_code,
        "has_children": place.has_children,
    }


def place_file_answer(place: "Place", standing: PlaceOn, above: list[PlaceOn]) -> Answer:
    """Return a place with its days and those above it."""
    return place_answer(standing) | {
        "valid_from": place.valid_from,
        "valid_to": place.valid_to,
        "above": [{"code": one.code, "name": one.name} for one in above],
    }


def found_answer(found: FoundPlace) -> Answer:
    """Return a place that was found."""
    return place_answer(found.place) | {"above": list(found.above), "is_open": found.is_open}


def body_answer(body: "Body") -> Answer:
    """Return a body with the number on its door."""
    return {
        "id": body.pk,
        "name": body.name,
        "type": body.type,
        "place": {"code": body.place.code, "name": body.place.name},
        "work_phone": body.work_phone,
        "valid_from": body.valid_from,
    }


def figures_answer(found: PublicFigures) -> Answer:
    """Return the published figures of a place, small counts hidden."""
    english = is_english()
    return {
        "place": {"code": found.place.code, "name": found.place.name},
        "period": found.period.code,
        "first": found.period.first,
        "last": found.period.last,
        "categories": [
            {"code": row.code, "name": row.name_en if english else row.name_zh, "count": count}
            for row, count in found.categories
        ],
        "other": found.other,
        "outcomes": [
            {"code": str(name), "name": str(COUNTS[name]), "count": count}
            for name, count in found.outcomes
        ],
        "rates": [
            {
                "code": str(name),
                "name": str(RATES[name]),
                "part": one.part,
                "whole": one.whole,
                "left_out": one.left_out,
                "share": one.share,
                "edge": one.edge or None,
            }
            for name, one in found.rates
        ],
        "rounded_to": ROUNDED_TO,
    }


def subscription_answer(hook: "Webhook") -> Answer:
    """Return a subscription; what stands behind the question mark of its address may be secret."""
    return {
        "id": hook.pk,
        "name": hook.name,
        "address": hook.url.split("?")[0],
        "kinds": sorted(kinds_of(hook.kinds)),
        "created_at": hook.created_at,
        "failing_since": hook.failing_since,
        "ended_at": hook.disabled_at,
    }
