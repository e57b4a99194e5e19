"""What people type about units: one, several that are joined, one that is divided."""

from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.apps.places import selectors, services
from linli.apps.places.forms.places import AreaField, DatedForm
from linli.apps.places.labels import UNIT_KINDS
from linli.apps.places.rules import UnitKind
from linli.apps.places.rules.names import NUMBER_LENGTH
from linli.core.access import Actor

if TYPE_CHECKING:
    from linli.apps.places.models import Unit

MOST_PARTS = 4


class UnitForm(DatedForm):
    """The values of one unit."""

    number = forms.CharField(label=_("Door number"), max_length=NUMBER_LENGTH)
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(str(key), label) for key, label in UNIT_KINDS.items()]
    )
    floor = forms.IntegerField(label=_("Floor"), required=False)
    area = AreaField()

    def new_unit(self) -> services.NewUnit:
        """Return what was typed as a unit to be added."""
        given = self.cleaned_data
        return services.NewUnit(
            number=given["number"],
            kind=UnitKind(given["kind"]),
            floor=given["floor"],
            area=given["area"],
        )

    def values(self) -> dict[str, Any]:
        """Return the new values of a unit that exists."""
        return {**self.cleaned_data, "kind": UnitKind(self.cleaned_data["kind"])}


def unit_values(unit: "Unit") -> dict[str, Any]:
    """Return the present values of a unit for its form."""
    standing = selectors.unit_now(unit)
    return {
        "number": standing.number,
        "kind": str(standing.kind),
        "floor": standing.floor,
        "area": "" if standing.area is None else str(standing.area),
    }


class RestoreForm(forms.Form):
    """That the end of a unit was a mistake; there is nothing to type, only something to look at."""


def _measured_anew() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("The areas were measured anew and need not add up"), required=False
    )


class JoinForm(DatedForm):
    """Which units of the building become one with this one, and what the new one is."""

    others = forms.MultipleChoiceField(
        label=_("Join with"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Units of the same kind in the same building."),
    )
    number = forms.CharField(label=_("Door number of the new unit"), max_length=NUMBER_LENGTH)
    floor = forms.IntegerField(label=_("Floor"), required=False)
    area = AreaField()

    def __init__(self, *args: Any, unit: "Unit", actor: Actor, **options: Any) -> None:
        self.unit = unit
        super().__init__(*args, **options)
        beside = selectors.joinable_units(actor, unit)
        others = cast(forms.MultipleChoiceField, self.fields["others"])
        others.choices = [
            (row.pk, f"{row.number} ({row.place.name}, {selectors.area_text(row)})")
            for row in beside
        ]
        self.fields["measured_anew"] = _measured_anew()
        self.initial = {**unit_values(unit), "area": "", **self.initial}

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the service beside actor and now."""
        given = self.cleaned_data
        return {
            "unit_ids": [self.unit.pk, *map(int, given["others"])],
            "into": services.NewUnit(
                number=given["number"], floor=given["floor"], area=given["area"]
            ),
            "measured_anew": given["measured_anew"],
            "on": given["on"],
        }


class DivideForm(DatedForm):
    """What a unit becomes: two to four new ones."""

    def __init__(self, *args: Any, unit: "Unit", **options: Any) -> None:
        self.unit = unit
        super().__init__(*args, **options)
        for part in range(1, MOST_PARTS + 1):
            words = {"number": part}
            self.fields[f"number_{part}"] = forms.CharField(
                label=gettext("Door number of part %(number)s") % words,
                max_length=NUMBER_LENGTH,
                required=part < 3,
                help_text=_("Whoever lives here or rents goes to this part.") if part == 1 else "",
            )
            self.fields[f"area_{part}"] = AreaField()
            self.fields[f"area_{part}"].label = gettext("Area of part %(number)s in m²") % words
            self.fields[f"floor_{part}"] = forms.IntegerField(
                label=gettext("Floor of part %(number)s") % words,
                required=False,
                initial=unit.floor,
            )
        self.fields["measured_anew"] = _measured_anew()
        self.order_fields([name for name in self.fields if name != "on"] + ["on"])

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the service beside actor and now."""
        given = self.cleaned_data
        return {
            "unit_id": self.unit.pk,
            "parts": [
                services.NewUnit(
                    number=given[f"number_{part}"],
                    floor=given[f"floor_{part}"],
                    area=given[f"area_{part}"],
                )
                for part in range(1, MOST_PARTS + 1)
                if given[f"number_{part}"]
            ],
            "measured_anew": given["measured_anew"],
            "on": given["on"],
        }
