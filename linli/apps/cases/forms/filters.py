"""Filters of the list of all cases."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.lists import ListFilter


class CaseFilter(forms.Form):
    """State, place, and what is being looked for."""

    state = forms.ChoiceField(label=_("State"), required=False)
    place = forms.CharField(label=_("Code of the place"), required=False, max_length=40)
    cell = forms.CharField(label=_("Code of the cell"), required=False, max_length=40)
    number = forms.CharField(label=pgettext_lazy("case", "Number"), required=False, max_length=24)

    def __init__(self, data: Mapping[str, Any], *, states: Mapping[CaseState, Any]) -> None:
        super().__init__(data)
        self.fields["state"].choices = [  # type: ignore[attr-defined]
            ("", _("all that are open")),
            *((state.value, label) for state, label in states.items()),
        ]

    def chosen(self) -> ListFilter:
        """Return what was chosen; what does not fit counts as not chosen."""
        self.is_valid()
        data = self.cleaned_data
        state = data.get("state")
        return ListFilter(
            state=CaseState(state) if state else None,
            place_code=data.get("place", "").strip(),
            cell_code=data.get("cell", "").strip(),
            number=data.get("number", "").strip(),
        )
