"""Forms for offers, needs and services."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.apps.organisations.forms.fields import DayField, choices
from linli.apps.organisations.labels import SKILLS
from linli.apps.organisations.rules.service import MOST_WANTED, Quarter, Skill


class OfferForm(forms.Form):
    """What somebody can help with, and for how long."""

    skills = forms.MultipleChoiceField(
        label=_("I can help with"), widget=forms.CheckboxSelectMultiple, choices=choices(SKILLS)
    )
    hours_a_month = forms.IntegerField(
        label=_("Hours a month"), min_value=1, max_value=200, initial=2
    )

    def values(self) -> dict[str, Any]:
        """Return the arguments of the service."""
        given = self.cleaned_data
        return {
            "skills": [Skill(skill) for skill in given["skills"]],
            "hours_a_month": given["hours_a_month"],
        }


class NeedForm(forms.Form):
    """What is needed, where, and how many people for it."""

    title = forms.CharField(label=_("What is needed"), max_length=60)
    skill = forms.ChoiceField(label=_("Kind of help"), choices=choices(SKILLS))
    place = forms.TypedChoiceField(label=_("Where"), coerce=int)
    wanted = forms.IntegerField(
        label=_("How many people"), min_value=1, max_value=MOST_WANTED, initial=1
    )
    needed_on = DayField(label=_("On which day"), required=False)
    text = forms.CharField(
        label=_("What should be known beforehand"),
        max_length=500,
        required=False,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("No names, no numbers of anybody who is to be helped."),
    )

    def __init__(self, *args: Any, places: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["place"].choices = places  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return the arguments of the service."""
        given = dict(self.cleaned_data)
        return {"place_id": given.pop("place"), **given, "skill": Skill(given["skill"])}


class ServedForm(forms.Form):
    """When the service was given, and how long it took."""

    served_on = DayField(label=_("Day of the service"))
    minutes = forms.TypedChoiceField(
        label=_("How long"),
        coerce=int,
        choices=[(30 * half, f"{half / 2:g} h") for half in range(1, 17)],
        initial=60,
    )


class QuarterForm(forms.Form):
    """The quarter whose facts are asked for."""

    quarter = forms.ChoiceField(label=_("Quarter"))

    def __init__(self, *args: Any, quarters: list[Quarter], **options: Any) -> None:
        self.quarters = {str(quarter): quarter for quarter in quarters}
        super().__init__(*args, **options)
        field = self.fields["quarter"]
        field.choices = [(text, text) for text in self.quarters]  # type: ignore[attr-defined]

    def chosen(self) -> Quarter:
        """Return the chosen quarter."""
        return self.quarters[self.cleaned_data["quarter"]]
