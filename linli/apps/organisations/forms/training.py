"""Forms of courses: the course, and who attended."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.apps.organisations.forms.fields import DayField, choices
from linli.apps.organisations.labels.training import AUDIENCES
from linli.apps.organisations.rules.training import MOST_HOURS


class CourseForm(forms.Form):
    """A course that was held."""

    title = forms.CharField(label=_("Title of the course"), max_length=80)
    audience = forms.ChoiceField(label=_("Held for"), choices=choices(AUDIENCES))
    organiser = forms.TypedChoiceField(label=_("Held by"), coerce=int)
    held_on = DayField(label=_("Held on"))
    hours = forms.IntegerField(label=_("Hours"), min_value=1, max_value=MOST_HOURS)
    note = forms.CharField(label=_("What it was about"), max_length=200, required=False)

    def __init__(self, *args: Any, bodies: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["organiser"].choices = bodies  # type: ignore[attr-defined]


class AttendanceForm(forms.Form):
    """Who of those invited was there."""

    people = forms.TypedMultipleChoiceField(
        label=_("Who was there"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["people"].choices = people  # type: ignore[attr-defined]


class CourseReasonForm(forms.Form):
    """Why a course is struck out, for the trail."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class AudienceFilter(forms.Form):
    """Courses for one audience only."""

    audience = forms.ChoiceField(
        label=_("Held for"), required=False, choices=choices(AUDIENCES, empty=_("all"))
    )
