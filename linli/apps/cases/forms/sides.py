"""Forms for what is done beside the flow: remarks, ratings, another category."""

from collections.abc import Iterable
from hashlib import sha256
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.forms.fields import (
    ANY_WAY,
    REPORTER_READS,
    PhotosField,
    ToldForm,
    VoiceField,
    choices,
    long_text,
    said_field,
    way_field,
)
from linli.apps.cases.labels.contacts import CONTACT_WAYS
from linli.apps.cases.rules.contacts import ContactWay


def new_key() -> str:
    """Return a key for a form that is shown."""
    return str(uuid4())


class RemarkForm(ToldForm):
    """Something added to a case: in words, by voice, or with pictures."""

    key = forms.CharField(max_length=36, required=False, initial=new_key, widget=forms.HiddenInput)
    text = long_text(pgettext_lazy("case", "Remark"), required=False, help_text=ANY_WAY)
    voice = VoiceField()
    photos = PhotosField()

    def command_key(self) -> str:
        """Return the key of the remark that was told: the same form sent twice is one remark.

        Other words or files in the same form, after going back in the browser, are another remark.
        """
        form, text = self.cleaned_data["key"], self.cleaned_data["text"]
        for file in filter(None, (self.cleaned_data.get("voice"), *self.cleaned_data["photos"])):
            text += f"\n{file.size}"
        return f"{form}-{sha256(text.encode()).hexdigest()[:32]}" if form else ""


class InnerRemarkForm(RemarkForm):
    """The same from whoever works on it; it may stay among them."""

    is_inner = forms.BooleanField(label=_("Not shown to the reporter"), required=False)


class SaidForm(forms.Form):
    """What is said in a video or voice note; `next` is the page on which it was read."""

    next = forms.CharField(max_length=400, required=False, widget=forms.HiddenInput)
    said = said_field()


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


class RatingForForm(RatingForm):
    """How content the reporter said to be, heard by the desk."""

    way = way_field()
    text = long_text(_("What the reporter said"), required=False, help_text=REPORTER_READS)


class NoAnswerForm(forms.Form):
    """Nobody was reached; what was tried."""

    way = way_field()
    text = long_text(
        _("What happened: nobody answered, wrong number …"),
        required=False,
        help_text=REPORTER_READS,
    )


class ContactForm(forms.Form):
    """How the reporter was contacted, and whether that reached them."""

    way = forms.ChoiceField(
        label=_("How"),
        choices=choices(CONTACT_WAYS),
        initial=str(ContactWay.TELEPHONE),
        widget=forms.RadioSelect,
    )
    reached = forms.ChoiceField(
        label=_("Did you reach the reporter?"),
        choices=[("yes", _("Yes")), ("no", _("No, nobody was reached"))],
        widget=forms.RadioSelect,
    )
    text = long_text(_("What was said"), required=False, rows=2, help_text=REPORTER_READS)


class RefileForm(forms.Form):
    """Another category; clock and thread stay."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    category = forms.TypedChoiceField(label=_("Category"), coerce=int)
    text = long_text(pgettext_lazy("case", "Reason"), required=False, help_text=REPORTER_READS)

    def __init__(self, *args: Any, categories: Iterable[tuple[int, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["category"].choices = list(categories)  # type: ignore[attr-defined]


class OwnRefileForm(RefileForm):
    """The same from the reporter, who need not give a reason."""

    text = long_text(_("Note"), required=False)
