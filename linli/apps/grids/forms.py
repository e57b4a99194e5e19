"""What people type about the grid."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.apps.grids.labels import CELL_KINDS, MAP_LAYERS, POST_KINDS, SYSTEMS
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.rules.geojson import MAX_BYTES
from linli.apps.grids.rules.maps import MapLayer
from linli.apps.organisations.rules.bodies import SeatKind
from linli.core.geo import CoordinateSystem, Point

_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
_POSITION = re.compile(
    r"^\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)\s*[,，;\s]\s*(-?[0-9]{1,3}(?:\.[0-9]+)?)\s*$"
)


class MapFilter(forms.Form):
    """Which layer, which kind of cell, and the figures of which day in the cells shown."""

    layer = forms.ChoiceField(
        label=_("Colour by"), choices=list(MAP_LAYERS.items()), required=False
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All")), *CELL_KINDS.items()], required=False
    )
    figures = forms.DateField(
        label=_("Figures of another day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    as_of = forms.CharField(required=False, widget=forms.HiddenInput)

    def figures_day(self, day: date) -> date:
        """Return the day whose figures are shown in the cells of `day`: that day unless asked."""
        chosen = self.cleaned_data.get("figures") if self.is_valid() else None
        return chosen or day

    def chosen_layer(self) -> MapLayer:
        """Return the layer, the first one when none was chosen."""
        value = self.cleaned_data.get("layer") if self.is_valid() else ""
        return MapLayer(value) if value else MapLayer.KIND


class FindForm(forms.Form):
    """Where is it? A position, or part of the name of a compound or building."""

    text = forms.CharField(
        label=_("Compound, building or position"),
        help_text=_("A name such as 邮政局家属院, or longitude and latitude: 115.4800, 35.2500"),
        max_length=80,
        required=False,
    )
    system = forms.ChoiceField(
        label=_("The position comes from"),
        choices=list(SYSTEMS.items()),
        initial=CoordinateSystem.WGS84,
        required=False,
        widget=forms.RadioSelect,  # a select cuts the long names off on phones
    )

    def position(self) -> Point | None:
        """Return the position, if the text is one."""
        match = _POSITION.match(self.cleaned_data.get("text") or "")
        return (float(match[1]), float(match[2])) if match else None


class BeginPlanForm(forms.Form):
    """A new plan."""

    title = forms.CharField(label=_("What is it about?"), max_length=120)


class AddCellForm(forms.Form):
    """A new cell of a plan."""

    name = forms.CharField(label=_("Name of the new cell"), max_length=120)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(CELL_KINDS.items()))
    parent = forms.TypedChoiceField(
        label=_("Village grid it belongs to"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: object, parents: Iterable[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["parent"].choices = [("", _("None")), *parents]  # type: ignore[attr-defined]


class SplitForm(forms.Form):
    """Split a cell: the new cells beside the old one."""

    cell = forms.TypedChoiceField(label=_("Cell to split"), coerce=int)
    names = forms.CharField(
        label=_("Names of the new cells"),
        help_text=_("One a line. The old cell stays with what is not moved."),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )

    def __init__(self, *args: object, cells: Iterable[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["cell"].choices = list(cells)  # type: ignore[attr-defined]

    def clean_names(self) -> list[str]:
        """Return the names, without blanks and empty lines."""
        return [line.strip() for line in self.cleaned_data["names"].splitlines() if line.strip()]


class MergeForm(forms.Form):
    """Merge cells into one of them."""

    cells = forms.TypedMultipleChoiceField(
        label=_("Cells to merge"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    into = forms.TypedChoiceField(label=_("Which one stays?"), coerce=int)

    def __init__(self, *args: object, cells: Iterable[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        choices = list(cells)
        self.fields["cells"].choices = choices  # type: ignore[attr-defined]
        self.fields["into"].choices = choices  # type: ignore[attr-defined]


class CloseCellForm(forms.Form):
    """Close a cell with the plan; what follows it."""

    successor = forms.TypedChoiceField(
        label=_("What follows it"), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: object, cells: Iterable[tuple[int, str]], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        first = ("", _("Whichever takes over most dwellings"))
        self.fields["successor"].choices = [first, *cells]  # type: ignore[attr-defined]


class _GeoJsonForm(forms.Form):
    file = forms.FileField(label=_("GeoJSON file"), required=False)
    text = forms.CharField(
        label=_("… or GeoJSON text"),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "font-monospace"}),
        required=False,
    )
    system = forms.ChoiceField(
        label=_("Coordinates are"),
        choices=list(SYSTEMS.items()),
        initial=CoordinateSystem.WGS84,
        widget=forms.RadioSelect,  # a select cuts the long names off on phones
    )

    def clean(self) -> dict[str, object]:
        """Demand a file or a text, of a size that can be read."""
        values = super().clean() or {}
        file, text = values.get("file"), values.get("text")
        if not file and not text:
            raise forms.ValidationError(_("Choose a file or paste the text."), code="nothing")
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is too large."), code="large")
        return values

    def data_given(self) -> bytes | str:
        """Return what was given, the file first."""
        file = self.cleaned_data.get("file")
        return file.read() if file else self.cleaned_data["text"]


class BoundariesForm(_GeoJsonForm):
    """Boundaries for a plan: drawn on the map, as a file, or as text."""

    new_kind = forms.ChoiceField(
        label=_("New cells are"), choices=list(CELL_KINDS.items()), initial=CellKind.UNIT
    )
    confirmed = forms.BooleanField(
        label=_("The coordinate system is right as chosen"), required=False
    )


class OutlineForm(_GeoJsonForm):
    """The outline of a place."""

    source = forms.CharField(label=_("Where does it come from?"), max_length=200)
    valid_from = forms.DateField(label=_("Valid from"), widget=_DAY)


class CoordinatesForm(forms.Form):
    """The corners of one boundary, a line each: the map without a mouse."""

    name = forms.CharField(label=_("Cell"), max_length=120)
    corners = forms.CharField(
        label=_("Corners"),
        help_text=_("Longitude and latitude of a corner on each line, in order around the cell."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "class": "font-monospace"}),
        max_length=200_000,
    )

    def clean_corners(self) -> list[Point]:
        """Return the corners, closed into a ring."""
        points = []
        for number, line in enumerate(self.cleaned_data["corners"].splitlines(), start=1):
            if line.strip():
                match = _POSITION.match(line)
                if match is None:
                    raise forms.ValidationError(
                        _("Line %(number)s is no position."), params={"number": number}
                    )
                points.append((float(match[1]), float(match[2])))
        if points and points[0] != points[-1]:
            points.append(points[0])
        return points


class PublishForm(forms.Form):
    """The day from which a plan holds."""

    valid_from = forms.DateField(label=_("Takes effect on"), widget=_DAY)


class OpenPostForm(forms.Form):
    """A post on a cell."""

    kind = forms.ChoiceField(label=_("Kind of post"), choices=list(POST_KINDS.items()))
    work_phone = forms.CharField(
        label=_("Work telephone"),
        help_text=_("Shown in public; never a private number."),
        max_length=40,
        required=False,
    )
    valid_from = forms.DateField(label=_("From"), widget=_DAY)

    def chosen_kind(self) -> SeatKind:
        """Return the kind of post."""
        return SeatKind(self.cleaned_data["kind"])


class SupervisionForm(forms.Form):
    """The telephone for complaints."""

    phone = forms.CharField(label=_("Complaints line"), max_length=40)


def moves_from(data: Mapping[str, str], targets: Iterable[int]) -> dict[str, dict[int, int]]:
    """Return what a planning table chose: {"place": {number: target}, "unit": …, "stay": …}.

    Fields are called place-17 and unit-4; an empty value means "stays". Values that are no
    target of this plan are left out, as are fields that are none of ours.
    """
    allowed = set(targets)
    found: dict[str, dict[int, int]] = {"place": {}, "unit": {}, "stay-place": {}, "stay-unit": {}}
    for field, value in data.items():
        kind, _sep, number = field.partition("-")
        if kind not in {"place", "unit"} or not number.isascii() or not number.isdigit():
            continue
        if not value:
            found[f"stay-{kind}"][int(number)] = 0
        elif value.isascii() and value.isdigit() and int(value) in allowed:
            found[kind][int(number)] = int(value)
    return found


def asked_day(text: str, today: date) -> date:
    """Return the day of an address such as ?as_of=2026-01-31, today when there is none."""
    try:
        return date.fromisoformat(text) if text else today
    except ValueError:
        return today
