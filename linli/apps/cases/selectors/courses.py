"""Lists narrowed by where cases come from: as rows say it, along an index of its own.

Source: [rule:case-courses].
"""

from django.db.models import Q

from linli.apps.cases.rules.courses import SOURCES, Source


def source_condition(source: Source | None) -> Q:
    """Return the condition "came in by one of the ways of this source"; None asks for any."""
    return Q(channel__among=SOURCES[source]) if source is not None else Q()
