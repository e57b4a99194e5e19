"""What people type about their channels, and administrators about subscriptions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.apps.notices.labels import LANGUAGES, REACHES, STATES, known_kinds
from linli.apps.notices.rules.choices import CODE_DIGITS
from linli.apps.notices.rules.delivery import Channel, SendingState

_HELP = {
    Channel.EMAIL: _("Your e-mail address"),
    Channel.SMS: _("A mobile number of eleven digits"),
    Channel.WECHAT: _("Your OpenID at the official account; the office can look it up"),
    Channel.DINGTALK: _("Your user id, on your card in the address book"),
}


class AddressForm(forms.Form):
    """Where a channel leads."""

    address = forms.CharField(label=_("Your address"), max_length=120)

    def __init__(self, channel: Channel, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{channel.lower()}_%s", **options})
        self.fields["address"].help_text = _HELP[channel]
        if channel == Channel.EMAIL:
            self.fields["address"].widget = forms.EmailInput(attrs={"autocomplete": "email"})
        if channel == Channel.SMS:
            self.fields["address"].widget = forms.TextInput(
                attrs={"inputmode": "tel", "autocomplete": "tel"}
            )


class CodeForm(forms.Form):
    """The code that came over the channel."""

    code = forms.CharField(
        label=_("The code you received"),
        max_length=CODE_DIGITS + 2,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def __init__(self, channel: Channel, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{channel.lower()}_%s", **options})


class ReachForm(forms.Form):
    """How much goes over a channel."""

    reach = forms.ChoiceField(
        label=_("What goes there"),
        choices=[(str(reach), label) for reach, label in REACHES.items()],
    )

    def __init__(self, channel: Channel, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{channel.lower()}_%s", **options})


class LanguageForm(forms.Form):
    """The language of one's notices."""

    language = forms.ChoiceField(
        label=_("Language of notices"),
        choices=[(str(language), label) for language, label in LANGUAGES.items()],
    )


class StateFilter(forms.Form):
    """The filter above the letters: always one state."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[
            (str(state), STATES[state])
            for state in (
                SendingState.FAILED,
                SendingState.DEFERRED,
                SendingState.QUEUED,
                SendingState.SENDING,
                SendingState.DELIVERED,
                SendingState.MOOT,
            )
        ],
    )


class WebhookForm(forms.Form):
    """A new subscription."""

    name = forms.CharField(label=_("Other system"), max_length=80)
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("Such as https://example.org/events. It must be reachable from here."),
        widget=forms.URLInput,
    )
    scope_path = forms.ChoiceField(label=_("Place"))
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of events"),
        required=False,
        help_text=_("None chosen: all of them."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, places: Sequence[tuple[str, str]], *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        everywhere = _("The whole installation")
        self.fields["scope_path"].choices = [  # type: ignore[attr-defined]
            (path, name or everywhere) for path, name in places
        ]
        self.fields["scope_path"].required = all(path for path, _name in places)
        self.fields["kinds"].choices = [  # type: ignore[attr-defined]
            (kind.code, kind.label) for kind in known_kinds().values()
        ]
