"""What every test stands on: the runtime role on every connection, and a way back to empty tables.

The test database is made by its owner. After that each connection takes the runtime role by SET ROLE, so a
test sees what production sees. Tests that commit empty the tables afterwards as the owner, with the triggers
that refuse a TRUNCATE lifted and put back exactly as they were; the product has no switch for it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.refusing import _refusals_leave_the_books

__all__ = ["_refusals_leave_the_books"]
# Rows that migrations and post_migrate wrote and that no test changes.
KEPT_TABLES = ("django_migrations", "django_content_type", "auth_permission")

TABLES = """
    SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND NOT tablename = ANY (%s)
"""
TRUNCATE_TRIGGERS = """
    SELECT format('%I.%I', namespace.nspname, class.relname), quote_ident(trigger.tgname),
           CASE trigger.tgenabled WHEN 'A' THEN 'ENABLE ALWAYS' WHEN 'R' THEN 'ENABLE REPLICA'
                                  ELSE 'ENABLE' END
      FROM pg_trigger trigger
      JOIN pg_class class ON class.oid = trigger.tgrelid
      JOIN pg_namespace namespace ON namespace.oid = class.relnamespace
     WHERE NOT trigger.tgisinternal AND trigger.tgtype & 32 <> 0 AND trigger.tgenabled <> 'D'
"""


def take_runtime_role(*, connection: Any, **_: object) -> None:
    """Give a new connection the rights the product has when it runs."""
    from django.conf import settings

    if connection.alias == "default" and connection.settings_dict["USER"] != settings.DATABASE_RUNTIME_ROLE:
        with connection.cursor() as cursor:
            cursor.execute(f'SET ROLE "{settings.DATABASE_RUNTIME_ROLE}"')


@contextmanager
def owner_rights(connection: Any) -> Generator[Any]:
    """Give a test's connection back the owner's rights for a moment."""
    from django.conf import settings

    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
        try:
            yield cursor
        finally:
            cursor.execute(f'SET ROLE "{settings.DATABASE_RUNTIME_ROLE}"')


def empty_tables() -> None:
    """Empty every table in one transaction of the owner, lifting the triggers that refuse it."""
    from django.db import connection, transaction

    with transaction.atomic(), owner_rights(connection) as cursor:
        cursor.execute(TABLES, [list(KEPT_TABLES)])
        tables = [row[0] for row in cursor.fetchall()]
        cursor.execute(TRUNCATE_TRIGGERS)
        triggers = cursor.fetchall()
        for table, trigger, _ in triggers:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        for table, trigger, enable in triggers:
            cursor.execute(f"ALTER TABLE {table} {enable} TRIGGER {trigger}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Connect as the owner: it makes the test database, and may become the runtime role."""
    from django.conf import settings
    from django.db import connections

    if "owner" in connections.settings:
        for part in ("USER", "PASSWORD"):
            connections.settings["default"][part] = connections.settings["owner"][part]
            connections["default"].settings_dict[part] = connections.settings["owner"][part]
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None) -> Iterator[None]:
    """Put every connection of the tests into the runtime role, once the test database stands."""
    from django.db import connection
    from django.db.backends.signals import connection_created
    from django.test import TransactionTestCase

    connection.close()
    connection_created.connect(take_runtime_role, dispatch_uid="tests take the runtime role")
    TransactionTestCase._fixture_teardown = lambda self: empty_tables()  # type: ignore[method-assign]
    yield
    connection_created.disconnect(dispatch_uid="tests take the runtime role")
    connection.close()


@pytest.fixture
def as_owner() -> Callable[[], Any]:
    """Give a context manager that yields a cursor with the owner's rights: `with as_owner() as cursor:`."""
    from django.db import connection

    return lambda: owner_rights(connection)


@pytest.fixture
def runtime_urls(transactional_db: None) -> dict[str, str]:
    """Give the environment for a process of the product on the test database, as the true runtime role."""
    from django.conf import settings
    from django.db import connection

    from config.embedded.roles import rename_database

    name = connection.settings_dict["NAME"]
    addresses = {
        variable: rename_database(os.environ[variable], name=name)
        for variable in ("DATABASE_URL", "DATABASE_OWNER_URL")
        if variable in os.environ
    }
    return {
        **os.environ,
        **addresses,
        "REDIS_URL": settings.REDIS_URL,
        "FILES_ROOT": str(settings.FILES_ROOT),
    }


@pytest.fixture(autouse=True)
def _folders_of_the_test(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep files, forms and mail of a database test in folders of its own."""
    needs_database = {"db", "transactional_db", "runtime_urls"} & set(request.fixturenames)
    if not needs_database and request.node.get_closest_marker("django_db") is None:
        return
    settings = request.getfixturevalue("settings")
    place = tmp_path_factory.mktemp("var")
    settings.FILES_ROOT, settings.FORMS_ROOT = place / "files", place / "forms"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that claims more than five rows of the specification: it would show none of them well."""
    for item in items:
        rows = [row for mark in item.iter_markers("row") for row in mark.args]
        if len(rows) > 5 or any(not isinstance(row, str) for row in rows):
            raise pytest.UsageError(f"{item.nodeid} marks {len(rows)} rows; five names at most")
