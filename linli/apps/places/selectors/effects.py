"""What an act would take along, counted before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass

from linli.apps.places.labels import PLACE_KINDS, UNIT_KINDS
from linli.apps.places.rules.buildings import BuildingPlan
from linli.apps.places.selectors.attachments import AttachmentCount, attachment_counts
from linli.apps.places.selectors.trees import counts_below
from linli.apps.places.selectors.units import unit_counts_below
from linli.core.access import Actor


@dataclass(frozen=True, slots=True)
class Effects:
    """What lies at or below the places of an act, by kind, and what hangs there."""

    inside: list[tuple[object, int]]
    hanging: list[AttachmentCount]


def effects_below(actor: Actor, paths: Sequence[str]) -> Effects:
    """Return what an act on the places at `paths` concerns."""
    inside: list[tuple[object, int]] = []
    if paths:
        inside += [(PLACE_KINDS[kind], n) for kind, n in counts_below(paths, actor).items()]
        inside += [(UNIT_KINDS[kind], n) for kind, n in unit_counts_below(actor, *paths).items()]
    return Effects(inside=inside, hanging=attachment_counts(*paths))


def plan_sketch(plan: BuildingPlan) -> list[tuple[int, list[list[str]]]]:
    """Return a plan's floors from the top, each with the door numbers of every entrance."""
    floors: dict[int, dict[int, list[str]]] = {}
    for door in plan.units():
        floors.setdefault(door.floor, {}).setdefault(door.entrance, []).append(door.number)
    return [
        (number, [floors[number][entrance] for entrance in sorted(floors[number])])
        for number in sorted(floors, reverse=True)
    ]
