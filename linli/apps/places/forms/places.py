"""What people type about places."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.apps.places import selectors, services
from linli.apps.places.labels import NUMBERINGS
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.buildings import BuildingPlan, Numbering
from linli.apps.places.rules.codes import is_official
from linli.apps.places.rules.names import NAME_LENGTH
from linli.core.access import Actor
from linli.core.arithmetic import AreaCm
from linli.core.errors import DomainError
from linli.kit.sentences import sentence

if TYPE_CHECKING:
    from linli.apps.places.models import Place

MOST_TO_ASSIGN = 300


class AreaField(forms.Field):
    """Square metres with at most two decimals, as an exact AreaCm; empty is unknown."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal"}))
        super().__init__(required=False, label=_("Area in m²"), **options)

    def to_python(self, value: object) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return AreaCm.from_text(text)
        except DomainError as refusal:
            raise forms.ValidationError(sentence(refusal)) from None


class DatedForm(forms.Form):
    """A change that takes effect on a day."""

    on = forms.DateField(
        label=_("Takes effect on"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    field_order: Sequence[str] | None = None

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].initial = today
        self.order_fields([name for name in self.fields if name != "on"] + ["on"])


class PlaceForm(DatedForm):
    """A change of one place; says which service does it, with which arguments."""

    service: Callable[..., Any]

    def __init__(self, *args: Any, place: "Place", actor: Actor, **options: Any) -> None:
        self.place, self.actor = place, actor
        super().__init__(*args, **options)

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of the service beside actor and now."""
        return {"place_id": self.place.pk, **self.cleaned_data}

    def touched(self) -> list["Place"]:
        """Return the places whose contents the change concerns, for the preview."""
        return [self.place]


class RenameForm(PlaceForm):
    """A new name."""

    service = staticmethod(services.rename_place)
    name = forms.CharField(label=_("New name"), max_length=NAME_LENGTH)


class RecodeForm(PlaceForm):
    """A new official code."""

    service = staticmethod(services.recode_place)
    code = forms.CharField(
        label=_("New official code"),
        max_length=12,
        help_text=_("Divisions below that begin with the old code get the new digits as well."),
    )


class MoveForm(PlaceForm):
    """A new place above."""

    service = staticmethod(services.move_place)
    parent = forms.CharField(
        label=_("Code of the new place above"),
        max_length=40,
        help_text=_("Find it with the search of places; the code stands beside each name."),
    )
    code = forms.CharField(
        label=_("New official code"),
        max_length=12,
        required=False,
        help_text=_("Leave it empty while the new list is not out."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_official(PlaceKind(self.place.kind)):
            del self.fields["code"]

    def clean_parent(self) -> "Place":
        try:
            return selectors.get_place(self.actor, self.cleaned_data["parent"].strip())
        except DomainError:
            raise forms.ValidationError(gettext("There is no place with this code.")) from None

    def arguments(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        return {"place_id": self.place.pk, "parent_id": given.pop("parent").pk, **given}


class MergeForm(PlaceForm):
    """Which places go up in which."""

    others = forms.MultipleChoiceField(
        label=_("Merge with"), widget=forms.CheckboxSelectMultiple, help_text=_("Places beside it.")
    )
    into = forms.ChoiceField(
        label=_("What remains"),
        widget=forms.RadioSelect,
        choices=[("this", _("This place; the others end")), ("new", _("A new place; all end"))],
        initial="this",
    )
    name = forms.CharField(label=_("Name of the new place"), max_length=NAME_LENGTH, required=False)
    code = forms.CharField(label=_("Official code of the new place"), max_length=12, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        beside = selectors.mergeable_places(self.actor, self.place)
        others = cast(forms.MultipleChoiceField, self.fields["others"])
        others.choices = [(row.id, f"{row.name} ({row.code})") for row in beside]
        if not is_official(PlaceKind(self.place.kind)):
            del self.fields["code"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("into") == "new" and not given.get("name"):
            self.add_error("name", gettext("The new place needs a name."))
        return given

    @property
    def service(self) -> Callable[..., Any]:  # type: ignore[override]
        """Return the act: into this place, or into a new one."""
        into_new = self.cleaned_data["into"] == "new"
        return services.merge_into_new_place if into_new else services.merge_places

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        others = [int(number) for number in given["others"]]
        if given["into"] == "this":
            return {"source_ids": others, "target_id": self.place.pk, "on": given["on"]}
        return {
            "source_ids": [self.place.pk, *others],
            "parent_id": self.place.parent_id,
            "kind": PlaceKind(self.place.kind),
            "name": given["name"],
            "code": given.get("code", ""),
            "on": given["on"],
        }

    def touched(self) -> list["Place"]:
        chosen = selectors.places_by_id(self.actor, map(int, self.cleaned_data["others"]))
        return [*chosen, *([self.place] if self.cleaned_data["into"] == "new" else [])]


class SplitForm(PlaceForm):
    """Which new places come out, and what goes to each."""

    service = staticmethod(services.split_place)
    ends = forms.ChoiceField(
        label=_("What remains"),
        widget=forms.RadioSelect,
        choices=[("no", _("The place goes on with the rest")), ("yes", _("Nothing; it ends"))],
        initial="no",
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        official = is_official(PlaceKind(self.place.kind))
        for number in (1, 2):
            name = gettext("Name of new place %(number)s") % {"number": number}
            self.fields[f"name_{number}"] = forms.CharField(
                label=name, max_length=NAME_LENGTH, required=number == 1
            )
            if official:
                self.fields[f"code_{number}"] = forms.CharField(
                    label=gettext("Its official code"), max_length=12, required=number == 1
                )
        ways = [
            ("0", _("stays in the old place")),
            ("1", _("to new place 1")),
            ("2", _("to new place 2")),
        ]
        children = selectors.children_of(self.actor, self.place.pk, size=MOST_TO_ASSIGN).rows
        self.parts = {f"place_{row.id}": row.name for row in children}
        units = selectors.units_in(self.actor, [self.place.pk])[:MOST_TO_ASSIGN]
        self.parts |= {f"unit_{unit.id}": unit.number for unit in units}
        for field, text in self.parts.items():
            self.fields[field] = forms.ChoiceField(label=text, choices=ways, initial="0")
        self.order_fields([name for name in self.fields if name != "on"] + ["on"])

    def arguments(self) -> dict[str, Any]:
        given = self.cleaned_data
        parts = []
        for number in ("1", "2"):
            if not given[f"name_{number}"]:
                continue
            going = [field.split("_") for field in self.parts if given[field] == number]
            parts.append(
                services.Part(
                    name=given[f"name_{number}"],
                    code=given.get(f"code_{number}", ""),
                    place_ids=tuple(int(pk) for what, pk in going if what == "place"),
                    unit_ids=tuple(int(pk) for what, pk in going if what == "unit"),
                )
            )
        return {
            "place_id": self.place.pk,
            "parts": parts,
            "ends": given["ends"] == "yes",
            "on": given["on"],
        }


class EndForm(PlaceForm):
    """An end, with or without what is inside."""

    everything = forms.BooleanField(
        label=_("End everything in it as well (pulled down, given up)"), required=False
    )

    @property
    def service(self) -> Callable[..., Any]:  # type: ignore[override]
        """Return the act: of the empty place, or of the place with everything in it."""
        whole = self.cleaned_data["everything"]
        return services.demolish_place if whole else services.end_place

    def arguments(self) -> dict[str, Any]:
        return {"place_id": self.place.pk, "on": self.cleaned_data["on"]}


class AddPlaceForm(DatedForm):
    """A new place of one kind."""

    name = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=NAME_LENGTH)
    code = forms.CharField(label=_("Official code"), max_length=12)

    def __init__(self, *args: Any, kind: PlaceKind, **options: Any) -> None:
        super().__init__(*args, **options)
        if not is_official(kind):
            del self.fields["code"]


class BuildingForm(DatedForm):
    """A regular building."""

    name = forms.CharField(label=pgettext_lazy("place", "Name"), max_length=NAME_LENGTH)
    entrances = forms.IntegerField(
        label=_("Entrances"), initial=2, help_text=_("0 where doors belong to the building itself.")
    )
    entrance_name = forms.CharField(
        label=_("Name of the entrances"), max_length=30, initial="{}单元",
        help_text=_("{} stands for the number."),
    )  # fmt: skip
    first_floor = forms.IntegerField(label=_("Lowest floor with dwellings"), initial=1)
    floors = forms.IntegerField(label=_("Floors"), initial=6)
    doors = forms.IntegerField(label=_("Doors on each floor of an entrance"), initial=2)
    skipped = forms.MultipleChoiceField(
        label=_("Floor numbers left out"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(str(number), str(number)) for number in (4, 13, 14, 24)],
    )
    numbering = forms.ChoiceField(
        label=_("Door numbers"),
        widget=forms.RadioSelect,
        choices=[(str(key), label) for key, label in NUMBERINGS.items()],
        initial=str(Numbering.PER_ENTRANCE),
    )
    area = AreaField(help_text=_("Of each dwelling, where all are alike; empty while unknown."))

    def plan(self) -> BuildingPlan:
        """Return the plan; raises PlanImpossible, AreaUnbelievable."""
        given = self.cleaned_data
        return BuildingPlan(
            entrances=given["entrances"],
            floors=given["floors"],
            doors=given["doors"],
            first_floor=given["first_floor"],
            skipped_floors=frozenset(map(int, given["skipped"])),
            numbering=Numbering(given["numbering"]),
            area=given["area"],
        )
