"""Production: nothing exists only here except values; no secret has a default."""

from django.core.exceptions import ImproperlyConfigured

from linli.web.settings.base import *  # noqa: F403
from linli.web.settings.base import ENVIRONMENT, SILENCED_SYSTEM_CHECKS

LEAST_SECRET = 50  # as the check of the framework asks

if not ENVIRONMENT.secret:
    raise ImproperlyConfigured("LINLI_SECRET is not set; production never starts without it.")
if len(ENVIRONMENT.secret) < LEAST_SECRET or len(set(ENVIRONMENT.secret)) < LEAST_SECRET // 4:
    raise ImproperlyConfigured(
        f"LINLI_SECRET is not random enough: at least {LEAST_SECRET} characters, drawn by a "
        "machine (deploy/environment.example says how)."
    )
try:
    ENVIRONMENT.data.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(
        f"LINLI_DATA: the folder {ENVIRONMENT.data} cannot be made ({error.strerror})."
    ) from error

SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_SSL_REDIRECT = ENVIRONMENT.https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.https else None
# Other hosts of the same domain belong to other offices: neither they nor lists of browsers are
# spoken for here.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "security.W005", "security.W021"]
