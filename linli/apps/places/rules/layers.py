"""Layers of the building picture: what other applications colour its doors by.

A layer answers, for the units of one building, with a mark each. A mark never speaks by colour
alone: it has a sign of one or two characters in the cell and a label in the legend.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linli.core.access import Actor

TONES = ("ok", "warn", "danger", "info", "muted", "plain")


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
    layer, at the path of the building. `legend` lists all marks it can give.
    """

    code: str
    label: object
    legend: tuple[Mark, ...]
    marks: Marks
    shown: Callable[[Actor, str], bool] = lambda actor, path: True


_layers: dict[str, Layer] = {}


def register_layer(layer: Layer) -> None:
    """Offer a layer; raises ValueError when another one has its code."""
    if _layers.get(layer.code, layer) is not layer:
        raise ValueError(f"two layers {layer.code}")
    _layers[layer.code] = layer


def layers_for(actor: Actor, path: str) -> list[Layer]:
    """Return the layers this actor is offered for the building at `path`."""
    return [layer for layer in _layers.values() if layer.shown(actor, path)]
