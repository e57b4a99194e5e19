"""What the system administrator types: who answers for the data."""

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.apps.people.services import HandlerData


class HandlerForm(forms.Form):
    """Who answers for the data, as the privacy notice says it."""

    name = forms.CharField(
        label=_("Name of the body"), max_length=80, help_text=_("As on its seal.")
    )
    address = forms.CharField(label=_("Postal address"), max_length=160)
    contact = forms.CharField(
        label=_("Person in charge of personal information"),
        max_length=80,
        help_text=_("A name or a post, whom people may turn to."),
    )
    phone = forms.CharField(label=_("Work phone"), max_length=40)
    email = forms.EmailField(label=_("Work mail address"), required=False)

    def data_entered(self) -> HandlerData:
        """Return what was entered."""
        return HandlerData(**self.cleaned_data)
