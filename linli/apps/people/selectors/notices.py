"""The privacy notice: written from the declarations of all applications, kept by version."""

import json
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from linli.apps.people.models import NoticeVersion
from linli.apps.people.selectors.handlers import told_handlers
from linli.core.canonical import digest
from linli.core.errors import NotFound
from linli.kit.days import day_start
from linli.kit.personal_data import personal_fields


def notice_content() -> dict[str, Any]:
    """Return what the notice says today: who answers, and what is kept."""
    return {"handlers": told_handlers(), "rows": _rows()}


def _rows() -> list[dict[str, Any]]:
    """Return a row for each kind of data and purpose."""
    rows: dict[tuple[Any, ...], dict[str, Any]] = {}
    for field in personal_fields().values():
        row = asdict(field)
        keep = row.pop("keep")
        for name in ("model", "field", "secret"):
            row.pop(name)
        row |= {"days": keep["days"], "after": keep["after"]}
        rows[tuple(str(value) for value in row.values())] = row
    return [rows[key] for key in sorted(rows)]


def notice_digest() -> str:
    """Return the digest of today's content; another digest is another version."""
    return digest(notice_content()).hex()


def current_notice() -> NoticeVersion | None:
    """Return the notice in force, None before the first was published."""
    return NoticeVersion.objects.order_by("-number").first()


def current_notice_number() -> int:
    """Return the number of the notice in force, 0 before the first was published."""
    current = current_notice()
    return current.number if current else 0


def notice_number_on(day: date) -> int:
    """Return the number of the notice in force at the end of a day, 0 before the first."""
    published = NoticeVersion.objects.filter(published_at__lt=day_start(day + timedelta(days=1)))
    found = published.order_by("-number").first()
    return found.number if found else 0


def get_notice(number: int) -> NoticeVersion:
    """Return one version; raises NotFound."""
    found = NoticeVersion.objects.filter(number=number).first()
    if found is None:
        raise NotFound(number=number)
    return found


def notice_rows(notice: NoticeVersion | None) -> list[dict[str, Any]]:
    """Return the rows of a version, or of today's content where none was published yet."""
    rows: list[dict[str, Any]] = _content(notice)["rows"]
    return rows


def notice_handlers(notice: NoticeVersion | None) -> list[dict[str, str]]:
    """Return who answered for the data under a version; early versions named nobody."""
    handlers: list[dict[str, str]] = _content(notice)["handlers"]
    return handlers


def _content(notice: NoticeVersion | None) -> dict[str, Any]:
    found = json.loads(notice.content) if notice else notice_content()
    # The first versions were rows alone; what was published is never rewritten.
    return {"handlers": [], "rows": found} if isinstance(found, list) else found


def notice_versions() -> list[tuple[int, Any]]:
    """Return the numbers and dates of all versions, the newest first."""
    rows = NoticeVersion.objects.order_by("-number").values_list("number", "published_at")
    return list(rows)
