"""Rows of the shell, and of the sign-in library's pages."""

from tests.web.access import EVERYBODY, Row

ENTRANCE = {"anonymous": 200, "ok": 302, "pictured": False}
AGAIN = {"ok": 302, "pictured": False, "why": "asks for the password once more first"}
NO_FACTOR = {"pictured": False, "why": "these accounts have no second factor"}

ROWS = [
    Row("home", open_to=EVERYBODY),
    Row("healthz", public=True, pictured=False),
    Row("set_language", public=True, method="POST", data={"language": "en"}, ok=302),
    Row("large_text", public=True, method="POST", data={"on": "0"}, ok=302),
    Row("style", public=True),
    Row("demo_codes", public=True, ok=404, pictured=False, why="only in the demonstration"),
    Row("account_login", **ENTRANCE),
    Row("account_request_login_code", **ENTRANCE),
    Row("account_confirm_login_code", ok=302, pictured=False),
    Row("mfa_authenticate", ok=302, pictured=False),
    Row("account_inactive", public=True),
    Row("account_logout", anonymous=302, pictured=False),
    Row("account_reauthenticate"),
    Row("mfa_reauthenticate", ok=302, **NO_FACTOR),
    Row("mfa_reauthenticate_webauthn", ok=302, **NO_FACTOR),
    Row("account_change_password"),
    Row("account_set_password", ok=302, pictured=False, why="these accounts have a password"),
    Row("account_change_phone"),
    Row("account_verify_phone", ok=302, pictured=False, why="no code was asked for"),
    Row("usersessions_list"),
    Row("mfa_index"),
    Row("mfa_activate_totp", **AGAIN),
    Row("mfa_deactivate_totp", ok=404, **NO_FACTOR),
    Row("mfa_view_recovery_codes", ok=404, **NO_FACTOR),
    Row("mfa_generate_recovery_codes", **AGAIN),
    Row("mfa_download_recovery_codes", ok=404, **NO_FACTOR),
    Row("mfa_list_webauthn"),
    Row("mfa_add_webauthn", **AGAIN),
    Row("mfa_remove_webauthn", at=lambda place: {"pk": place.pk}, outside=302, **AGAIN),
    Row("mfa_edit_webauthn", at=lambda place: {"pk": place.pk}, outside=302, **AGAIN),
]
