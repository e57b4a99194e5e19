"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.web.settings.production")
application = get_wsgi_application()

from django.db import connections  # noqa: E402  the settings have to be there first

from linli.web.maintenance import DATABASE  # noqa: E402

DATABASE.look()
connections.close_all()  # each thread that serves opens its own
