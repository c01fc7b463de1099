"""The Celery application: the door-bell of jobs (`celery -A config worker`, `celery -A config beat`)."""

import logging
import os
import sys
from typing import Any

import django
from celery import Celery
from celery.signals import beat_init, worker_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("rights-agent")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
@beat_init.connect
def refuse_a_moved_clock(**_: Any) -> None:
    """End a worker or the scheduler whose clock may not be trusted: what they write would bear false times.

    Celery notes an exception of a signal and goes on, so the process is ended outright, whatever it met.
    """
    from django.apps import apps
    from django.db import connections

    if not apps.ready:
        django.setup()
    from registry.checks import guard_start

    try:
        guard_start()
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    except Exception:
        logging.getLogger(__name__).exception("The clock could not be examined; nothing is begun.")
        sys.exit(1)
    connections.close_all()  # a worker that forks must not share the connection
