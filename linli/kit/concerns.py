"""What concerns somebody now: each application answers with cards for the home page.

An application names its function on its AppConfig, and the home page asks all of them:

    class PlacesConfig(AppConfig):
        concerns = "linli.apps.places.views.concerns"

    def concerns(actor: Actor, now: datetime) -> Iterator[Card]:
        if actor.roles & REGISTER_WRITERS:
            yield Card(title=_("Dwellings without an area"), figure=12, of=412, kind="warn",
                       icon="house", address=reverse("places:…"), more=_("Complete them"))

Figures are counted at this moment; each leads to the list it counts. A function yields nothing
for somebody whom it does not concern, and costs that person no query.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from linli.core.access import Actor

Text = str | Promise
SEVERITY = {"danger": 0, "warn": 1, "info": 2, "ok": 3, "muted": 4}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a card: a label that leads somewhere, and its figure or word."""

    label: Text
    value: "int | Text" = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One matter: what it is, how many of what, how urgent (a kind of mark), where it is done."""

    title: Text
    icon: str = "circle"
    figure: int | None = None
    of: int | None = None
    unit: Text = ""
    text: Text = ""
    kind: str = "info"
    address: str = ""
    more: Text = ""
    lines: tuple[Line, ...] = ()
    order: int = 100


def cards(actor: Actor, now: datetime) -> list[Card]:
    """Return the cards of all applications, the most urgent first."""
    found = [card for ask in _sources() for card in ask(actor, now)]
    return sorted(found, key=lambda card: (SEVERITY[card.kind], card.order))


def _sources() -> Iterator[Callable[[Actor, datetime], Iterable[Card]]]:
    for config in apps.get_app_configs():
        dotted = getattr(config, "concerns", "")
        if dotted:
            yield import_string(dotted)
