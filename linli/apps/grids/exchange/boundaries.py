"""Boundaries as GeoJSON: an upload is read, held against the place, and taken in whole or not."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from linli.apps.grids.labels import SYSTEMS
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.geojson import (
    Feature,
    Problem,
    Reading,
    read_geojson,
    suspected_system,
    write_geojson,
)
from linli.apps.grids.rules.shapes import Shape
from linli.apps.grids.selectors.boundaries import reference_shapes
from linli.apps.grids.services.drafts import draw_boundaries
from linli.core.access import Actor
from linli.core.errors import InvalidInput
from linli.core.geo import CoordinateSystem, Point
from linli.kit.sentences import sentence_for


class FileRefused(InvalidInput):
    """The file has faults; `problems` names each."""

    code = "grid.file_refused"

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(count=len(problems))
        self.problems = tuple(problems)


class SystemSuspected(InvalidInput):
    """The file fits far better when read in another coordinate system."""

    code = "grid.system_suspected"

    def __init__(self, system: CoordinateSystem) -> None:
        super().__init__(system=SYSTEMS[system])
        self.system = system


@dataclass(frozen=True, slots=True)
class Taken:
    """What an upload did."""

    redrawn: int
    new: int

    def __str__(self) -> str:
        redrawn = ngettext("%(n)s boundary redrawn", "%(n)s boundaries redrawn", self.redrawn)
        new = ngettext("%(n)s cell added", "%(n)s cells added", self.new)
        return f"{redrawn % {'n': self.redrawn}}, {new % {'n': self.new}}"


def take_boundaries(
    data: bytes | str,
    *,
    actor: Actor,
    revision_id: int,
    system: CoordinateSystem,
    new_kind: CellKind,
    is_confirmed: bool,
    now: datetime,
    day: date,
) -> Taken:
    """Read a file and draw its boundaries into a draft.

    Raises FileRefused with every fault, and SystemSuspected unless the person has confirmed the
    coordinate system.
    """
    reading = read_geojson(data, system=system)
    features = _sound(reading)
    if not is_confirmed:
        references = reference_shapes(revision_id, day=day)
        suspected = suspected_system(_pairs(features, references))
        if suspected is not None:
            raise SystemSuspected(suspected)
    redrawn, new = draw_boundaries(
        actor=actor, revision_id=revision_id, features=features, new_kind=new_kind, now=now
    )
    return Taken(redrawn, new)


def read_outline(data: bytes | str, *, system: CoordinateSystem) -> Shape:
    """Return the one polygon of a file that holds the outline of a place."""
    features = _sound(read_geojson(data, system=system, check_code=str))
    if len(features) != 1:
        raise FileRefused([Problem("grid.file_not_geojson")])
    return features[0].shape


def _sound(reading: Reading) -> tuple[Feature, ...]:
    if reading.problems:
        raise FileRefused(reading.problems)
    return reading.features


def _pairs(features: Sequence[Feature], references: dict[str, Shape]) -> list[tuple[Shape, Shape]]:
    outline = references.get("")
    pairs = []
    for feature in features:
        reference = references.get(feature.code) or references.get(feature.name) or outline
        if reference is not None:
            pairs.append((feature.shape, reference))
    return pairs


def corners_as_geojson(name: str, corners: Sequence[Point]) -> str:
    """Return a collection of one feature, for corners that were typed."""
    geometry = {"type": "Polygon", "coordinates": [[list(corner) for corner in corners]]}
    feature = {"type": "Feature", "properties": {"name": name}, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature]})


def problem_sentences(problems: Sequence[Problem]) -> list[str]:
    """Return a sentence for each fault, with the number of its feature."""
    found = []
    for problem in problems:
        text = sentence_for(problem.code, dict(problem.facts))
        if problem.feature is not None:
            text = _("Feature %(number)s: %(text)s") % {"number": problem.feature, "text": text}
        found.append(text)
    return found


__all__ = [
    "FileRefused",
    "SystemSuspected",
    "Taken",
    "corners_as_geojson",
    "problem_sentences",
    "read_outline",
    "take_boundaries",
    "write_geojson",
]
