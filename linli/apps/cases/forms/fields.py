"""Fields that several forms of cases share."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.labels.revisits import WAYS
from linli.apps.cases.rules.clips import (
    MOST_BYTES,
    MOST_SAID,
    MOST_SECONDS,
    MOST_VOICE_BYTES,
    MOST_VOICE_SECONDS,
)
from linli.apps.cases.rules.kinds import AnswerWay
from linli.apps.cases.rules.pictures import MEGABYTE
from linli.apps.cases.rules.texts import MOST_EMAIL
from linli.kit.clips.apart import can_take_clips
from linli.kit.tags import icon

TEXT_MOST = 2000
# What a form says of the words that are typed in it; `rules.words` has which is which.
REPORTER_READS = _("The reporter reads this.")
COLLEAGUES_READ = _("Only those who work on the case read this.")
# What stands under the words of a reporter, who may also speak or show it.
ANY_WAY = _("Write, speak below, or send a photo or a short video: one of them is enough.")
PHOTOS_MOST = 6
_RECORDER = {
    "note-word": pgettext_lazy("case", "Voice note"),
    "record-word": _("Press and speak"),
    "stop-word": _("Stop"),
    "choose-word": _("Choose a recording"),
    "delete-word": _("Delete the voice note"),
    "ready-word": _("Listen to it before you send it."),
    "denied-word": _("The microphone cannot be used here. Choose a recording, or write it."),
    "short-word": _("That was too short to be heard. Press, speak, and press again."),
    "large-word": format_lazy(
        _("This file has more than {size} MB and was not taken. Choose a shorter recording."),
        size=MOST_VOICE_BYTES // MEGABYTE,
    ),
    "running-word": _("The voice note is still being recorded: press stop first."),
}


class PhotoInput(forms.ClearableFileInput):
    """A file input that takes several pictures or a video, also straight from the camera."""

    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several uploaded files; whether they are pictures or a video, the service looks at.

    Where videos are taken, the file chooser of a phone offers its gallery and both cameras.
    """

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("label", photos_label() if can_take_clips() else _("Photos"))
        options.setdefault("help_text", video_help() if can_take_clips() else "")
        accept = "image/*,video/*" if can_take_clips() else "image/*"
        super().__init__(widget=PhotoInput({"accept": accept, "multiple": True}), **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the files, none when there are none."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > PHOTOS_MOST:
            raise forms.ValidationError(
                _("At most %(most)d photos."), code="max", params={"most": PHOTOS_MOST}
            )
        return [super(PhotosField, self).clean(file, initial) for file in files if file]


def photos_label() -> Any:
    """Return the name of the field where videos are taken."""
    return _("Photos or a short video")


def video_help() -> Any:
    """Return what a video may be."""
    return format_lazy(
        _("One video of at most {seconds} seconds and {size} MB."),
        seconds=MOST_SECONDS,
        size=MOST_BYTES // MEGABYTE,
    )


class VoiceInput(forms.FileInput):
    """The input of a voice note, with the drawings for the recorder that the page makes of it."""

    def render(self, *args: Any, **options: Any) -> Any:
        """Return the input, and what is drawn on the buttons."""
        icons = (("record", icon("mic")), ("stop", icon("stop-fill")), ("delete", icon("trash")))
        drawn = format_html_join("", '<template data-voice-icon="{}">{}</template>', icons)
        return format_html("{}{}", super().render(*args, **options), drawn)


class VoiceField(forms.FileField):
    """A voice note: recorded on the page where a browser can, else chosen or recorded as a file.

    The page makes a recorder of the input (`frontend/src/cases/voice.js`), whose words stand here.
    """

    def __init__(self) -> None:
        super().__init__(
            label=_("Voice note, instead of typing"),
            required=False,
            help_text=format_lazy(
                _(
                    "At most {seconds} seconds. Whoever works on the report hears it; a voice can "
                    "be recognised, even where no name stands."
                ),
                seconds=MOST_VOICE_SECONDS,
            ),
            widget=VoiceInput(
                {
                    "accept": "audio/*",
                    "capture": True,
                    "data-voice": "",
                    "data-seconds": MOST_VOICE_SECONDS,
                    "data-bytes": MOST_VOICE_BYTES,
                    **{f"data-{name}": words for name, words in _RECORDER.items()},
                }
            ),
        )


class VoiceForm(forms.Form):
    """A form with a voice note, where the installation takes them."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not can_take_clips():
            self.fields.pop("voice", None)


class ToldForm(VoiceForm):
    """A form that says something: in words, by voice, or with photos or a video."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        text = self.fields["text"]
        if "voice" not in self.fields and text.help_text == ANY_WAY:
            text.help_text = _("Write, or send a photo: one of the two is enough.")

    def clean(self) -> dict[str, Any]:
        """Ask for a sentence where nothing is spoken or shown."""
        data = super().clean() or {}
        ways = ("text", "voice", "photos")
        if not any(data.get(way) for way in ways) and not set(ways) & set(self.errors):
            spoken = _("Write a sentence, or add a photo, a video or a voice note.")
            shown = _("Write a sentence, or add a photo.")
            self.add_error("text", spoken if "voice" in self.fields else shown)
        return data


def ask_again_for_files(form: forms.Form) -> None:
    """Say in a form that comes back what no page can fill in again."""
    if form.files:
        form.add_error(
            None, _("Voice note, photos and video were not kept: please add them again.")
        )


class DaysField(forms.Field):
    """Days that go with photos, one for each; what is no day of the past stands for none.

    The page reads them from the pictures: nobody types them, so nobody is told of a wrong one.
    """

    def __init__(self) -> None:
        super().__init__(required=False, widget=forms.MultipleHiddenInput)

    def clean(self, value: Any) -> list[date | None]:
        """Return the days in their order."""
        return [_day(text) for text in list(value or ())[:PHOTOS_MOST]]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def choices(labels: Mapping[Any, "str | Promise"], *among: StrEnum) -> list[tuple[str, Any]]:
    """Return the choices of a field from a table of labels, all of them or some."""
    return [(str(one), labels[one]) for one in (among or labels)]


def long_text(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> Any:
    """Return a field for some sentences."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=TEXT_MOST,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows, "autocomplete": "off"}),
    )


def short_text(label: Any, most: int, *, required: bool = True, help_text: Any = "") -> Any:
    """Return a field for one line that browsers do not remember."""
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        help_text=help_text,
        widget=forms.TextInput({"autocomplete": "off"}),
    )


def said_field() -> Any:
    """Return the field for what is said in a video or voice note."""
    return forms.CharField(
        label=_("What is said"),
        required=False,
        max_length=MOST_SAID,
        help_text=_("For whoever cannot hear it. Everybody who hears it reads this too."),
        widget=forms.Textarea({"rows": 2, "autocomplete": "off"}),
    )


def email_field() -> Any:
    """Return the field for an address by which somebody without an account is asked and told."""
    return forms.EmailField(
        label=_("E-mail"),
        required=False,
        max_length=MOST_EMAIL,
        help_text=_("We write when it was handled, to ask whether you agree, and when it is over."),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> Any:
    """Return a field for a day; browsers want it written as 2026-03-01 in every language."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


def body_choices(bodies: Iterable[Any], *, empty: Any = None) -> list[tuple[str, Any]]:
    """Return bodies as choices."""
    head = [("", empty)] if empty is not None else []
    return head + [(str(body.pk), body.name) for body in bodies]


def way_field() -> Any:
    """Return the choice of how the desk heard, or tried to hear, from a reporter."""
    return forms.ChoiceField(
        label=_("How you asked"),
        choices=choices(WAYS),
        initial=str(AnswerWay.TELEPHONE),
        widget=forms.RadioSelect,
    )
