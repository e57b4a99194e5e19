"""Forms for what is done beside the flow: remarks, ratings, another category."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.forms.fields import PhotosField, long_text


class RemarkForm(forms.Form):
    """Something added to a case, with pictures."""

    text = long_text(pgettext_lazy("case", "Remark"))
    photos = PhotosField()


class InnerRemarkForm(RemarkForm):
    """The same from whoever works on it; it may stay among them."""

    is_inner = forms.BooleanField(label=_("Not shown to the reporter"), required=False)


class RatingForm(forms.Form):
    """How content the reporter is, from 5 to 1."""

    rating = forms.TypedChoiceField(
        label=_("How content are you?"),
        coerce=int,
        choices=[
            (5, _("5 – very content")),
            (4, _("4 – content")),
            (3, _("3 – so-so")),
            (2, _("2 – not content")),
            (1, _("1 – not at all")),
        ],
        widget=forms.RadioSelect,
    )


class RefileForm(forms.Form):
    """Another category; clock and thread stay."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    category = forms.TypedChoiceField(label=_("Category"), coerce=int)
    text = long_text(pgettext_lazy("case", "Reason"), required=False)

    def __init__(self, *args: Any, categories: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].choices = list(categories)  # type: ignore[attr-defined]
