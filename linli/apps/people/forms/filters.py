"""Filters above the lists of people."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.apps.people.forms import choices
from linli.apps.people.labels import PERSON_KINDS
from linli.kit.scope_filter import ScopeField
from linli.kit.scope_names import ScopeChoice


class PlaceOnlyForm(forms.Form):
    """A place that narrows a list."""

    place = ScopeField()

    def __init__(self, *args: Any, places: list[ScopeChoice], **options: Any) -> None:
        super().__init__(*args, **options)
        cast(ScopeField, self.fields["place"]).offer(places)


class PlaceFilterForm(PlaceOnlyForm):
    """Filters of the register."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=choices(PERSON_KINDS, empty=_("All")),  # type: ignore[arg-type]
    )
