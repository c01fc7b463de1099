"""Which rows of which tables belong to the books of an agreement, found by following the models (§21).

A table belongs to the books when a required key leads from it to the agreement. Those that serve one
installation alone, such as who may sign in, stay behind, each with its reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import Field, ForeignKey, Model
from psycopg import sql

PRODUCT = ("registry", "certificates", "exercises")
AGREEMENT, USERS, DOCUMENTS, CLOSURES = (
    "registry_rightsagreement",
    "registry_user",
    "registry_document",
    "registry_bankclosure",
)
# What stays behind, and why.
LEFT_BEHIND: Mapping[str, str] = {
    "registry_installation": "says whether this installation may print without DEMO",
    "registry_user_groups": "who may do what is settled anew by each installation",
    "registry_user_user_permissions": "who may do what is settled anew by each installation",
    "registry_accesstoken": "admits programs to this installation alone",
    "registry_accesstoken_agreements": "admits programs to this installation alone",
    "registry_idempotentcall": "answers that this installation gave to programs",
    "registry_issueraccess": "admits officers of the Company to this installation alone",
    "registry_claimcode": "codes that claim an account in this installation alone",
    "registry_holderaccess": "admits holders to this installation alone",
    "registry_copyconsent": "courtesy copies of this installation's portal alone; a successor asks anew",
    "registry_savedview": "what people of this installation look for in the queue",
    "holder_search": "made anew from the register by a job",
    "certificate_detail_row": "waits here for the second person, who opens these books from it",
}
# Where a table names files of the store, below FILES_ROOT.
FILE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    DOCUMENTS: ("stored_as",),
    "certificates_printrun": ("manifest", "hash_list", "control_sheet"),
    "certificates_printfile": ("stored_as",),
    "certificates_mailing": ("manifest", "listing"),
    "certificates_mailingfile": ("stored_as",),
    "certificates_handover": ("paper",),
    "certificates_lettermailing": ("stored_as",),
    "exercises_depositfile": ("stored_as",),
    "exercises_orderlist": ("stored_as",),
    "exercises_orderrequisition": ("stored_as",),
    "exercises_requisitionfile": ("stored_as",),
}
# Of the people of an installation their names go along, never what signs them in.
_OF_USERS: Mapping[str, str] = {
    "password": "'!'",
    "last_login": "NULL",
    "is_superuser": "false",
    "is_staff": "false",
    "is_active": "false",
    "email": "''",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, its type in PostgreSQL, and whether it holds text, which is always quoted."""

    name: str
    kind: str

    @property
    def is_text(self) -> bool:
        """Whether the column holds text."""
        return self.kind.startswith(("text", "varchar"))


@dataclass(frozen=True, slots=True)
class PackagedTable:
    """A table whose rows go along: its columns, its key, and what a row of it is."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    meaning: str

    @property
    def file(self) -> str:
        """Where its rows stand in a package."""
        return f"tables/{self.name}.csv"

    @property
    def lines_file(self) -> str:
        """Where the hashes of the lines of that file stand."""
        return f"lines/{self.name}.txt"


@cache
def packaged_models() -> tuple[type[Model], ...]:
    """Every model of the product whose table goes along, tables of many-to-many relations included."""
    found = [
        model
        for label in PRODUCT
        if apps.is_installed(label)
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.managed and model._meta.db_table not in LEFT_BEHIND
    ]
    return tuple(sorted(found, key=lambda model: model._meta.db_table))


@cache
def packaged_tables() -> tuple[PackagedTable, ...]:
    """Every table that goes along, by name."""
    return tuple(
        PackagedTable(
            model._meta.db_table,
            tuple(Column(field.column or "", _kind(field)) for field in model._meta.concrete_fields),
            tuple(field.column or "" for field in model._meta.pk_fields),
            " ".join((model.__doc__ or "").split("\n\n")[0].split()),
        )
        for model in packaged_models()
    )


def rows_of(table: PackagedTable, *, agreement: int) -> sql.Composed:
    """The query of a table's rows of an agreement, in key order, text made harmless for spreadsheets."""
    overridden = _OF_USERS if table.name == USERS else {}
    return sql.SQL("SELECT {columns} FROM {table} AS of_books WHERE {condition} ORDER BY {key}").format(
        columns=sql.SQL(", ").join(_shown(column, overridden) for column in table.columns),
        table=sql.Identifier(table.name),
        condition=_condition(table.name, alias="of_books", agreement=agreement),
        key=sql.SQL(", ").join(sql.Identifier("of_books", name) for name in table.key),
    )


def copy_of(table: PackagedTable, *, agreement: int) -> sql.Composed:
    """The COPY that streams a table's rows as CSV with a head: text quoted, null an empty field unquoted."""
    quoted = [sql.Identifier(column.name) for column in table.columns if column.is_text]
    force = sql.SQL(", FORCE_QUOTE ({})").format(sql.SQL(", ").join(quoted)) if quoted else sql.SQL("")
    return sql.SQL("COPY ({rows}) TO STDOUT (FORMAT csv, HEADER true, ENCODING 'UTF8'{force})").format(
        rows=rows_of(table, agreement=agreement), force=force
    )


