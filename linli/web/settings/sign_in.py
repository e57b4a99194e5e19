"""How people sign in: allauth for sessions, codes and second factors, axes for the lock-out."""

from datetime import timedelta

from linli.apps.accounts.rules import CODE_ATTEMPTS, CODE_MINUTES
from linli.web.settings.environment import read_environment

_ENVIRONMENT = read_environment()

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

# Staff sign in with a second factor; the demo lets it be left out and says so on every page.
DEMO = _ENVIRONMENT.demo
SECOND_FACTOR_REQUIRED = not DEMO
CODE_SENDER = _ENVIRONMENT.code_sender or (
    "linli.web.codes.DemoSender" if DEMO else "linli.web.codes.NoSender"
)

ACCOUNT_ADAPTER = "linli.web.sign_in.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "phone", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = CODE_ATTEMPTS
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = CODE_MINUTES * 60
ACCOUNT_LOGIN_TIMEOUT = 15 * 60
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "linli.web.sign_in.PasswordForm",
    "request_login_code": "linli.web.sign_in.CodeForm",
    "confirm_login_code": "linli.web.sign_in.TypedCodeForm",
    "change_password": "linli.web.sign_in.NewPasswordForm",
    "set_password": "linli.web.sign_in.FirstPasswordForm",
    "reauthenticate": "linli.web.sign_in.AgainForm",
    "change_phone": "linli.web.sign_in.OwnPhoneForm",
    "verify_phone": "linli.web.sign_in.TypedPhoneCodeForm",
}
# Wrong passwords and second factors are counted by axes, requests for codes by our own rows.
ACCOUNT_RATE_LIMITS = {
    "login_failed": None, "request_login_code": None, "change_phone": None, "verify_phone": None
}  # fmt: skip
ACCOUNT_PHONE_VERIFICATION_MAX_ATTEMPTS = CODE_ATTEMPTS
ACCOUNT_PHONE_VERIFICATION_TIMEOUT = CODE_MINUTES * 60

MFA_ADAPTER = "linli.web.sign_in.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "linli.web.sign_in.SecondFactorForm",
    "reauthenticate": "linli.web.sign_in.SecondFactorAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Linli 邻里"
MFA_TOTP_TOLERANCE = 1
MFA_PASSKEY_LOGIN_ENABLED = False
USERSESSIONS_TRACK_ACTIVITY = False

SESSION_ENGINE = "linli.web.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _ENVIRONMENT.https
if _ENVIRONMENT.https:
    # The prefix makes the browser hold cookies to this host and to HTTPS.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-linli", "__Host-linli-csrf"

AXES_USERNAME_CALLABLE = "linli.web.sign_in.counted_name"
AXES_LOCKOUT_CALLABLE = "linli.web.sign_in.locked_out"
AXES_LOCKOUT_PARAMETERS = ["username"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_SENSITIVE_PARAMETERS = ["login", "phone", "password", "code"]
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# Locking by account alone is the stricter choice: nobody gains attempts by changing addresses.
SILENCED_SYSTEM_CHECKS = ["axes.W006"]
