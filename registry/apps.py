"""The registration books as a Django application."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class RegistryConfig(AppConfig):
    """Makes the roles after every migration and hands Django the checks of the registry."""

    name = "registry"
    verbose_name = "Registration books"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect what must run after migrations, and load the checks."""
        from registry import checks, grants, roles  # noqa: F401

        post_migrate.connect(roles.make_groups, dispatch_uid="registry roles")
        post_migrate.connect(grants.grant_runtime_role, sender=self, dispatch_uid="registry grants")
