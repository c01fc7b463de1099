"""What the runtime role may do, granted after every migration, and the check that it is so (12, 13).

The role itself is made by an operator or by the launcher, never here. It reads everything, writes ordinary
tables, files documents and terms without changing them, removes no record that is kept, and reaches the books
through their doors alone.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from registry.verifier.guards import (
    BOOK_TABLES,
    DOOR_TABLES,
    DOORS,
    FILED_TABLES,
    KEPT_TABLES,
    all_shortcomings,
)

DURABILITY = ("fsync", "full_page_writes", "synchronous_commit")
READ_ONLY_TABLES = frozenset({*DOOR_TABLES, "django_migrations"})
# Added to and never changed by the product: papers, and the history of what was changed on the model pages.
APPENDED_TABLES = (*FILED_TABLES, "django_admin_log")


def grant_runtime_role(sender: AppConfig, *, using: str = DEFAULT_DB_ALIAS, **_: Any) -> None:
    """Give the runtime role exactly its rights; nothing when it owns the tables itself or does not exist."""
    connection = connections[using]
    role = settings.DATABASE_RUNTIME_ROLE
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user, EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [role])
        owner, role_exists = cursor.fetchone()
        if (
            owner == role
            or not role_exists
            or "book_entry" not in connection.introspection.table_names(cursor)
        ):
            return
        for statement in _statements(cursor, sql.Identifier(role)):
            cursor.execute(statement)


def _statements(cursor: Any, role: sql.Identifier) -> Iterable[sql.Composed]:
    """The grants in order: everything taken back, then reading, ordinary writing, filing, the doors."""
    cursor.execute("SELECT relname, relkind FROM pg_class WHERE relnamespace = 'public'::regnamespace")
    relations = cursor.fetchall()
    ordinary = [
        sql.Identifier(name)
        for name, kind in relations
        if kind in {"r", "p"} and name not in {*READ_ONLY_TABLES, *APPENDED_TABLES, *KEPT_TABLES}
    ]
    cursor.execute(
        "SELECT oid::regprocedure::text FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND proname = ANY (%s)",
        [sorted(DOORS)],
    )
    doors = [sql.SQL(signature) for (signature,) in cursor.fetchall()]
    closed_sequences = {f"{table}_id_seq" for table in (*BOOK_TABLES, "registry_approval", "audit_record")}
    sequences = [
        sql.Identifier(name) for name, kind in relations if kind == "S" and name not in closed_sequences
    ]
    present = {name for name, _ in relations}
    filed = [sql.Identifier(name) for name in APPENDED_TABLES if name in present]
    kept = [sql.Identifier(name) for name in KEPT_TABLES if name in present]

    def grant(template: str, names: Sequence[sql.Composable] = ()) -> sql.Composed:
        return sql.SQL(template).format(role=role, names=sql.SQL(", ").join(names))

    yield grant("REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {role}")
    yield grant("REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {role}")
    # Databases that came from a server before 15 let everybody create there.
    yield grant("REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}")
    yield grant("GRANT USAGE ON SCHEMA public TO {role}")
    yield grant("GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}")
    yield grant("GRANT INSERT, UPDATE, DELETE ON {names} TO {role}", ordinary)
    yield grant("GRANT INSERT ON {names} TO {role}", filed)
    if kept:
        yield grant("GRANT INSERT, UPDATE ON {names} TO {role}", kept)
    yield grant("GRANT USAGE, SELECT ON SEQUENCE {names} TO {role}", sequences)
    if doors:
        yield grant("GRANT EXECUTE ON FUNCTION {names} TO {role}", doors)


@register(Tags.database)
def check_books_guarded(
    app_configs: Sequence[AppConfig] | None, databases: Iterable[str] | None = None, **_: Any
) -> list[CheckMessage]:
    """Name what is missing around the books: roles, grants, triggers, constraints, durable commits."""
    if not databases or DEFAULT_DB_ALIAS not in databases:
        return []
    connection = connections[DEFAULT_DB_ALIAS]
    if _awaits_migrations(connection):
        return []
    with connection.cursor() as cursor:
        return [*_check_durability(cursor), *_check_guards(cursor)]


def _awaits_migrations(connection: BaseDatabaseWrapper) -> bool:
    """Whether the registry's tables are not up to date: then there is nothing to check yet."""
    executor = MigrationExecutor(connection)
    targets = [key for key in executor.loader.graph.leaf_nodes() if key[0] == "registry"]
    return bool(executor.migration_plan(targets))


def _check_durability(cursor: Any) -> list[CheckMessage]:
    """Refuse a server that acknowledges what a crash may lose."""
    cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY (%s)", [list(DURABILITY)])
    return [
        Error(
            f"The database server runs with {name} = {setting}: a posting it acknowledged may be lost.",
            hint=f"Set {name} = on in postgresql.conf.",
            id="registry.E010",
        )
        for name, setting in sorted(cursor.fetchall())
        if setting == "off"
    ]


def _check_guards(cursor: Any) -> list[CheckMessage]:
    """Turn each shortcoming into a message; one role for everything is a warning, for a first try."""
    role = settings.DATABASE_RUNTIME_ROLE
    cursor.execute("SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'book_entry'::regclass")
    (owner,) = cursor.fetchone()
    if owner == role:
        return [
            Warning(
                f"The role {role} owns the books: triggers alone keep it from changing them.",
                hint="Set DATABASE_OWNER_URL to another role; docs/operations.md gives the lines of SQL.",
                id="registry.W011",
            )
        ]
    return [
        Error(
            told,
            hint="Run `manage.py migrate` as the owner, or see docs/operations.md for the lines of SQL.",
            id="registry.E011",
        )
        for told in all_shortcomings(cursor, role=role)
    ]
