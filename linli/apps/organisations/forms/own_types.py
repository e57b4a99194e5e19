"""The form for a type of body that a place sets up for itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.organisations.forms.fields import DayField, choices
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.organisations.rules.own import MOST_DEPUTIES, MOST_MEMBERS, OwnShape
from linli.apps.places.labels import PLACE_KINDS
from linli.apps.places.rules import PlaceKind

STANDS_ON = [kind for kind in PlaceKind if kind in TYPES[BodyType.OWN].places]


class OwnTypeForm(forms.Form):
    """Name, seats with their titles, and where such bodies can stand."""

    name = forms.CharField(
        label=_("Name of the type"),
        max_length=60,
        help_text=_("What such a body is called, such as 'neighbours' council'."),
    )
    place = forms.CharField(
        label=_("Code of the place it is for"),
        max_length=40,
        help_text=_("Bodies of it can be set up there and everywhere below."),
    )
    places = forms.MultipleChoiceField(
        label=_("Such a body stands on"),
        choices=choices(PLACE_KINDS, STANDS_ON),
        widget=forms.CheckboxSelectMultiple,
    )
    head_title = forms.CharField(
        label=_("Title of the seat that leads"),
        max_length=60,
        help_text=_("There is one; it answers for the body."),
    )
    deputy_title = forms.CharField(label=_("Title of deputies"), max_length=60, required=False)
    deputies = forms.IntegerField(
        label=_("Number of deputies"), min_value=0, max_value=MOST_DEPUTIES, initial=0
    )
    member_title = forms.CharField(label=_("Title of members"), max_length=60, required=False)
    members = forms.IntegerField(
        label=_("Number of members"),
        min_value=0,
        max_value=MOST_MEMBERS,
        initial=0,
        help_text=_("The usual number; it can be another one for each body."),
    )
    helper_title = forms.CharField(
        label=_("Title of helpers"),
        max_length=60,
        required=False,
        help_text=_("They do not count in the size of the body; seats are added where needed."),
    )
    source = forms.CharField(
        label=pgettext_lazy("of a rule", "Source"),
        max_length=200,
        help_text=_("The paper such bodies rest on, such as a decision of the assembly."),
    )
    valid_from = DayField(label=_("Since"))

    def values(self) -> dict[str, Any]:
        """Return the arguments of the service, but for the place."""
        given = self.cleaned_data
        shape = OwnShape(
            places=frozenset(PlaceKind(kind) for kind in given["places"]),
            head_title=given["head_title"],
            deputy_title=given["deputy_title"],
            deputies=given["deputies"],
            member_title=given["member_title"],
            members=given["members"],
            helper_title=given["helper_title"],
        )
        return {
            "name": given["name"],
            "shape": shape,
            "source": given["source"],
            "valid_from": given["valid_from"],
        }
