"""Reading places back from the trail: what the recorded acts say, and nothing else.

A test replays every act and must reach the stored rows; the as-of pages and this reading are two
ways to the same answer. Source: [rule:place-history].
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass
class Line:
    """The life of one place or unit: its values from each day on, and the day it ended."""

    fixed: dict[str, Any]
    values: dict[date, dict[str, Any]]
    end: date | None = None

    @property
    def current(self) -> dict[str, Any]:
        """Return the values that hold last."""
        return self.values[max(self.values)]

    def on(self, day: date) -> dict[str, Any] | None:
        """Return the values that held on `day`, None where it did not exist."""
        if day < min(self.values) or (self.end is not None and day >= self.end):
            return None
        return self.values[max(start for start in self.values if start <= day)]

    def change(self, day: date, values: Mapping[str, Any]) -> None:
        """Let `values` hold from `day` on; a second change on one day replaces the first."""
        self.values[day] = {**self.current, **values}


@dataclass
class Ledger:
    """All places and units as the trail tells them."""

    places: dict[int, Line] = field(default_factory=dict)
    units: dict[int, Line] = field(default_factory=dict)
    successions: set[tuple[int, int, date]] = field(default_factory=set)
    unit_successions: set[tuple[int, int, date]] = field(default_factory=set)

    def apply(self, facts: Mapping[str, Any]) -> None:
        """Read the facts of one act, in the order in which acts were recorded."""
        on = date.fromisoformat(facts["on"])
        for number, parent, kind, code, name in facts.get("places_added", ()):
            values = {"parent_id": parent, "code": code, "name": name}
            self.places[number] = Line(fixed={"kind": kind}, values={on: values})
        for number, place, kind, code, door, floor, area in facts.get("units_added", ()):
            values = {
                "place_id": place,
                "kind": kind,
                "number": door,
                "floor": floor,
                "area_cm": area,
            }
            self.units[number] = Line(fixed={"code": code}, values={on: values})
        for number in facts.get("places_voided", ()):
            del self.places[number]
        for number in facts.get("units_voided", ()):
            del self.units[number]
        self._change(on, facts)
        for source, target in facts.get("successions", ()):
            self.successions.add((source, target, on))
        for source, target in facts.get("unit_successions", ()):
            self.unit_successions.add((source, target, on))

    def _change(self, on: date, facts: Mapping[str, Any]) -> None:
        for what, lines in (("places", self.places), ("units", self.units)):
            for change in facts.get(f"{what}_changed", ()):
                lines[change["id"]].change(on, change["is"])
            for number in facts.get(f"{what}_ended", ()):
                lines[number].end = on
            for number in facts.get(f"{what}_restored", ()):
                lines[number].end = None
