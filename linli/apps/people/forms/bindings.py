"""What is typed where somebody's identity was checked for a new number."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.apps.people.labels.bindings import IDENTITY_DOCUMENTS
from linli.apps.people.rules.bindings import IdentityDocument


def _number(label: Any, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput({"type": "tel", "inputmode": "tel", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=20, widget=widget, help_text=help_text)


class NumberForm(forms.Form):
    """Which document was looked at, and the new number, twice: a wrong one lets a stranger in."""

    document = forms.ChoiceField(
        label=_("Document looked at"),
        choices=[("", "–"), *((str(one), word) for one, word in IDENTITY_DOCUMENTS.items())],
        help_text=_("The original with a picture. Make no copy and no photograph of it."),
    )
    phone = _number(_("New phone number for codes"))
    again = _number(_("The same number once more"), _("Ask the person to read it out again."))
    checked = forms.BooleanField(
        label=_("Picture, name and number of the document are those of this person and record")
    )

    def clean(self) -> dict[str, Any]:
        """Refuse two numbers that differ."""
        given = super().clean() or {}
        if given.get("again") and given.get("phone") != given["again"]:
            self.add_error("again", _("The two numbers differ."))
        return given

    def entered(self) -> dict[str, Any]:
        """Return the arguments of the service beside actor, person and now."""
        given = self.cleaned_data
        return {"document": IdentityDocument(given["document"]), "phone": given["phone"]}
