"""Forms for bodies, their seats, their list, local rules."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.organisations.forms.fields import Choices, DayField, LastDayField, choices
from linli.apps.organisations.labels import (
    BODY_TYPES,
    SEAT_KINDS,
    SEVERITIES,
    STATEMENTS,
    TESTS,
)
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.organisations.rules.limits import Severity, Test
from linli.apps.organisations.rules.own import OwnShape
from linli.apps.places.rules import PlaceKind
from linli.kit.scope_filter import ScopeField
from linli.kit.scope_names import ScopeChoice

OWN = "own-"


class BodiesFilter(forms.Form):
    """Filters above the list of bodies."""

    type = forms.ChoiceField(label=_("Type"), required=False)
    text = forms.CharField(label=_("Name contains"), required=False, max_length=60)
    place = ScopeField()
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[("open", _("existing")), ("ended", _("ended")), ("all", _("all"))],
    )

    def __init__(self, *args: Any, places: list[ScopeChoice], **options: Any) -> None:
        super().__init__(*args, **options)
        cast(ScopeField, self.fields["place"]).offer(places)
        self.fields["type"].choices = choices(BODY_TYPES, empty=_("all types"))  # type: ignore[attr-defined]


def own_choices(own: Sequence[tuple[int, str]]) -> Choices:
    """Return the choices of types that places set up, named so that `own_number` reads them."""
    return [(f"{OWN}{number}", name) for number, name in own]


def own_number(chosen: str) -> int | None:
    """Return the number of the own type that was chosen, None for anything else."""
    number = chosen.removeprefix(OWN) if chosen.startswith(OWN) else ""
    return int(number) if number.isdecimal() else None


class TypeForm(forms.Form):
    """Which type of body is to be set up on a place."""

    type = forms.ChoiceField(label=_("Type of body"))

    def __init__(
        self,
        *args: Any,
        place_kind: PlaceKind,
        operator: bool,
        own: Sequence[tuple[int, str]] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        fitting = [
            body_type
            for body_type, template in TYPES.items()
            if place_kind in template.places
            and (body_type == BodyType.OPERATOR) == operator
            and body_type != BodyType.OWN
        ]
        self.fields["type"].choices = [  # type: ignore[attr-defined]
            *choices(BODY_TYPES, fitting),
            *own_choices([] if operator else own),
        ]


class BodyForm(forms.Form):
    """What is said of a body; the fields of its type only."""

    name = forms.CharField(label=pgettext_lazy("of a body", "Name"), max_length=120)
    parent = forms.ChoiceField(label=_("Body above"), required=False)
    trade = forms.CharField(label=_("Trade"), max_length=60, required=False)
    size = forms.IntegerField(
        label=_("Number of seats"),
        required=False,
        min_value=1,
        max_value=99,
        help_text=_("As decided; leave it empty for the usual number."),
    )
    work_phone = forms.CharField(
        label=_("Work phone"),
        max_length=40,
        required=False,
        help_text=_("The number of the office, never a private one."),
    )
    document_number = forms.CharField(label=_("Document number"), max_length=80, required=False)
    valid_from = DayField(label=_("Since"))
    term_ends = LastDayField(label=_("Last day of the term"), required=False)

    def __init__(
        self,
        *args: Any,
        body_type: BodyType,
        parents: list[tuple[int, str]],
        exists: bool = False,
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        template = TYPES[body_type]
        if template.parents:
            empty = [("", pgettext_lazy("no body", "none"))]
            self.fields["parent"].choices = [*empty, *((str(pk), name) for pk, name in parents)]  # type: ignore[attr-defined]
        else:
            del self.fields["parent"]
        if body_type != BodyType.JOINT_BRANCH:
            del self.fields["trade"]
        if template.resizable is None or exists:
            del self.fields["size"]
        if exists:
            del self.fields["valid_from"]

    def values(self) -> dict[str, Any]:
        """Return the arguments of the services."""
        values = dict(self.cleaned_data)
        if "parent" in values:
            parent = values.pop("parent")
            values["parent_id"] = int(parent) if parent else None
        return values


class DissolveForm(forms.Form):
    """The day a body ends."""

    valid_to = LastDayField(label=_("Last day of the body"))


class SeatForm(forms.Form):
    """A seat to be added."""

    kind = forms.ChoiceField(label=_("Kind of post"))
    title = forms.CharField(
        label=_("Title"),
        max_length=60,
        required=False,
        help_text=_("Only where the kind does not say it, such as 'in charge of sanitation'."),
    )
    place = forms.CharField(
        label=_("Code of the place it serves"),
        max_length=40,
        required=False,
        help_text=_("Empty: the whole place of the body. A unit leader's entrance, say."),
    )
    valid_from = DayField(label=_("Since"))

    def __init__(
        self, *args: Any, body_type: BodyType, own: OwnShape | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        kinds = [seat.kind for seat in TYPES[body_type].seats]
        titled = {kind: own.title_of(kind) for kind in kinds} if own else {}
        self.fields["kind"].choices = (  # type: ignore[attr-defined]
            [(str(kind), title) for kind, title in titled.items() if title]
            if own
            else choices(SEAT_KINDS, kinds)
        )


class CloseSeatForm(forms.Form):
    """The day a seat ends."""

    valid_to = LastDayField(label=_("Last day of the post"))


class DeclarationForm(forms.Form):
    """What somebody declared to a body."""

    person = forms.ChoiceField(label=_("Person"))
    statement = forms.ChoiceField(label=_("About"), choices=choices(STATEMENTS))
    is_so = forms.ChoiceField(
        label=_("Declared"), choices=[("0", _("there is none")), ("1", _("there is one"))]
    )
    declared_on = DayField(label=_("Declared on"))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = [(str(pk), name) for pk, name in people]  # type: ignore[attr-defined]


class LocalRuleForm(forms.Form):
    """A rule of one place, with its source."""

    test = forms.ChoiceField(
        label=_("What it asks"), choices=choices(TESTS, [t for t in Test if t != Test.FEES_NO_BAR])
    )
    body_type = forms.ChoiceField(label=_("Type of body"))
    jurisdiction = forms.CharField(
        label=_("Division code"),
        max_length=12,
        help_text=_("The rule holds in this division and everywhere in it."),
    )
    least = forms.IntegerField(label=_("At least"), required=False, min_value=0, max_value=999)
    most = forms.IntegerField(label=_("At most"), required=False, min_value=1, max_value=999)
    is_odd = forms.BooleanField(label=_("The number must be odd"), required=False)
    beside = forms.ChoiceField(
        label=_("Not beside a seat in"),
        required=False,
        choices=choices(
            {kind: label for kind, label in BODY_TYPES.items() if kind != BodyType.OWN},
            empty=pgettext_lazy("no body", "none"),
        ),
        help_text=_("Only for the rule about seats held beside."),
    )
    severity = forms.ChoiceField(label=_("Weight"), choices=choices(SEVERITIES))
    source = forms.CharField(
        label=pgettext_lazy("of a rule", "Source"),
        max_length=200,
        help_text=_("The text and its article."),
    )
    valid_from = DayField(label=_("In force since"))

    def __init__(self, *args: Any, own: Sequence[tuple[int, str]] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        built_in = [kind for kind in BODY_TYPES if kind != BodyType.OWN]
        self.fields["body_type"].choices = [  # type: ignore[attr-defined]
            *choices(BODY_TYPES, built_in),
            *own_choices(own),
        ]

    def values(self) -> dict[str, Any]:
        """Return the arguments of the service."""
        values = dict(self.cleaned_data)
        own = own_number(values["body_type"])
        return values | {
            "test": Test(values["test"]),
            "body_type": BodyType.OWN if own is not None else BodyType(values["body_type"]),
            "own_type_id": own,
            "beside": BodyType(values["beside"]) if values["beside"] else None,
            "severity": Severity(values["severity"]),
        }


class EndForm(forms.Form):
    """The last day of something."""

    valid_to = LastDayField(label=_("Last day"))
