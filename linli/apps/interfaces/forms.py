"""What an administrator fills in to ask for a key."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.interfaces.labels import ACTS
from linli.apps.interfaces.rules.keys import (
    MOST_PER_MINUTE,
    READS_PER_MINUTE,
    WRITES_PER_MINUTE,
    KeyAct,
)


class AskForm(forms.Form):
    """A body, a place within its own, acts, a purpose, an end."""

    name = forms.CharField(
        label=_("Other program"), max_length=80, help_text=_("Its name and who runs it.")
    )
    purpose = forms.CharField(
        label=pgettext_lazy("key", "Purpose"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What it does with what it reads. It stands beside everything it opens."),
    )
    body = forms.TypedChoiceField(label=_("Body it acts for"), coerce=int)
    place = forms.CharField(
        label=_("Code of the place"),
        max_length=40,
        required=False,
        help_text=_("A place below that of the body, if the key is to reach less far."),
    )
    acts = forms.TypedMultipleChoiceField(
        label=_("What it may do"),
        coerce=KeyAct,
        choices=[(str(act), label) for act, label in ACTS.items()],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("As little as it needs; each act is also held to the posts of the body."),
    )
    last_day = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}))
    reads_per_minute = forms.IntegerField(
        label=_("Calls that read, a minute"),
        initial=READS_PER_MINUTE,
        min_value=1,
        max_value=MOST_PER_MINUTE,
    )
    writes_per_minute = forms.IntegerField(
        label=_("Calls that write, a minute"),
        initial=WRITES_PER_MINUTE,
        min_value=1,
        max_value=MOST_PER_MINUTE,
    )

    def __init__(
        self, bodies: Sequence[tuple[int, str]], *args: Any, until: date, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["body"].choices = [("", _("choose")), *bodies]  # type: ignore[attr-defined]
        self.fields["last_day"].initial = until
