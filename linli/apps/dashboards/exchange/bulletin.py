"""The monthly bulletin as a PDF, Chinese and English in one document."""

from collections import Counter
from datetime import datetime

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import override

from linli.apps.cases.rules.call_counts import CallCount
from linli.apps.cases.rules.counts import Count, RateName, rate
from linli.apps.cases.rules.figures import Rate, percent
from linli.apps.dashboards.labels import (
    CALL_COUNTS,
    CALL_DEFINITIONS,
    CALL_NOTE,
    CALL_RATES,
    COUNTS,
    DEFINITIONS,
    FEW_TABLES,
    MIX_NOTE,
    NOTES,
    RATES,
    noted,
)
from linli.apps.dashboards.rules.charts import bars
from linli.apps.dashboards.rules.mix import expected_percent, tenths
from linli.apps.dashboards.selectors.overview import Overview
from linli.kit.days import local_day
from linli.kit.typeset import typeset, worded


def bulletin_pdf(found: Overview, *, now: datetime) -> bytes:
    """Return the bulletin of a period as PDF/A; every figure stands beside its counts."""
    return typeset("case_bulletin/bulletin.typ", bulletin_data(found, now=now), now=now)


def bulletin_data(found: Overview, *, now: datetime) -> dict[str, object]:
    """Return what the template reads."""
    return {
        "counted": f"{localtime(now):%Y-%m-%d %H:%M}",
        "is_over": found.period.is_over(local_day(now)),
        "has_tables": found.has_tables,
        "few": _noted(FEW_TABLES),
        "notes": [_noted(note) for note in NOTES.values()],
        "place": found.place.name,
        "code": found.place.code,
        "first": found.period.first.isoformat(),
        "last": found.period.last.isoformat(),
        "counts": [
            {**_both(COUNTS[name]), "number": found.totals[name]}
            for name in (
                Count.REPORTED,
                Count.REPEATED,
                Count.FILED,
                Count.SHOULD_CLOSE,
                Count.ENDED,
            )
        ],
        "rates": [_rate(RATES[name], DEFINITIONS[name], one) for name, one in found.rates()],
        "outcomes": [
            {**_both(COUNTS[name]), "number": number} for name, number in found.outcomes()
        ],
        "left_out": [
            {**_both(COUNTS[name]), "number": found.totals[name]}
            for name in (
                Count.LEFT_OUT,
                Count.EXCLUDED,
                Count.DELAYED,
                Count.PAUSED,
                Count.HUNG_UP,
                Count.ASSISTED,
                Count.SILENT,
                Count.UNREACHED,
                Count.OUT_OF_REACH,
            )
        ],
        "by_month": found.stretches[0][0].days > 1,
        "stretches": [
            {
                "label": part.label,
                "reported": counts[Count.REPORTED],
                "ended": counts[Count.ENDED],
            }
            for part, counts in found.stretches
        ],
        "categories": [
            {
                "zh": row.name_zh,
                "en": row.name_en,
                "reported": counts[Count.REPORTED],
                "due": counts[Count.SHOULD_CLOSE],
                "in_time": counts[Count.CLOSED_IN_TIME],
                **_share(rate(RateName.CLOSED_IN_TIME, counts)),
            }
            for row, counts in found.categories
        ],
        "below": [_line(place.name, place.code, counts) for place, counts in found.below],
        "mix_note": _noted(MIX_NOTE),
        "mixes": [
            {
                "name": place.name,
                "code": place.code,
                **_share(mix.observed),
                "expected": tenths(mix),
                "expected_share": expected_percent(mix),
            }
            for place, mix in found.mixes
        ],
        "cells": [_line(cell.name, cell.code, counts) for cell, counts in found.cells],
        "calls": _called(found),
        "open": found.standing.open,
        "overdue": found.standing.overdue,
        "paused": found.standing.paused,
        "hung_up": found.standing.hung_up,
        "chart": chart_svg(found),
    }


def _rate(label: Promise, definition: Promise, one: Rate) -> dict[str, object]:
    return {
        **_both(label),
        "definition_zh": worded(definition, "zh-hans"),
        "definition_en": worded(definition, "en"),
        **_share(one),
        "left_out": one.left_out,
        "aside": f"{one.aside.paused} / {one.aside.hung_up}" if one.aside else "",
    }


def _share(one: Rate) -> dict[str, object]:
    return {
        "part": one.part,
        "whole": one.whole,
        "share": percent(one) if one.is_shown else "",
        "low": f"{100 * one.interval[0]:.1f}",
        "high": f"{100 * one.interval[1]:.1f}",
    }


def _called(found: Overview) -> dict[str, object]:
    called = found.called
    return {
        "note": _noted(CALL_NOTE),
        "counts": [
            {**_both(label), "number": called.totals[name]} for name, label in CALL_COUNTS.items()
        ],
        "rates": [_rate(CALL_RATES[name], CALL_DEFINITIONS[name], one)
                  for name, one in called.rates()],
        "bodies": [
            {
                "name": body.name,
                "sent": body.counts[CallCount.SENT],
                "due": body.counts[CallCount.DUE],
                "in_time": body.counts[CallCount.ARRIVED_IN_TIME],
                "refused": body.counts[CallCount.REFUSED],
                "stands": body.counts[CallCount.STANDS],
                "overruled": body.counts[CallCount.OVERRULED],
                "result_due": body.counts[CallCount.RESULT_DUE],
                "result_in_time": body.counts[CallCount.RESULT_IN_TIME],
            }
            for body in (called.bodies if called.has_table else ())
        ],
    }  # fmt: skip


def _line(name: str, code: str, counts: Counter[str]) -> dict[str, object]:
    return {
        "name": name,
        "code": code,
        "reported": counts[Count.REPORTED],
        "due": counts[Count.SHOULD_CLOSE],
        "in_time": counts[Count.CLOSED_IN_TIME],
    }


def chart_svg(found: Overview) -> str:
    """Return the chart of reports and endings as a picture that needs no style sheet."""
    labels = [part.label for part, _counts in found.stretches]
    series = [
        [counts[name] for _part, counts in found.stretches]
        for name in (Count.REPORTED, Count.ENDED)
    ]
    drawn = bars(labels, series)
    fills = ("#1d5b79", "#ffffff")
    marks = "".join(
        f'<rect x="{bar.x}" y="{bar.y}" width="{bar.width}" height="{bar.height}" '
        f'fill="{fills[bar.series]}" stroke="#1d5b79"/>'
        for bar in drawn.bars
    )
    texts = "".join(
        f'<text x="{tick.at}" y="{drawn.floor + 16}" font-size="11" text-anchor="middle">'
        f"{tick.label}</text>"
        for tick in drawn.columns
    ) + "".join(
        f'<text x="{drawn.left - 6}" y="{tick.at + 4}" font-size="11" text-anchor="end">'
        f'{tick.label}</text><path d="M{drawn.left} {tick.at}H{drawn.width}" stroke="#dddddd"/>'
        for tick in drawn.levels
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {drawn.width} {drawn.height}" '
        f'font-family="Noto Sans SC">{texts}{marks}</svg>'
    )


def _noted(text: Promise) -> dict[str, str]:
    found = {}
    for language, key in (("zh-hans", "zh"), ("en", "en")):
        with override(language):
            found[key] = noted(text)
    return found


def _both(label: Promise) -> dict[str, str]:
    return {"zh": worded(label, "zh-hans"), "en": worded(label, "en")}
