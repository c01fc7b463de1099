"""The wiring as a Django application, so that its commands and checks are found."""

from importlib import import_module

from django.apps import AppConfig


class WiringConfig(AppConfig):
    """Makes the Celery application known to every process that may wake a job."""

    name = "config"
    verbose_name = "Wiring"

    def ready(self) -> None:
        """Load the Celery application, so that shared tasks find their broker."""
        import_module("config.celery")
