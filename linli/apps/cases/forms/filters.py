"""Filters of the list of all cases."""

from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.forms.fields import body_choices, choices, day_field, short_text
from linli.apps.cases.forms.reports import phone_typed
from linli.apps.cases.labels.courses import SOURCES
from linli.apps.cases.rules.courses import Source
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.lists import ListFilter
from linli.kit.scope_filter import ScopeField
from linli.kit.scope_names import ScopeChoice


class CaseFilter(forms.Form):
    """State, place, kind, body, days, and what is being looked for."""

    state = forms.ChoiceField(label=_("State"), required=False)
    place = ScopeField()
    cell = forms.CharField(label=_("Code of the cell"), required=False, max_length=40)
    number = forms.CharField(label=pgettext_lazy("case", "Number"), required=False, max_length=24)
    category = forms.ChoiceField(label=_("Category"), required=False)
    lead = forms.ChoiceField(label=_("Body that leads"), required=False)
    first = day_field(_("Reported from"), required=False)
    last = day_field(_("Reported until"), required=False)
    source = forms.ChoiceField(label=pgettext_lazy("case", "Comes from"), required=False)
    overdue = forms.BooleanField(label=_("Overdue"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any],
        *,
        states: Mapping[CaseState, Any],
        categories: Iterable[tuple[str, str]],
        bodies: Iterable[Any],
        places: list[ScopeChoice],
    ) -> None:
        super().__init__(data)
        cast(ScopeField, self.fields["place"]).offer(places)
        self.fields["category"].choices = [("", _("all")), *categories]  # type: ignore[attr-defined]
        self.fields["lead"].choices = body_choices(bodies, empty=_("all"))  # type: ignore[attr-defined]
        self.fields["source"].choices = [("", _("all")), *choices(SOURCES)]  # type: ignore[attr-defined]
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
            category=data.get("category", ""),
            lead=int(data["lead"]) if data.get("lead") else None,
            is_overdue=data.get("overdue", False),
            first=data.get("first"),
            last=data.get("last"),
            source=Source(data["source"]) if data.get("source") else None,
        )


class PhoneForm(forms.Form):
    """The phone of somebody who calls without the number of their case."""

    phone = short_text(_("Phone of the reporter"), 30)

    def clean_phone(self) -> str:
        """Return the number as it is kept; what is none is refused."""
        phone = phone_typed(self.cleaned_data["phone"])
        if not phone:
            raise forms.ValidationError(_("That is no phone number."))
        return phone
