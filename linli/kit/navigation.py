"""The main menu: each application declares its entries in its `apps.py`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.apps import apps
from django.urls import reverse
from django.utils.functional import Promise

from linli.core.access import Actor


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry: a translatable label, a route, an icon of the icon set, and who sees it.

    Entries with the same `section` label stand together under it; the place of a section is
    that of its first entry.
    """

    label: "str | Promise"
    route: str
    icon: str = "circle"
    order: int = 100
    shown: Callable[[Actor], bool] = lambda actor: actor.is_known
    section: "str | Promise" = ""

    @property
    def address(self) -> str:
        """Return the address of the page."""
        return _address(self.route)


@cache
def _address(route: str) -> str:
    # Asked several times on every page; addresses do not depend on language or person.
    return reverse(route)


@cache
def _declared(kind: str) -> tuple[NavItem, ...]:
    found = [item for config in apps.get_app_configs() for item in getattr(config, kind, ())]
    return tuple(sorted(found, key=lambda item: item.order))


@dataclass(slots=True)
class Section:
    """Entries under one label; those of the empty label stand by themselves."""

    label: str
    entries: list[NavItem] = field(default_factory=list)


def navigation(actor: Actor) -> Iterator[NavItem]:
    """Yield the entries this actor sees, in order."""
    return (item for item in _declared("navigation") if item.shown(actor))


def sections(items: Sequence[NavItem]) -> list[Section]:
    """Return the entries grouped by section, each section where its first entry stands."""
    found: dict[str, Section] = {}
    known: dict[int, Section] = {}  # by what says the label, which is translated once
    for item in items:
        section = known.get(id(item.section))
        if section is None:
            label = str(item.section)
            section = known[id(item.section)] = found.setdefault(label, Section(label))
        section.entries.append(item)
    return list(found.values())


def current_entry(items: Sequence[NavItem], path: str) -> str:
    """Return the address of the entry that `path` belongs to: the longest that leads it, or ""."""
    leading = [item.address for item in items if path.startswith(item.address)]
    return max((one for one in leading if one != "/" or path == "/"), key=len, default="")


def account_entries(actor: Actor) -> list[NavItem]:
    """Return the entries of the sheet behind one's own name (`account_menu` of the apps)."""
    return [item for item in _declared("account_menu") if item.shown(actor)]
