"""Layers of the building picture: what other applications colour its doors by.

A layer answers, for the units of one building, with a mark each. A mark never speaks by colour
alone: its tone has a pattern and a border of its own, it has a short sign in the cell and a label
in the legend.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linli.core.access import Actor

KINDS_APART = ("first", "second", "third", "fourth")
"""Tones that only tell one kind from the next: none of them is good or bad."""
TONES = ("ok", "warn", "danger", "info", "muted", "plain", *KINDS_APART)


@dataclass(frozen=True, slots=True)
class Mark:
    """How one door is shown: a tone of TONES, a short sign, and the words for both.

    `sign` and `label` may be lazily translated text.
    """

    tone: str
    sign: object
    label: object

    def __post_init__(self) -> None:
        if self.tone not in TONES:
            raise ValueError(f"no tone {self.tone!r}")


Marks = Callable[[Actor, Sequence[int], date], Mapping[int, Mark]]


@dataclass(frozen=True, slots=True)
class Layer:
    """A way to colour a building (楼栋图图层).

    `marks` gets the actor, the numbers of the units and the day, and returns a mark for each unit
    it knows; it must itself keep to what the actor may see. `shown` tells who is offered the
    layer, at the path of the building, without asking the database. `legend` lists all marks it can
    give; where only the rows know them it is empty, and the picture lists those that occur. Marks
    with one label are one line of the legend. `is_dated` tells that it answers as of the day;
    otherwise it answers for today, and the page says so. `note` says in a sentence what is shown
    and what is not.
    """

    code: str
    label: object
    legend: tuple[Mark, ...]
    marks: Marks
    shown: Callable[[Actor, str], bool] = lambda actor, path: True
    is_dated: bool = True
    note: object = ""


_layers: dict[str, Layer] = {}


def register_layer(layer: Layer) -> None:
    """Offer a layer; raises ValueError when another one has its code."""
    if _layers.get(layer.code, layer) is not layer:
        raise ValueError(f"two layers {layer.code}")
    _layers[layer.code] = layer


def layers_for(actor: Actor, path: str) -> list[Layer]:
    """Return the layers this actor is offered for the building at `path`."""
    return [layer for layer in _layers.values() if layer.shown(actor, path)]


def works_around(actor: Actor, roles: Iterable[str], path: str) -> bool:
    """Tell whether one of `roles` is held at, above or below the place at `path`.

    A grid worker may have one entrance of a building, and is offered the layer for that part.
    """
    wanted = frozenset(roles)
    return actor.is_system or any(
        grant.role in wanted and (grant.reaches(path) or grant.path.startswith(path))
        for grant in actor.grants
    )


def reached_by(actor: Actor, roles: Iterable[str], paths: Mapping[int, str]) -> set[int]:
    """Return the units, given with their paths, in which one of `roles` is held."""
    return {unit for unit, path in paths.items() if actor.is_system or actor.holds(roles, path)}
