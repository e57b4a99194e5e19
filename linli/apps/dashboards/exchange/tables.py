"""The figures of a page as rows of a table."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from linli.apps.cases.rules.figures import percent
from linli.apps.dashboards.labels import COUNTS, RATES
from linli.apps.dashboards.selectors.overview import SHOWN_BELOW, Overview


def rows(found: Overview) -> Iterator[Sequence[object]]:
    """Yield the heading and every figure with its counts, in the reader's language."""
    yield (_("Section"), _("Figure"), _("Number"), _("Of"), _("Not counted"), _("Share"),
           _("From"), _("To"))  # fmt: skip
    days = (found.period.first.isoformat(), found.period.last.isoformat())
    for name, count in COUNTS.items():
        yield (_("Counts"), count, found.totals[name], "", "", "", *days)
    for rate_name, one in found.rates():
        share = percent(one) if one.is_shown else _("too few")
        yield (_("Indicators"), RATES[rate_name], one.part, one.whole, one.left_out, share, *days)
    for category, counts in found.categories:
        label = f"{category.name_zh} / {category.name_en}"
        for name in SHOWN_BELOW:
            yield (label, COUNTS[name], counts[name], "", "", "", *days)
    for place, counts in found.below:
        for name in SHOWN_BELOW:
            yield (f"{place.name} {place.code}", COUNTS[name], counts[name], "", "", "", *days)
    for cell, counts in found.cells:
        for name in SHOWN_BELOW:
            yield (f"{cell.name} {cell.code}", COUNTS[name], counts[name], "", "", "", *days)
