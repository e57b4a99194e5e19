"""Binding the sign-in library to our accounts: names, phones, codes, lock-out, the trail.

The library keeps the flow (sessions, codes, second factors); every change of an account goes
through the services, and every sign-in leaves its line in the trail.
"""

import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import (
    ChangePasswordForm,
    ChangePhoneForm,
    ConfirmLoginCodeForm,
    LoginForm,
    ReauthenticateForm,
    RequestLoginCodeForm,
    SetPasswordForm,
    VerifyPhoneForm,
)
from allauth.account.internal.constants import LoginStageKey
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    get_reauthentication_flows,
    raise_if_reauthentication_required,
)
from allauth.account.stages import LoginStageController
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AgainByCode
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from linli.apps.accounts import services
from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import CODE_DIGITS, normal_phone
from linli.apps.accounts.selectors import account_by_phone, code_key, is_locked, phone_of
from linli.core.access import Actor
from linli.kit.encryption import SealedColumn
from linli.kit.sentences import sentence
from linli.web.codes import code_sender
from linli.web.errors import too_many

_FRESH = timedelta(minutes=15)
WRONG_PAIR = _("Name and password do not fit together.")


class PhoneField(forms.CharField):
    """A mobile number, typed with or without spaces and country code."""

    widget = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"})

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Phone number"))
        super().__init__(**options)

    def clean(self, value: str) -> str:
        """Return eleven digits.

        Raises ValidationError for anything else.
        """
        phone = normal_phone(super().clean(value))
        if phone is None:
            raise ValidationError(_("Type a mobile number of eleven digits."))
        return phone


class PasswordForm(LoginForm):
    """Name or phone, and password."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        login, password = self.fields["login"], self.fields["password"]
        login.label, password.label = _("User name or phone number"), _("Password")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none"}
        password.widget.attrs.pop("placeholder", None)
        password.help_text = ""


class CodeForm(RequestLoginCodeForm):
    """The phone that gets the code; askings are counted whether or not the number is known."""

    def clean_phone(self) -> str:
        """Return the number.

        Raises ValidationError when too many codes were asked for.
        """
        return _counted(super().clean_phone())


class TypedCodeForm(ConfirmLoginCodeForm):
    """The code that came by phone; one sent to a number that is the account's no more is none."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _as_typed_code(self.fields["code"])

    def clean_code(self) -> str:
        """Return the code.

        Raises ValidationError for a wrong one, and when the number has changed since it was sent:
        the library would sign in whoever has the old number, and put that number back.
        """
        code = super().clean_code()
        stage = LoginStageController.enter(context.request, LoginStageKey.LOGIN_BY_CODE.value)
        user = stage.login.user if stage else None
        if stage is None or user is None or stage.state.get("phone") != phone_of(user):
            raise ValidationError(AccountAdapter.error_messages["incorrect_code"])
        return code


class OwnPhoneForm(ChangePhoneForm):
    """The new number of one's own; a code goes there, and counts like those of the sign-in."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["phone"].label = _("New phone number")

    def clean_phone(self) -> str:
        """Return the number.

        Raises ValidationError when too many codes were asked for, and when somebody who has
        neither password nor second factor to show again signed in too long ago. The library asks
        whoever has one before the code goes out; asked here already, nothing is counted twice.
        """
        phone = super().clean_phone()
        raise_if_reauthentication_required(context.request, app="allauth.account")
        if not (get_reauthentication_flows(self.user) or _signed_in_lately(self.user)):
            raise ValidationError(
                _(
                    "To be sure that it is you: sign out, sign in again with a code, and change "
                    "the number within a quarter of an hour."
                )
            )
        return _counted(phone)


class TypedPhoneCodeForm(VerifyPhoneForm):
    """The code that came to the new number."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _as_typed_code(self.fields["code"])


class NewPasswordForm(ChangePasswordForm):
    """The present password and a new one, twice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _without_placeholders(self)


class FirstPasswordForm(SetPasswordForm):
    """A new password, twice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _without_placeholders(self)


