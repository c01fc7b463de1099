"""`manage.py write_openapi`: writes docs/openapi.yaml from the operations."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Write the description of the API; a test of form compares the file with the operations."""

    help = "Write docs/openapi.yaml from the operations of the API."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Write it."""
        from config.api.schema import FILE, written_description

        (settings.BASE_DIR / FILE).write_text(written_description(), encoding="utf-8")
        self.stdout.write(f"{FILE} is written.")
