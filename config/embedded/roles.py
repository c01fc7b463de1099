"""The two roles of the database: an owner for migrations, and the runtime role, a member of nothing.

The owner may become the runtime role (`SET ROLE`), which is how tests run with its rights; it inherits
nothing from it. Neither is a superuser.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

import psycopg
from psycopg import sql

DATABASE = "rights"


@dataclass(frozen=True)
class Role:
    """A role that can sign in."""

    name: str
    password: str


@dataclass(frozen=True)
class RolePair:
    """The owner of the tables and the runtime role."""

    owner: Role
    runtime: Role


def address_for(address: str, *, role: Role, database: str) -> str:
    """Return the address of the same server for another role and database."""
    parts = urlsplit(address)
    place = parts.netloc.rpartition("@")[2]
    query = urlencode([pair for pair in parse_qsl(parts.query) if pair[0] not in {"user", "password"}])
    signed = f"{quote(role.name, safe='')}:{quote(role.password, safe='')}@{place}"
    return urlunsplit((parts.scheme, signed, f"/{quote(database)}", query, ""))


def rename_database(address: str, *, name: str) -> str:
    """Return the same address for another database of the server."""
    return urlunsplit(urlsplit(address)._replace(path=f"/{quote(name)}"))


def derive_pair(address: str, *, prefix: str) -> RolePair:
    """Derive both roles' passwords from an administrator's address, so that each start finds the same."""
    password = unquote(urlsplit(address).password or "").encode()

    def derive(name: str) -> Role:
        digest = hmac.new(password, f"rights-agent role {name}".encode(), hashlib.sha256).digest()
        return Role(name, base64.urlsafe_b64encode(digest).decode().rstrip("="))

    return RolePair(derive(f"{prefix}_owner"), derive(f"{prefix}_app"))


def may_create_roles(connection: psycopg.Connection) -> bool:
    """Tell whether the connected role can make roles and databases."""
    found = connection.execute(
        "SELECT rolsuper OR (rolcreaterole AND rolcreatedb) FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    return bool(found and found[0])


def ensure_role(connection: psycopg.Connection, role: Role, *, attributes: str) -> None:
    """Create a role or give it these attributes and this password again."""
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role.name]).fetchone()
    statement = sql.SQL("{verb} ROLE {name} LOGIN NOCREATEROLE {attributes} PASSWORD {password}").format(
        verb=sql.SQL("ALTER" if exists else "CREATE"),
        name=sql.Identifier(role.name),
        attributes=sql.SQL(attributes),
        password=sql.Literal(role.password),
    )
    connection.execute(statement)


def ensure_pair(connection: psycopg.Connection, pair: RolePair) -> None:
    """Make both roles and let the owner become the runtime role, on PostgreSQL 15 to 18."""
    ensure_role(connection, pair.owner, attributes="CREATEDB")
    ensure_role(connection, pair.runtime, attributes="NOCREATEDB")
    owner, runtime = sql.Identifier(pair.owner.name), sql.Identifier(pair.runtime.name)
    has_options = connection.info.server_version >= 160000
    options = sql.SQL(" WITH INHERIT FALSE, SET TRUE" if has_options else "")
    connection.execute(sql.SQL("GRANT {} TO {}{}").format(runtime, owner, options))
    if not is_superuser(connection):  # only a member of a role may make databases for it
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(owner))


def is_superuser(connection: psycopg.Connection) -> bool:
    """Tell whether the connected role is a superuser."""
    return connection.info.parameter_status("is_superuser") == "on"


def ensure_database(connection: psycopg.Connection, pair: RolePair, *, name: str = DATABASE) -> None:
    """Create the database for the owner; nobody but the two roles may connect."""
    database, owner = sql.Identifier(name), sql.Identifier(pair.owner.name)
    found = connection.execute(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    if found is None:
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
    elif found[0] != pair.owner.name:
        raise SystemExit(
            f"The database {name} belongs to {found[0]}, not to {pair.owner.name}: "
            "set DATABASE_OWNER_URL and DATABASE_URL to the two roles that are to be used."
        )
    runtime = sql.Identifier(pair.runtime.name)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}").format(database, runtime))


def ensure_outside_database(address: str, pair: RolePair) -> None:
    """Make the database on a server given by an administrator's address."""
    with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
        ensure_database(connection, pair)


def prepare_outside_server(address: str, *, prefix: str = "rights") -> RolePair | None:
    """Make the roles on a server given by an administrator's address; None when its role may not."""
    with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
        if not may_create_roles(connection):
            return None
        pair = derive_pair(address, prefix=prefix)
        ensure_pair(connection, pair)
    return pair
