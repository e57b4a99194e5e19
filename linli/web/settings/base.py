"""Settings that hold everywhere. Values of one installation come from the environment."""

from pathlib import Path

from csp.constants import NONE, SELF

import linli
from linli.web.settings.channels import channel_settings, mail_server
from linli.web.settings.environment import database_settings, read_environment
from linli.web.settings.sign_in import *  # noqa: F403

ENVIRONMENT = read_environment()
PACKAGE = Path(linli.__file__).parent

SECRET_KEY = ENVIRONMENT.secret
DEBUG = False
STYLE_PAGE = False  # the living style page, for developers
ALLOWED_HOSTS = list(ENVIRONMENT.hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.origins)

APPLICATIONS = [
    "linli.apps.audit",
    "linli.apps.accounts",
    "linli.apps.places",
    "linli.apps.people",
    "linli.apps.organisations",
    "linli.apps.notices",
    "linli.apps.grids",
    "linli.apps.cases",
    "linli.apps.dashboards",
    "linli.apps.interfaces",
    "linli.apps.transfers",
    "linli.apps.operations",
]

INSTALLED_APPS = [
    "linli.web",
    *APPLICATIONS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "linli.web.middleware.DeviceMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "linli.web.maintenance.MaintenanceMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "linli.web.kept.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "linli.web.middleware.ActorMiddleware",
    "linli.web.middleware.UnstorableMiddleware",
    "linli.web.middleware.DutyMiddleware",
    "linli.web.middleware.RefusalMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "linli.web.urls"
WSGI_APPLICATION = "linli.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["linli.kit.tags"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "linli.web.context.shell",
            ],
        },
    },
]

# Where the keys of personal data lie (kit.keys); never in the repository, never in the database.
KEY_PROVIDER = "linli.kit.keys.KeyFolder"
KEY_FOLDER = ENVIRONMENT.keys
KEY_SUITE = ENVIRONMENT.key_suite
# Whether numbers of invented people (core.identifiers) are accepted: the demo and the tests.
FICTIONAL_PEOPLE = ENVIRONMENT.demo

# Where this installation is found, for links in letters; and the ways letters leave it.
SITE = ENVIRONMENT.site or "http://localhost:8000"
CHANNELS = channel_settings(ENVIRONMENT)
MAIL_SERVER = mail_server(ENVIRONMENT.smtp)
EMAIL_HOST, EMAIL_PORT = MAIL_SERVER.host, MAIL_SERVER.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL_SERVER.user, MAIL_SERVER.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL_SERVER.tls == "start", MAIL_SERVER.tls == "on"
EMAIL_TIMEOUT = 20  # shorter than a claim by far: a server that hangs must not hold the worker
# Networks of one's own that webhooks may lead into; everything that is not public is refused else.
WEBHOOK_NETWORKS = list(ENVIRONMENT.webhook_networks)

DATABASES = {"default": database_settings(ENVIRONMENT.database)}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "linli.kit.form_markup.FormRenderer"
AUTH_USER_MODEL = "accounts.Account"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
_catalogues = PACKAGE / "locale" if (PACKAGE / "locale").is_dir() else PACKAGE.parent / "locale"
LOCALE_PATHS = sorted(path for path in _catalogues.glob("*") if path.is_dir())
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = ENVIRONMENT.data / "static"
MEDIA_ROOT = ENVIRONMENT.data / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "media-src": [SELF, "blob:"],  # a voice note is heard before it is sent
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
        "worker-src": [SELF],
    }
}

# The usual published minimum for argon2id; the default of the framework costs seven times as much
# and would let a morning of sign-ins take the machine (stack note, 5c).
PASSWORD_HASHERS = ["linli.web.hashers.Argon2id"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CSRF_FAILURE_VIEW = "linli.web.errors.form_expired"
