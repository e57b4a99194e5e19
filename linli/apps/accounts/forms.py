"""What security administrators type."""

from typing import cast

from django import forms
from django.utils.translation import gettext_lazy as _

from linli.apps.accounts.labels import ROLES
from linli.kit.scope_filter import ScopeField
from linli.kit.scope_names import ScopeChoice


class AccountFilter(forms.Form):
    """The filters above the list of accounts."""

    q = forms.CharField(label=_("Name"), required=False, max_length=60)
    place = ScopeField()
    all = forms.BooleanField(label=_("Residents too"), required=False)

    def __init__(self, *args: object, places: list[ScopeChoice], **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        cast(ScopeField, self.fields["place"]).offer(places)


class AccessFilter(forms.Form):
    """The filter above the review of access."""

    role = forms.ChoiceField(label=_("Role"), required=False)

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]
        choices = [(str(role), label) for role, label in ROLES.items()]
        self.fields["role"].choices = [("", _("All roles")), *choices]  # type: ignore[attr-defined]


class NewAccount(forms.Form):
    """An account for somebody; its first password is drawn and shown once."""

    username = forms.RegexField(
        r"^[a-z0-9._-]+$",
        label=_("User name"),
        max_length=60,
        help_text=_("Small letters, digits, point and hyphen. No ID or phone number."),
    )
    display_name = forms.CharField(label=_("Name"), max_length=80)
    phone = forms.CharField(label=_("Phone number for codes"), required=False, max_length=20)


class NewPhone(forms.Form):
    """Another number for codes, and why; empty takes the number off."""

    phone = forms.CharField(
        label=_("Phone number for codes"),
        required=False,
        max_length=20,
        help_text=_("Empty: no codes any more. All sessions end; the old number stops working."),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class Reason(forms.Form):
    """Why something is done to somebody's account."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class Nothing(forms.Form):
    """A form that only confirms."""
