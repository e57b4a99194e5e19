"""The monthly bulletin as a PDF, Chinese and English in one document."""

from datetime import datetime

from django.utils.functional import Promise

from linli.apps.cases.rules.counts import Count
from linli.apps.cases.rules.figures import percent
from linli.apps.dashboards.labels import COUNTS, DEFINITIONS, RATES
from linli.apps.dashboards.rules.charts import bars
from linli.apps.dashboards.selectors.overview import Overview
from linli.kit.typeset import typeset, worded


def bulletin_pdf(found: Overview, *, now: datetime) -> bytes:
    """Return the bulletin of a period as PDF/A; every figure stands beside its counts."""
    return typeset("case_bulletin/bulletin.typ", bulletin_data(found), now=now)


def bulletin_data(found: Overview) -> dict[str, object]:
    """Return what the template reads."""
    return {
        "place": found.place.name,
        "code": found.place.code,
        "first": found.period.first.isoformat(),
        "last": found.period.last.isoformat(),
        "counts": [
            {**_both(COUNTS[name]), "number": found.totals[name]}
            for name in (Count.REPORTED, Count.FILED, Count.SHOULD_CLOSE, Count.ENDED)
        ],
        "rates": [
            {
                **_both(RATES[name]),
                "definition_zh": worded(DEFINITIONS[name], "zh-hans"),
                "definition_en": worded(DEFINITIONS[name], "en"),
                "part": one.part,
                "whole": one.whole,
                "left_out": one.left_out,
                "share": percent(one) if one.is_shown else "",
                "low": round(one.interval[0] * 100, 1),
                "high": round(one.interval[1] * 100, 1),
            }
            for name, one in found.rates()
        ],
        "outcomes": [
            {**_both(COUNTS[name]), "number": number} for name, number in found.outcomes()
        ],
        "categories": [
            {
                "zh": row.name_zh,
                "en": row.name_en,
                "reported": counts[Count.REPORTED],
                "due": counts[Count.SHOULD_CLOSE],
                "in_time": counts[Count.CLOSED_IN_TIME],
            }
            for row, counts in found.categories
        ],
        "below": [
            {
                "name": place.name,
                "reported": counts[Count.REPORTED],
                "due": counts[Count.SHOULD_CLOSE],
                "in_time": counts[Count.CLOSED_IN_TIME],
            }
            for place, counts in found.below
        ],
        "open": found.standing.open,
        "overdue": found.standing.overdue,
        "hung_up": found.standing.hung_up,
        "chart": chart_svg(found),
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


def _both(label: Promise) -> dict[str, str]:
    return {"zh": worded(label, "zh-hans"), "en": worded(label, "en")}