class AgainForm(ReauthenticateForm):
    """The password once more, before something that matters."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _without_placeholders(self)


class CountedCode(BaseAuthenticateForm):
    """A code of the second factor; wrong ones count towards the same lock as wrong passwords.

    The library's own limit lives in the memory of one process, and is off here (see settings).
    """

    def clean_code(self) -> str:
        """Return the code.

        Raises ValidationError for a wrong one, and for any while the account is locked.
        """
        request = context.request
        if is_locked(self.user, now=datetime.now(UTC)):
            request.axes_locked_out = True  # the answer is then that of a locked password
            raise ValidationError(_("Too many attempts. Wait a quarter of an hour."))
        try:
            return super().clean_code()
        except ValidationError:
            AxesProxyHandler.user_login_failed(
                sender=type(self), credentials={"username": self.user.username}, request=request
            )
            raise


class SecondFactorForm(CountedCode, AuthenticateForm):
    """The second factor at sign-in."""


class SecondFactorAgainForm(CountedCode, AgainByCode):
    """The second factor once more, before something that matters."""


def _counted(phone: str) -> str:
    """Return a number to which a code may go.

    Raises ValidationError when too many codes were asked for.
    """
    address = get_address(context.request)
    try:
        services.count_code_request(phone=phone, address=address, now=datetime.now(UTC))
    except services.TooManyCodes as refusal:
        raise ValidationError(sentence(refusal)) from refusal
    return phone


def _signed_in_lately(user: Account) -> bool:
    """Tell whether the sign-in of this session lies less than a quarter of an hour back."""
    records = get_authentication_records(context.request, user)
    return bool(records) and time.time() - records[-1]["at"] < _FRESH.total_seconds()


def _as_typed_code(field: forms.Field) -> None:
    field.label = _("Code of six digits")
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}


def _without_placeholders(form: forms.Form) -> None:
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


class AccountAdapter(DefaultAccountAdapter):
    """What the library asks about accounts."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": WRONG_PAIR,
        "phone_password_mismatch": WRONG_PAIR,
        "incorrect_code": _("This is not the code."),
        "same_as_current": _("This is the number that receives the codes already."),
        "phone_taken": _("Another account uses this phone number."),
        "too_many_login_attempts": _("Too many attempts. Wait a quarter of an hour."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Answer no: accounts are opened at the counter and by administrators."""
        return False

    def phone_form_field(self, **options: Any) -> PhoneField:
        return PhoneField(**options)

    def get_user_by_phone(self, phone: str) -> Account | None:
        account = account_by_phone(phone)
        return account if account and account.is_active else None

    def get_phone(self, user: Account) -> tuple[str, bool] | None:
        phone = phone_of(user)
        return (phone, True) if phone else None

    def set_phone(self, user: Account, phone: str, verified: bool) -> None:
        services.set_phone(
            actor=_oneself(user), account_id=user.pk, phone=phone, now=datetime.now(UTC)
        )

    def set_phone_verified(self, user: Account, phone: str) -> None:
        """Put in force the number that somebody has proven by the code sent there.

        At the counter a number is entered without: it has seen the number work.
        """
        if phone != phone_of(user):
            self.set_phone(user, phone, True)

    def generate_phone_verification_code(self, *, user: Account, phone: str) -> str:
        return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"

    def send_verification_code_sms(self, user: Account, phone: str, code: str, **_: Any) -> None:
        code_sender().send(phone, code)

    def send_unknown_account_sms(self, phone: str, **_: Any) -> None:
        """Send nothing: the page says the same whether or not the number is known."""

    def clean_password(self, password: str, user: Account | None = None) -> str:
        if user is not None and user.check_password(password):
            raise ValidationError(_("The new password is the old one."))
        return super().clean_password(password, user)

    def set_password(self, user: Account, password: str) -> None:
        changed = services.set_password(
            actor=_oneself(user),
            account_id=user.pk,
            password=password,
            now=datetime.now(UTC),
        )
        user.password, user.must_change_password = changed.password, False

    def post_login(self, request: HttpRequest, user: Account, **options: Any) -> HttpResponse:
        services.record_sign_in(account=user, now=datetime.now(UTC))
        return super().post_login(request, user, **options)

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, Account):
            services.record_sign_out(account=request.user, now=datetime.now(UTC))
        super().logout(request)

    def add_message(self, request: HttpRequest, level: int, *args: Any, **options: Any) -> None:
        """Leave out what the page shows anyway: signed in, signed out, code sent."""
        template = options.get("message_template") or (args[0] if args else "") or ""
        shown_anyway = ("logged_in.txt", "logged_out.txt", "login_code_sent.txt",
                        "phone_verification_sent.txt")  # fmt: skip
        if not template.endswith(shown_anyway):
            super().add_message(request, level, *args, **options)


_SECRETS = SealedColumn("mfa_authenticator", "data")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Seals the secrets of second factors like personal data."""

    def encrypt(self, text: str) -> str:
        return _SECRETS.seal(0, text).hex()

    def decrypt(self, encrypted_text: str) -> str:
        return _SECRETS.open(0, bytes.fromhex(encrypted_text))


def get_address(request: HttpRequest) -> str | None:
    """Return where a request comes from, behind the configured number of proxies."""
    return AccountAdapter(request).get_client_ip(request)


def _oneself(account: Account) -> Actor:
    key = context.request.session.session_key if context.request else ""
    return Actor(account_id=account.pk, person_id=account.person_id, name=str(account),
                 session_key=key or "")  # fmt: skip


def counted_name(request: HttpRequest | None, credentials: dict[str, Any] | None) -> str:
    """Return the name under which attempts are counted: the account's, however it was typed.

    Without this the lock would hang on what was typed, and the right password would open a locked
    account (a known fault of this pair of libraries). A phone number is never stored here.
    """
    given = credentials or {}
    typed = given.get("phone") or given.get("username") or ""
    if not typed and request is not None:
        typed = request.POST.get("login", "")
    typed = typed.strip().casefold()
    if normal_phone(typed) is None:
        return typed[:60]
    account = account_by_phone(typed)
    return account.username.casefold() if account else f"phone:{code_key(typed).hex()}"


def locked_out(request: HttpRequest, *_arguments: Any) -> HttpResponse:
    """Answer 429 while an account is locked; the right password does not help either."""
    return too_many(request)
