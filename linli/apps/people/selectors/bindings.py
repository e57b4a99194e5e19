"""New numbers that wait for a second person."""

from django.db.models import QuerySet

from linli.apps.accounts.rules import ACCOUNT_ADMINS
from linli.apps.people.models import NumberBinding
from linli.apps.people.rules.bindings import BindingState
from linli.core.access import Actor
from linli.core.errors import NotFound


def waiting_bindings(actor: Actor) -> "QuerySet[NumberBinding]":
    """Return what waits at the places whose accounts this actor looks after, the oldest first."""
    rows = NumberBinding.objects.filter(state=BindingState.WAITING).select_related("person")
    if not actor.is_system:
        rows = rows.under(*actor.paths(ACCOUNT_ADMINS))
    return rows.order_by("checked_at", "pk")


def get_binding(actor: Actor, binding_id: int) -> NumberBinding:
    """Return one that waits there; raises NotFound."""
    found = waiting_bindings(actor).filter(pk=binding_id).first()
    if found is None:
        raise NotFound(binding=binding_id)
    return found


def waits_for(person_id: int) -> NumberBinding | None:
    """Return the new number of somebody that waits for a second person, if one does."""
    return NumberBinding.objects.filter(person=person_id, state=BindingState.WAITING).first()
