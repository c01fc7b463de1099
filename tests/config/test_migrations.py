"""The migrations are complete, and the owner runs them."""

from io import StringIO

import pytest
from django.conf import settings
from django.core.management import call_command, get_commands, load_command_class


@pytest.mark.django_db
def test_the_models_need_no_migration_that_is_not_there() -> None:
    told = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=told, stderr=told)
    except SystemExit:
        pytest.fail(told.getvalue())


def test_migrate_runs_as_the_owner_by_itself() -> None:
    assert get_commands()["migrate"] == "config"
    command = load_command_class("config", "migrate")
    assert command.create_parser("manage.py", "migrate").parse_args([]).database == "owner"
    assert settings.DATABASES["owner"]["USER"] != settings.DATABASE_RUNTIME_ROLE