def files_named(table: PackagedTable, *, agreement: int) -> Iterator[sql.Composed]:
    """A query for each column of a table that names files: the names, each once."""
    for column in FILE_COLUMNS.get(table.name, ()):
        yield sql.SQL(
            "SELECT DISTINCT {column} FROM {table} AS of_books"
            " WHERE {condition} AND {column} <> '' ORDER BY 1"
        ).format(
            column=sql.Identifier("of_books", column),
            table=sql.Identifier(table.name),
            condition=_condition(table.name, alias="of_books", agreement=agreement),
        )


def _kind(field: Field[Any, Any]) -> str:
    return field.db_type(connection) or ""


def _shown(column: Column, overridden: Mapping[str, str]) -> sql.Composable:
    """A column as it goes along: a text that begins like a formula, or with the mark itself, is marked."""
    name = sql.Identifier(column.name)
    if column.name in overridden:
        return sql.SQL("{} AS {}").format(sql.SQL(overridden[column.name]), name)
    source = sql.Identifier("of_books", column.name)
    if not column.is_text:
        return source
    return sql.SQL(
        "CASE WHEN left({source}, 1) IN ('=', '+', '-', '@', '''', E'\\t', E'\\r')"
        " THEN '''' || {source} ELSE {source} END AS {name}"
    ).format(source=source, name=name)


def as_restored(column: Column) -> sql.Composable:
    """A column of a package as it goes back into its table: the mark before a text taken off again."""
    name = sql.Identifier(column.name)
    if not column.is_text:
        return name
    return sql.SQL("CASE WHEN left({0}, 1) = '''' THEN substr({0}, 2) ELSE {0} END").format(name)


def _condition(table: str, *, alias: str, agreement: int) -> sql.Composable:
    """Which rows of a table belong to the books of the agreement."""
    key = sql.Literal(agreement)
    if table == AGREEMENT:
        return sql.SQL("{}.id = {}").format(sql.Identifier(alias), key)
    if table == USERS:
        return _users(alias, agreement=agreement)
    if table == CLOSURES:
        return sql.SQL("true")
    ways = ways_to_agreement(_models_by_table()[table])
    if not ways:
        raise LookupError(f"Nothing leads from {table} to an agreement; name it in LEFT_BEHIND.")
    return sql.SQL("({})").format(sql.SQL(" OR ").join(_way(way, table, alias, agreement) for way in ways))


def _way(way: ForeignKey[Any, Any], table: str, alias: str, agreement: int) -> sql.Composable:
    """Rows of a table that belong to the agreement by one key."""
    parent = way.related_model._meta.db_table
    column = sql.Identifier(alias, way.column or "")
    if parent != AGREEMENT:
        inner = _condition(parent, alias=f"{alias}_", agreement=agreement)
        return sql.SQL("{} IN (SELECT id FROM {} AS {} WHERE {})").format(
            column, sql.Identifier(parent), sql.Identifier(f"{alias}_"), inner
        )
    own = sql.SQL("{} = {}").format(column, sql.Literal(agreement))
    if table == DOCUMENTS:  # the papers on which days of closed banks rest belong to no agreement
        return sql.SQL(
            "{own} OR {alias}.agreement_id IS NULL"
            " AND {alias}.id IN (SELECT document_id FROM registry_bankclosure)"
        ).format(own=own, alias=sql.Identifier(alias))
    return own


@cache
def ways_to_agreement(model: type[Model]) -> tuple[ForeignKey[Any, Any], ...]:
    """The keys that lead from a table to the agreement: its own, else a required one, else all that may."""
    keys = [field for field in model._meta.concrete_fields if isinstance(field, ForeignKey)]
    own = [key for key in keys if key.related_model._meta.db_table == AGREEMENT]
    if own:
        return (own[0],)
    further = [
        key
        for key in keys
        if isinstance(key.related_model, type)
        and key.related_model is not model
        and key.related_model._meta.db_table != USERS
        and ways_to_agreement(key.related_model)
    ]
    required = [key for key in further if not key.null]
    return tuple(required[:1] or further)


@cache
def _models_by_table() -> Mapping[str, type[Model]]:
    return {model._meta.db_table: model for model in packaged_models()}


def _users(alias: str, *, agreement: int) -> sql.Composable:
    """The people whom any row that goes along names, and nobody else."""
    named = [
        sql.SQL("SELECT {column} FROM {table} AS naming WHERE {condition}").format(
            column=sql.Identifier("naming", field.column or ""),
            table=sql.Identifier(model._meta.db_table),
            condition=_condition(model._meta.db_table, alias="naming", agreement=agreement),
        )
        for model in packaged_models()
        if model._meta.db_table != USERS
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model._meta.db_table == USERS
    ]
    return sql.SQL("{}.id IN ({})").format(sql.Identifier(alias), sql.SQL(" UNION ").join(named))
