"""Production: nothing exists only here except values; no secret has a default."""

from django.core.exceptions import ImproperlyConfigured

from linli.web.settings.base import *  # noqa: F403
from linli.web.settings.base import ENVIRONMENT

if not ENVIRONMENT.secret:
    raise ImproperlyConfigured("LINLI_SECRET is not set; production never starts without it.")

SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_SSL_REDIRECT = ENVIRONMENT.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
