"""Restoring the books from a package into an empty system, by the owner of the tables alone (§21, adr/0021).

The rows keep their keys, because the hashes cover them. The triggers that guard the books against everybody
are lifted on empty tables within one transaction, which ends only after the verifier, with the triggers back
in their place, has replayed everything to the very totals and head of the manifest.
"""

import hashlib
import shutil
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from psycopg import sql
from psycopg.types.json import Jsonb

from agreement.refusals import refuse
from registry.services.books_packages import layout
from registry.services.books_packages.examination import examine_package, taxpayer_keys_lacking
from registry.services.books_packages.tables import PackagedTable, as_restored, packaged_tables
from registry.services.books_packages.totals import must_balance, proven_totals, totals_told
from registry.services.kept_files import new_file
from registry.services.refusals import told_as_errors

RESTORING = ".restoring-"
Tell = Callable[[str, int], None]
_OWNER = "SELECT current_user, pg_get_userbyid(relowner) FROM pg_class WHERE oid = 'book_entry'::regclass"
_SEARCHED = """
    INSERT INTO holder_search (holder_id, agreement_id, words)
    SELECT id, agreement_id, words_of_holder(registration, account, city, postal_code) FROM registered_holder
"""


def import_books(
    folder: Path,
    *,
    login: str,
    at: datetime,
    expected: str = "",
    tell: Tell = lambda _name, _rows: None,
) -> dict[str, Any]:
    """Restore the books of a package: the same keys, totals, certificates, lineage and hashes, or nothing.

    `login` is who ran the restoring at the system. Raises what `examine_package` refuses, OWNER_ROLE_NEEDED,
    BOOKS_NOT_EMPTY, BOOKS_NOT_PROVEN, HANDOVER_OUT_OF_BALANCE.

    Agreement: 21.
    """
    _must_be_owner()
    must_be_empty()
    manifest = examine_package(folder, expected=expected)
    for part in manifest["files"]:
        _put_back(folder / part["file"], part["file"])
    sums = {part["name"]: part["sha256"] for part in manifest["tables"]}
    owner = settings.DATABASE_OWNER_ALIAS
    with transaction.atomic(using=owner), told_as_errors(), connections[owner].cursor() as cursor:
        _lift_triggers(cursor)
        must_be_empty()
        for table in packaged_tables():
            tell(table.name, _load(cursor, table, folder, sha256=sums[table.name]))
        cursor.execute(_SEARCHED)
        # Every key is followed now: a trigger cannot be put back while one waits to be.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        _put_triggers_back(cursor)
        _continue_keys(cursor)
        _record(cursor, manifest, folder, login=login, at=at)
        restored = _must_be_the_books(manifest)
    return {
        "agreement": manifest["agreement"],
        "made_at": manifest["made_at"],
        "rows": sum(part["rows"] for part in manifest["tables"]),
        "files": len(manifest["files"]),
        **restored,
        "taxpayer_keys_lacking": taxpayer_keys_lacking(manifest),
    }


def must_be_empty() -> None:
    """Refuse a system in which any table that is to be filled has a row. Raises BOOKS_NOT_EMPTY.

    Agreement: 21.
    """
    with connections[settings.DATABASE_OWNER_ALIAS].cursor() as cursor:
        for table in packaged_tables():
            name = sql.Identifier(table.name)
            cursor.execute(sql.SQL("SELECT EXISTS (SELECT 1 FROM {})").format(name))
            if cursor.fetchone()[0]:
                cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(name))
                raise refuse("BOOKS_NOT_EMPTY", table=table.name, rows=cursor.fetchone()[0])


def _must_be_owner() -> None:
    with connections[settings.DATABASE_OWNER_ALIAS].cursor() as cursor:
        cursor.execute(_OWNER)
        role, owner = cursor.fetchone()
    if role != owner:
        raise refuse("OWNER_ROLE_NEEDED", role=role)


