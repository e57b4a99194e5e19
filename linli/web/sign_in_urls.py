"""Routes of sign-in: of the library's pages only those that we use, under our addresses."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.usersessions import views as sessions
from django.urls import path

urlpatterns = [
    path("sign-in/", account.login, name="account_login"),
    path("sign-in/code/", account.request_login_code, name="account_request_login_code"),
    path("sign-in/code/type/", account.confirm_login_code, name="account_confirm_login_code"),
    path("sign-in/second/", mfa.authenticate, name="mfa_authenticate"),
    path("sign-in/closed/", account.account_inactive, name="account_inactive"),
    path("sign-out/", account.logout, name="account_logout"),
    path("me/again/", account.reauthenticate, name="account_reauthenticate"),
    path("me/again/second/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("me/again/key/", keys.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("me/password/", account.password_change, name="account_change_password"),
    path("me/password/first/", account.password_set, name="account_set_password"),
    path("me/phone/", account.change_phone, name="account_change_phone"),
    path("me/phone/type/", account.verify_phone, name="account_verify_phone"),
    path("me/sessions/", sessions.list_usersessions, name="usersessions_list"),
    path("me/second/", mfa.index, name="mfa_index"),
    path("me/second/app/add/", totp.activate_totp, name="mfa_activate_totp"),
    path("me/second/app/remove/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("me/second/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "me/second/codes/new/",
        recovery_codes.generate_recovery_codes,
        name="mfa_generate_recovery_codes",
    ),
    path(
        "me/second/codes/file/",
        recovery_codes.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("me/second/keys/", keys.list_webauthn, name="mfa_list_webauthn"),
    path("me/second/keys/add/", keys.add_webauthn, name="mfa_add_webauthn"),
    path("me/second/keys/<int:pk>/remove/", keys.remove_webauthn, name="mfa_remove_webauthn"),
    path("me/second/keys/<int:pk>/edit/", keys.edit_webauthn, name="mfa_edit_webauthn"),
]
