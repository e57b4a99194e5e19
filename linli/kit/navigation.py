"""The main menu: each application declares its entries in its `apps.py`."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.apps import apps
from django.utils.functional import Promise

from linli.core.access import Actor


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry: a translatable label, a route, an icon of the icon set, and who sees it."""

    label: "str | Promise"
    route: str
    icon: str = "circle"
    order: int = 100
    shown: Callable[[Actor], bool] = lambda actor: actor.is_known


def navigation(actor: Actor) -> Iterator[NavItem]:
    """Yield the entries this actor sees, in order."""
    items = [
        item for config in apps.get_app_configs() for item in getattr(config, "navigation", ())
    ]
    for item in sorted(items, key=lambda item: item.order):
        if item.shown(actor):
            yield item