def _put_back(place: Path, name: str) -> None:
    """The words of a form go where an operator's forms lie, everything else into the store."""
    if name.startswith("forms/"):
        words = Path(settings.FORMS_ROOT) / name.removeprefix("forms/")
        words.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(place, words)
    else:
        _keep_file(place, stored_as=name.removeprefix("files/"))


def _keep_file(place: Path, *, stored_as: str) -> None:
    """A paper goes back to the place its row names; the same paper twice is one file."""
    with new_file(stored_as.split("/", 1)[0], prefix=RESTORING) as kept, place.open("rb") as file:
        for piece in layout.pieces(file):
            kept.file.write(piece)
        kept.keep_as(stored_as)


def _lift_triggers(cursor: Any) -> None:
    for table in packaged_tables():
        cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table.name)))


def _put_triggers_back(cursor: Any) -> None:
    for table in packaged_tables():
        cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table.name)))


def _load(cursor: Any, table: PackagedTable, folder: Path, *, sha256: str) -> int:
    """The rows of one table, by way of a table beside it where texts carry marks to be taken off."""
    name, columns = sql.Identifier(table.name), [sql.Identifier(column.name) for column in table.columns]
    listed = sql.SQL(", ").join(columns)
    beside = sql.Identifier("incoming_rows")
    has_text = any(column.is_text for column in table.columns)
    if has_text:
        cursor.execute(
            sql.SQL("CREATE TEMPORARY TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WHERE false").format(
                beside, listed, name
            )
        )
    into = beside if has_text else name
    copy_in = sql.SQL("COPY {} ({}) FROM STDIN (FORMAT csv, HEADER true, ENCODING 'UTF8')").format(
        into, listed
    )
    digest = hashlib.sha256()
    with (folder / table.file).open("rb") as file, cursor.copy(copy_in) as copy:
        for piece in layout.pieces(file):
            digest.update(piece)
            copy.write(piece)
    count = int(cursor.rowcount)
    # What was loaded is what was examined, whoever writes to the folder meanwhile.
    if digest.hexdigest() != sha256:
        raise refuse("PACKAGE_FILE_CHANGED", file=table.file, where="it changed while it was read")
    if has_text:
        restored = sql.SQL(", ").join(as_restored(column) for column in table.columns)
        cursor.execute(
            sql.SQL("INSERT INTO {} ({}) SELECT {} FROM {}").format(name, listed, restored, beside)
        )
        cursor.execute(sql.SQL("DROP TABLE {}").format(beside))
    return count


def _continue_keys(cursor: Any) -> None:
    """New rows take keys after the restored ones."""
    for table in packaged_tables():
        if table.key != ("id",):
            continue
        cursor.execute(
            sql.SQL(
                "SELECT setval(pg_get_serial_sequence({}, 'id'), highest) FROM"
                " (SELECT max(id) AS highest FROM {}) AS given WHERE highest IS NOT NULL"
            ).format(sql.Literal(table.name), sql.Identifier(table.name))
        )


def _record(cursor: Any, manifest: Mapping[str, Any], folder: Path, *, login: str, at: datetime) -> None:
    """The act stands on the record of no agreement, so that the agreement's own stays the same."""
    details = {
        "login": login,
        "manifest_sha256": layout.sha256_of(folder / layout.MANIFEST),
        "head": manifest["books"]["head_hash"],
        "recipient": manifest["recipient"],
    }
    cursor.execute(
        "SELECT append_audit(NULL, NULL, 'BOOKS_IMPORTED', %s, %s, %s)",
        [manifest["agreement"], Jsonb(details), at],
    )


def _must_be_the_books(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """The replay of what was restored comes to the head and the totals of the manifest."""
    totals = proven_totals(manifest["agreement"], using=settings.DATABASE_OWNER_ALIAS)
    restored = totals_told(totals)
    for name, books in restored.items():
        must_balance(name.replace("_", " "), package=manifest["books"].get(name), books=books)
    return restored
