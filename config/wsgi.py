"""The product as a WSGI application, for gunicorn. It does not serve on a clock that may not be trusted."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_wsgi_application()

from django.db import connections  # noqa: E402  the applications must be ready first

from registry.checks import guard_start  # noqa: E402

guard_start()
connections.close_all()  # a server that forks must not share the connection
