"""The tests: fast hashing, no collected static files, a database of their own."""

import os

from linli.web.settings.base import *  # noqa: F403
from linli.web.settings.base import MIDDLEWARE, STORAGES
from linli.web.settings.environment import database_settings

SECRET_KEY = "not-a-secret-only-for-tests"  # noqa: S105
ALLOWED_HOSTS = ["*"]
DATABASES = {
    "default": database_settings(os.environ.get("LINLI_TEST_DATABASE", "sqlite:///:memory:"))
}
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MIDDLEWARE = [name for name in MIDDLEWARE if "whitenoise" not in name]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STYLE_PAGE = True
SECOND_FACTOR_REQUIRED = False  # its own tests turn it on
CHANNELS = {"EMAIL": {"adapter": "linli.kit.channels.mail.Mail", "sender": "Linli <l@example.org>"}}
SITE = "https://linli.example"
WEBHOOK_NETWORKS = []
CODE_SENDER = "linli.web.codes.DemoSender"
FICTIONAL_PEOPLE = True
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
