"""What everybody may read, for programs and spreadsheets: the numbers of the public page."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from linli.apps.cases.rules.figures import PublicRate
from linli.apps.dashboards.labels import (
    CALL_COUNTS,
    CALL_DEFINITIONS,
    CALL_NOTE,
    CALL_RATES,
    COUNTS,
    DEFINITIONS,
    NOTES,
    PUBLIC_NOTES,
    PUBLIC_RULE,
    RATES,
    noted,
)
from linli.apps.dashboards.selectors.published import PUBLIC_CALLS, PublicFigures
from linli.kit.sheets.cells import REMARK

Row = Sequence[object]


def public_rows(found: PublicFigures) -> Iterator[Row]:
    """Yield a heading and a row for each figure; an empty number is one below five."""
    yield (_("Place code"), _("Place"), _("From"), _("To"), _("Section"), _("Code"), _("Figure"),
           _("Number"), _("Of"), _("Not counted"), _("Paused now"),
           _("Hung up now"), _("Share in per cent"),
           _("The share is a bound"), _("95 % interval from"), _("95 % interval to"))  # fmt: skip
    days = (found.period.first.isoformat(), found.period.last.isoformat())
    at = (found.place.code, found.place.name, *days)
    rest: Row = ("",) * 8
    section = _("Reported, by category")
    for category, number in found.categories:
        label = f"{category.name_zh} / {category.name_en}"
        yield (*at, section, category.code, label, number, *rest)
    other = _("All other categories together")
    yield (*at, section, "", other, _blank(found.other), *rest)
    for name, count in found.outcomes:
        yield (*at, _("How cases ended"), name, COUNTS[name], _blank(count), *rest)
    for rate, one in found.rates:
        yield (*at, _("Indicators"), rate, RATES[rate], *_shown(one))
    yield from _called_rows(found, at)
    for note in (
        str(PUBLIC_RULE),
        noted(CALL_NOTE),
        *(noted(NOTES[name]) for name in PUBLIC_NOTES),
    ):
        yield [f"{REMARK} {note}"]


def _called_rows(found: PublicFigures, at: Row) -> Iterator[Row]:
    called, section = found.called, _("Calls to departments")
    rest: Row = ("",) * 8
    for name, count in called.totals:
        yield (*at, section, name, CALL_COUNTS[name], _blank(count), *rest)
    for rate, one in called.rates:
        yield (*at, section, rate, CALL_RATES[rate], *_shown(one))
    for body, numbers in _departments(found):
        for name, count in zip(PUBLIC_CALLS, numbers, strict=True):
            yield (*at, body, name, CALL_COUNTS[name], _blank(count), *rest)


def _departments(found: PublicFigures) -> list[tuple[str, list[int | None]]]:
    other = found.called.other
    rest = [(_("All other departments together"), other)] if other is not None else []
    return [*found.called.bodies, *rest]


def _shown(one: PublicRate) -> Row:
    interval = one.interval or ("", "")
    return (_blank(one.part), one.whole, _blank(one.left_out), *map(_blank, one.aside or ("", "")),
            one.share, one.edge, *interval)  # fmt: skip


def public_document(found: PublicFigures) -> dict[str, Any]:
    """Return the same for programs, with every word in both languages; null is "below five"."""
    return {
        "place": {"code": found.place.code, "name": found.place.name},
        "from": found.period.first.isoformat(),
        "to": found.period.last.isoformat(),
        "rule": _both(PUBLIC_RULE),
        "reported": [
            {
                "category": category.code,
                "name": {"zh": category.name_zh, "en": category.name_en},
                "count": number,
            }
            for category, number in found.categories
        ],
        "reported_other": found.other,
        "ended": [
            {"outcome": name, "name": _both(COUNTS[name]), "count": count}
            for name, count in found.outcomes
        ],
        "indicators": [
            _indicator(name, RATES[name], DEFINITIONS[name], one) for name, one in found.rates
        ],
        "calls": {
            "note": _both(CALL_NOTE),
            "counts": [
                {"count_of": name, "name": _both(CALL_COUNTS[name]), "count": count}
                for name, count in found.called.totals
            ],
            "indicators": [
                _indicator(name, CALL_RATES[name], CALL_DEFINITIONS[name], one)
                for name, one in found.called.rates
            ],
            "departments": [
                {"name": name, **dict(zip(PUBLIC_CALLS, numbers, strict=True))}
                for name, numbers in found.called.bodies
            ],
            "departments_other": (
                dict(zip(PUBLIC_CALLS, found.called.other, strict=True))
                if found.called.other is not None
                else None
            ),
        },
    }


def _indicator(name: str, label: Promise, definition: Promise, one: PublicRate) -> dict[str, Any]:
    return {
        "indicator": name,
        "name": _both(label),
        "definition": _both(definition),
        "part": one.part,
        "whole": one.whole,
        "left_out": one.left_out,
        "paused_now": one.aside[0] if one.aside else None,
        "hung_up_now": one.aside[1] if one.aside else None,
        "share_percent": one.share,
        "bound": one.edge or None,
        "interval_percent": one.interval,
    }


def _blank(number: int | str | None) -> object:
    return "" if number is None else number


def _both(text: Promise) -> dict[str, str]:
    found = {}
    for language, key in (("zh-hans", "zh"), ("en", "en")):
        with override(language):
            found[key] = noted(text)
    return found
