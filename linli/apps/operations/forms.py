"""What is typed when a piece of work is dropped."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Reason(forms.Form):
    """Why, for the trail."""

    reason = forms.CharField(label=_("Reason"), max_length=200)
