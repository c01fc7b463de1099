"""`manage.py migrate` as the role that owns the tables."""

from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoMigrate


class Command(DjangoMigrate):
    """Migrate as the owner when DATABASE_OWNER_URL is set; `--database` may still name another."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take Django's arguments with another default database."""
        super().add_arguments(parser)
        parser.set_defaults(database=settings.DATABASE_OWNER_ALIAS)

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate, then say which role did when anybody is to be told."""
        super().handle(*args, **options)
        if options["verbosity"] >= 1:
            user = settings.DATABASES[options["database"]]["USER"]
            self.stdout.write(f"Migrated as {user or 'the default role'}.")
