"""From where to where a case went when its place was put right, in the words of its thread."""

import json
from collections.abc import Iterable

from django.utils.translation import gettext as _

from linli.apps.cases.models import CaseStep
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.places.models import Place

_KINDS = frozenset({"placed", CaseAction.CORRECT_PLACE.lower()})


def place_moves(steps: Iterable[CaseStep]) -> dict[int, str]:
    """Return entry to words, of those entries that put a place right; one query for all."""
    told = {step.pk: json.loads(step.facts) for step in steps if step.kind in _KINDS}
    wanted = {facts.get(name) for facts in told.values() for name in ("from", "to", "wanted")}
    if not wanted:
        return {}
    names = dict(Place.objects.filter(pk__in=wanted - {None}).values_list("pk", "name"))
    return {pk: _words(facts, names) for pk, facts in told.items()}


def _words(facts: dict[str, int], names: dict[int, str]) -> str:
    before, after, wanted = (names.get(facts.get(one, 0)) for one in ("from", "to", "wanted"))
    if before is None or after is None:  # the facts were erased with the period
        return ""
    if wanted is not None:
        return _("%(before)s → %(after)s, which decides; said to lie at %(wanted)s") % {
            "before": before, "after": after, "wanted": wanted
        }  # fmt: skip
    return _("%(before)s → %(after)s") % {"before": before, "after": after}
