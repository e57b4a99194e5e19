"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.web.settings.production")
application = get_wsgi_application()

from linli.web.maintenance import DATABASE  # noqa: E402  the settings have to be there first

DATABASE.look()
