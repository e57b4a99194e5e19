"""Ways to the people of a place and of a unit, from the pages of places."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.apps.people.permissions import can_list_people
from linli.core.access import Actor
from linli.kit.links import Link


def of_unit(actor: Actor, code: str) -> Iterator[Link]:
    """Yield the way to owners, tenants and households of a unit, for staff of the register."""
    if can_list_people(actor):
        address = reverse("people:unit", kwargs={"unit_code": code})
        yield Link(_("People of the dwelling"), address, "people")


def of_place(actor: Actor, code: str) -> Iterator[Link]:
    """Yield the way to the register of a place, for its staff."""
    if can_list_people(actor):
        yield Link(_("Register of people"), f"{reverse('people:register')}?place={code}", "people")
