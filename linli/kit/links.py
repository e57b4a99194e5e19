"""Ways from a page of one application to pages of higher ones, which it does not know.

An application names, on its AppConfig, a function for each page it adds ways to:

    class PeopleConfig(AppConfig):
        links = {"places:unit": "linli.apps.people.views.links.of_unit"}

    def of_unit(actor: Actor, code: str) -> Iterator[Link]:
        if can_list_people(actor):
            yield Link(_("People"), reverse("people:unit", kwargs={"unit_code": code}), "people")

The page shows them with `{% page_links "places:unit" unit.code as links %}`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from linli.core.access import Actor


@dataclass(frozen=True, slots=True)
class Link:
    """One way on: what is there, its address, an icon of the set."""

    label: "str | Promise"
    address: str
    icon: str = "arrow-right"


def links_on(page: str, actor: Actor, code: str) -> Iterator[Link]:
    """Yield the ways from a page about the object with this code, as far as they are open."""
    for config in apps.get_app_configs():
        dotted = getattr(config, "links", {}).get(page)
        if dotted:
            yield from import_string(dotted)(actor, code)
