"""The indexes of lists of cases: a list walks one of them, however many cases there are."""

from django.db import models
from django.db.models import Q

from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Level

OPEN_STATES = sorted(state for state in CaseState if state != CaseState.CLOSED)
# With a body that leads; the dispatch board shows them together, by due time.
UNDER_WAY = (CaseState.DISPATCHED, CaseState.HANDLING)
HURRIED = (Level.DANGER, Level.URGENT)
IS_OPEN = Q(state__in=OPEN_STATES)
# A few of what is open: among a category they have an index of their own.
RARE_STATES = sorted((CaseState.APPEALED, CaseState.ARBITRATION, CaseState.EXCLUSION_PROPOSED))
_LEVELS = ("county", "township", "community", "cell")
_NEWEST = ("-reported_at", "-id")


def list_indexes() -> list[models.Index]:
    """Return the indexes of lists: one equality on a copied place, then the order of the list.

    "Closed" is most of all cases and needs the full index; what is open is a few in a hundred, so
    lists of open work have partial ones, which stay small for ever.
    """
    oldest, soonest = ("reported_at", "id"), ("due_at", "id")
    partial = {
        # Residents come in by several ways: which of what is open is theirs is read here.
        "open": (("county", "township", "community"), (*_NEWEST, "channel"), IS_OPEN),
        "due": (("county", "township", "lead"), soonest,
                Q(state__in=UNDER_WAY, due_at__isnull=False)),
        "hurry": (("township", "community"), oldest,
                  Q(state=CaseState.REPORTED, level__in=HURRIED)),
        # What the list is narrowed by stands in the index: few rows are read to be passed over.
        "late": (_LEVELS, (*soonest, "category", "lead", "state", "reported_at"),
                 Q(is_overdue=True)),
        "danger": (("county", "township"), oldest, IS_OPEN & Q(level=Level.DANGER)),
        "again": (("county", "township"), oldest, IS_OPEN & Q(reopened__gt=0)),
        "back": (("county", "township"), oldest, IS_OPEN & Q(returned__gt=0)),
        "call": (("township", "community"), soonest, Q(is_to_call=True)),
        "placed": (("county", "township"), oldest, IS_OPEN & Q(wanted_place__isnull=False)),
    }  # fmt: skip
    return [
        models.Index(fields=[level, *order], name=f"cases_{name}_{level}", condition=condition)
        for name, (levels, order, condition) in partial.items()
        for level in levels
    ]


def facet_indexes() -> list[models.Index]:
    """Return the indexes of lists by category, body or way in: place, that, and the order.

    What is open and what is closed are apart, so that of an act in between only a small index
    hears. Behind the order stands what such a list is narrowed by further. A body of a county
    leads nowhere else: its closed cases are those of `cases_lead`.
    """
    closed = Q(state=CaseState.CLOSED)
    rare = Q(state__in=RARE_STATES)
    facets = {
        "kind_open": (_LEVELS, ("category",), ("state", "lead"), IS_OPEN),
        "kind_done": (_LEVELS, ("category",), ("lead",), closed),
        "kind_rare": (_LEVELS, ("category", "state"), (), rare),
        "body_open": (_LEVELS, ("lead",), ("state", "category"), IS_OPEN),
        "body_done": (_LEVELS[1:], ("lead",), ("category",), closed),
        "from_open": (_LEVELS, ("channel",), ("state",), IS_OPEN),
        "from_done": (_LEVELS, ("channel",), (), closed),
    }
    return [
        models.Index(
            fields=[level, *facet, *_NEWEST, *more],
            name=f"cases_{name}_{level}",
            condition=condition,
        )
        for name, (levels, facet, more, condition) in facets.items()
        for level in levels
    ] + [
        models.Index(fields=["cell", "state", *_NEWEST], name="cases_cell"),
        models.Index(fields=["cell", *_NEWEST], name="cases_open_cell", condition=IS_OPEN),
    ]
