"""The figures of a page as rows of a table: the same numbers, and a mark behind them."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from linli.apps.cases.labels import STATES
from linli.apps.cases.rules.counts import Count, RateName, rate
from linli.apps.cases.rules.figures import Rate, percent
from linli.apps.cases.rules.flow import CaseState
from linli.apps.dashboards.labels import (
    CALL_COUNTS,
    CALL_NOTE,
    CALL_RATES,
    COUNTS,
    EXPECTED,
    FEW_TABLES,
    MIX_NOTE,
    NOTES,
    RATES,
    noted,
)
from linli.apps.dashboards.rules.mix import expected_percent, tenths
from linli.apps.dashboards.selectors.called import call_rates
from linli.apps.dashboards.selectors.overview import SHOWN_BELOW, Overview
from linli.kit.sheets.cells import REMARK

WIDTHS = (28, 34, 10, 10, 12, 12, 12, 12, 12, 12, 12, 12)
Row = Sequence[object]
_NO_RATE = ("",) * 7  # of, not counted, paused, hung up, share, interval


def watermark(found: Overview, *, who: str, at: datetime) -> str:
    """Return who took which figures out, and when they were counted."""
    return _(
        "Figures of %(place)s %(code)s for %(first)s to %(last)s, counted on %(at)s, taken out by "
        "%(who)s. For the work, not for publication: small numbers are not hidden here."
    ) % {
        "place": found.place.name,
        "code": found.place.code,
        "first": found.period.first.isoformat(),
        "last": found.period.last.isoformat(),
        "at": f"{at:%Y-%m-%d %H:%M}",
        "who": who,
    }


def rows(found: Overview, mark: str) -> Iterator[Row]:
    """Yield the heading, every figure of the page with its counts, the notes and the mark."""
    yield (_("Section"), _("Figure"), _("Number"), _("Of"), _("Not counted"), _("Paused now"),
           _("Hung up now"), _("Share"), _("95 % interval from"), _("95 % interval to"),
           _("From"), _("To"))  # fmt: skip
    days = (found.period.first.isoformat(), found.period.last.isoformat())
    for name, count in COUNTS.items():
        yield (_("Counts"), count, found.totals[name], *_NO_RATE, *days)
    yield from _rates(found, days)
    yield from _standing(found)
    for part, counts in found.stretches:
        stretch = (part.first.isoformat(), part.last.isoformat())
        for name in (Count.REPORTED, Count.ENDED):
            label = COUNTS[name]
            yield (_("Day or month"), label, counts[name], *_NO_RATE, *stretch)
    yield from _tables(found, days)
    yield from _mixes(found, days)
    yield from _called(found, days)
    if not found.has_tables:
        yield [f"{REMARK} {noted(FEW_TABLES)}"]
    for note in (*NOTES.values(), MIX_NOTE, CALL_NOTE):
        yield [f"{REMARK} {noted(note)}"]
    yield [f"{REMARK} {mark}"]


def _mixes(found: Overview, days: tuple[str, str]) -> Iterator[Row]:
    label = RATES[RateName.CLOSED_IN_TIME]
    for category, counts in found.categories:
        section = f"{category.name_zh} / {category.name_en}"
        yield _rate(section, label, rate(RateName.CLOSED_IN_TIME, counts), days)
    for place, mix in found.mixes:
        section = f"{place.name} {place.code}"
        yield _rate(section, label, mix.observed, days)
        share = expected_percent(mix) or _("too few")
        yield (section, EXPECTED, tenths(mix), mix.observed.whole, "", "", "", share, "", "", *days)


def _called(found: Overview, days: tuple[str, str]) -> Iterator[Row]:
    called, section = found.called, str(_("Calls to departments"))
    bodies = called.bodies if called.has_table else []
    sides = [(section, called.totals), *((f"{section}: {one.name}", one.counts) for one in bodies)]
    for label, counts in sides:
        for one_count, called_label in CALL_COUNTS.items():
            yield (label, called_label, counts[one_count], *_NO_RATE, *days)
        for name, one in call_rates(counts):
            yield _rate(label, CALL_RATES[name], one, days)


def _rates(found: Overview, days: tuple[str, str]) -> Iterator[Row]:
    for name, one in found.rates():
        yield _rate(_("Indicators"), RATES[name], one, days)


def _rate(section: str, label: object, one: Rate, days: tuple[str, str]) -> Row:
    if one.is_shown:
        shown = (percent(one), *(f"{100 * end:.1f} %" for end in one.interval))
    else:
        shown = (_("too few"), "", "")
    aside = one.aside or ("", "")
    return (section, label, one.part, one.whole, one.left_out, *aside, *shown, *days)


def _standing(found: Overview) -> Iterator[Row]:
    """Yield how it stands at the moment of counting, which is no matter of the period."""
    now, standing = _("As it stands now"), found.standing
    numbers: list[tuple[object, int]] = [
        (STATES[state], standing.by_state[state])
        for state in CaseState
        if state != CaseState.CLOSED
    ]
    numbers += [
        (_("Open in all"), standing.open),
        (_("Of these over time"), standing.overdue),
        (_("Paused with a reason"), standing.paused),
        (_("Hung up with a reason"), standing.hung_up),
    ]
    for label, number in numbers:
        yield (now, label, number, *_NO_RATE, "", "")


def _tables(found: Overview, days: tuple[str, str]) -> Iterator[Row]:
    for category, counts in found.categories:
        for name in SHOWN_BELOW:
            label = f"{category.name_zh} / {category.name_en}"
            yield (label, COUNTS[name], counts[name], *_NO_RATE, *days)
    for place, counts in found.below:
        for name in SHOWN_BELOW:
            label = f"{place.name} {place.code}"
            yield (label, COUNTS[name], counts[name], *_NO_RATE, *days)
    for cell, counts in found.cells:
        label = f"{cell.name} {cell.code}"
        for name in SHOWN_BELOW:
            yield (label, COUNTS[name], counts[name], *_NO_RATE, *days)
        yield (label, _("Open now"), counts["OPEN_NOW"], *_NO_RATE, "", "")
