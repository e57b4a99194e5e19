"""What is planned for a place."""

from django.db.models import Q

from linli.apps.places.models import Place, PlannedChange
from linli.apps.places.rules.plans import PlanOutcome
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.prepared import Prepared, hole


def plans_of(place: Place) -> list[PlannedChange]:
    """Return the changes planned for a place, and those that could not be made, by their day."""
    return _PLANNED.objects(place=place.pk)


_PLANNED = Prepared(
    lambda: PlannedChange.objects.filter(
        Q(outcome=None) | Q(outcome=PlanOutcome.REFUSED), place=hole("place", Place, "id")
    ).order_by("effective_date", "pk")
)


def get_plan(actor: Actor, plan_id: int) -> PlannedChange:
    """Return a planned change of a place this actor sees; raises NotFound."""
    visible = Place.objects.visible_to(actor)
    found = PlannedChange.objects.filter(pk=plan_id, place__in=visible)
    plan = found.select_related("place").first()
    if plan is None:
        raise NotFound(kind="plan")
    return plan
