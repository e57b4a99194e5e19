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
FICTIONAL_PEOPLE = True
# Static files are served from where they lie; nothing is collected.
STATIC_ROOT = None  # type: ignore[assignment]
WHITENOISE_USE_FINDERS = True
