"""The filter of a list by a node of the tree: a choice that says where it lies, not a bare code."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.kit.scope_names import ScopeChoice


class ScopeField(forms.ChoiceField):
    """Where to look: the nodes of `choices_of`, by code; without one everywhere one may look."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Place"))
        super().__init__(required=False, **options)

    def offer(self, scopes: list[ScopeChoice]) -> None:
        """Offer these nodes."""
        nodes = [(one.code, one.label) for one in scopes]
        self.choices = [("", _("All my places")), *nodes]
