"""A developer's machine and the demo: plain HTTP on this machine, a secret made at first start."""

from linli.web.settings.base import *  # noqa: F403
from linli.web.settings.base import ENVIRONMENT, STORAGES
from linli.web.settings.secret import secret_of

SECRET_KEY = ENVIRONMENT.secret or secret_of(ENVIRONMENT.data)
STYLE_PAGE = True
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True  # static files are served from where they lie; nothing to collect
FICTIONAL_PEOPLE = True
