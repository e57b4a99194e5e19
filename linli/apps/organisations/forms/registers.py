"""Forms for members, stewardship and shortcomings of compounds."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.organisations.forms.fields import DayField, choices
from linli.apps.organisations.labels import CONDITIONS, STEWARDINGS


class MemberForm(forms.Form):
    """A member to be entered: somebody found by the search above the form."""

    person = forms.TypedChoiceField(label=_("Person"), coerce=int, widget=forms.RadioSelect)
    valid_from = DayField(label=_("Since"))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class CentreHouseholdForm(forms.Form):
    """A household to be recognised: one of those found by the search above the form."""

    household = forms.TypedChoiceField(label=_("Household"), coerce=int, widget=forms.RadioSelect)
    valid_from = DayField(label=_("Since"))

    def __init__(self, *args: Any, found: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["household"].choices = found  # type: ignore[attr-defined]


class ReportInForm(forms.Form):
    """Somebody who reported to a branch, entered by the branch."""

    person = forms.TypedChoiceField(label=_("Person"), coerce=int, widget=forms.RadioSelect)
    on = DayField(label=_("Reported on"))

    def __init__(self, *args: Any, people: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].choices = people  # type: ignore[attr-defined]


class OwnReportInForm(forms.Form):
    """The branch of a compound in which one lives."""

    branch = forms.TypedChoiceField(label=_("Branch"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *args: Any, homes: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["branch"].choices = homes  # type: ignore[attr-defined]


class StewardForm(forms.Form):
    """Who looks after a compound from a day on."""

    kind = forms.ChoiceField(label=_("Who looks after it"), choices=choices(STEWARDINGS))
    body = forms.ChoiceField(label=_("Which body"), required=False)
    valid_from = DayField(label=_("Since"))
    review_on = DayField(label=_("Review on"), required=False)
    exit_plan = forms.CharField(
        label=_("Plan back to regular management"),
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, bodies: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        found = [("", pgettext_lazy("no body", "none")), *((str(pk), name) for pk, name in bodies)]
        self.fields["body"].choices = found  # type: ignore[attr-defined]


class ConditionForm(forms.Form):
    """A shortcoming of a compound."""

    condition = forms.ChoiceField(label=_("Shortcoming"), choices=choices(CONDITIONS))
    grade = forms.TypedChoiceField(
        label=_("How bad"),
        coerce=int,
        choices=[(1, _("minor")), (2, _("serious")), (3, _("dangerous"))],
    )
    note = forms.CharField(label=_("Note"), max_length=200, required=False)
    noted_on = DayField(label=_("Noted on"))
