"""Books out of a package: every hash compared first, then the same keys, totals and head, or nothing (21)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from psycopg import sql
from pytest_django.fixtures import Settings

from agreement.errors import Conflict, InvalidRequest, RightsError
from config.embedded.roles import rename_database
from registry.models import AuditRecord, BookEntry, Document, HolderSearch, Lot, RegisteredHolder
from registry.services.books_packages import layout
from registry.services.books_packages.examination import examine_package, taxpayer_keys_lacking
from registry.services.books_packages.imports import import_books
from registry.services.books_packages.tables import packaged_tables
from registry.verifier import verify
from registry.verifier.guards import missing_triggers
from tests.conftest import empty_tables, owner_rights
from tests.registry.handed_over import LETTER, forge, handed_over, lively_books

ROOT = Path(__file__).resolve().parent.parent.parent
LOTS = "tables/lot.csv"
FRESH = "fresh_books"


@pytest.fixture
def package(db: None, tmp_path: Path) -> Path:
    """A package of lively books."""
    handed_over(lively_books(), tmp_path / "package")
    return tmp_path / "package"


@pytest.fixture
def emptied(transactional_db: None, tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A package of books that are no longer here: the system is empty, and the connection is the owner's."""
    handed_over(lively_books(), tmp_path / "package")
    empty_tables()
    shutil.rmtree(settings.FILES_ROOT)
    settings.DATABASE_OWNER_ALIAS = "default"
    with owner_rights(connection):
        yield tmp_path / "package"


def refused(folder: Path, **more: Any) -> RightsError:
    """The refusal of a package, by examination alone."""
    with pytest.raises(RightsError) as error:
        examine_package(folder, **more)
    assert error.value.cure
    return error.value


def changed(folder: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """A package of which one file was changed."""
    place = folder / name
    place.write_bytes(change(place.read_bytes()))
    return folder


def rows_of_books(address: str) -> dict[str, tuple[int, str]]:
    """How many rows each table of the books has, and a hash over all of them in key order."""
    found = {}
    with psycopg.connect(address) as reading:
        for table in packaged_tables():
            order = ", ".join(table.key)
            query = sql.SQL(
                "SELECT count(*), coalesce(md5(string_agg(md5(stands::text), '' ORDER BY {order})), '')"
                " FROM {table} stands"
            ).format(order=sql.SQL(order), table=sql.Identifier(table.name))
            found[table.name] = reading.execute(query).fetchone()
    return found


@pytest.fixture
def fresh_database(runtime_urls: dict[str, str], tmp_path: Path) -> Iterator[dict[str, str]]:
    """Another installation: its own empty database, migrated by the product, and its own files."""
    owner = runtime_urls["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as making:
        making.execute(f"DROP DATABASE IF EXISTS {FRESH}")
        making.execute(f"CREATE DATABASE {FRESH}")
    keys = {"RIGHTS_VAR": str(tmp_path / "other"), "FILES_ROOT": str(tmp_path / "other" / "files")}
    addresses = {
        name: rename_database(runtime_urls[name], name=FRESH)
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }
    environment = {**os.environ, **runtime_urls, **addresses, **keys}
    managed(environment, "migrate", "--noinput", "-v0")
    yield environment
    with psycopg.connect(owner, autocommit=True) as ending:
        ending.execute(f"DROP DATABASE {FRESH}")


def managed(environment: dict[str, str], *words: str) -> str:
    """What a command of the other installation says."""
    command = [sys.executable, "manage.py", *words]
    ran = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.row("R-21-8")
def test_the_books_are_the_same_to_the_hash_in_another_installation(
    fresh_database: dict[str, str], runtime_urls: dict[str, str], tmp_path: Path
) -> None:
    package = handed_over(lively_books(), tmp_path / "package")
    # The package holds the books before its own row and the record that it was made.
    managed(fresh_database, "import_books", str(tmp_path / "package"), "--expect", package.manifest_sha256)
    told = json.loads(managed(fresh_database, "verify_books", "--all", "--json"))
    (restored,) = told["agreements"]
    (here,) = verify(["DTHK"]).totals
    assert told["clean"]
    assert (restored["head_hash"], restored["held"], restored["certificates"]) == (here.head_hash, 1_000, 3)
    there, ours = (
        rows_of_books(fresh_database["DATABASE_OWNER_URL"]),
        rows_of_books(runtime_urls["DATABASE_OWNER_URL"]),
    )
    differing = {name for name in ours if there[name] != ours[name]}
    # People come without what signs them in; the record of the package itself came after the snapshot.
    assert differing == {"registry_user", "registry_bookspackage", "audit_record", "number_counter"}
    assert (tmp_path / "other/files/00/00").read_bytes() == LETTER


def test_new_entries_follow_the_restored_ones_under_new_keys_and_guards_stand_again(emptied: Path) -> None:
    answer = import_books(emptied, login="root", at=layout_instant())
    last = BookEntry.objects.latest("number")
    assert (answer["head_number"], answer["held"], last.number) == (5, 1_000, 5)
    with connection.cursor() as cursor:
        assert list(missing_triggers(cursor)) == []
        cursor.execute("SELECT nextval('lot_id_seq') > max(id) FROM lot")
        assert cursor.fetchone() == (True,)
        with pytest.raises(Exception, match="BOOKS_IMMUTABLE"):
            cursor.execute("DELETE FROM lot")
    assert HolderSearch.objects.count() == RegisteredHolder.objects.count() == 3
    names = set(RegisteredHolder.objects.values_list("registration", flat=True))
    assert names == {'=SUM(A1)\n"Łucja", as trustee', "'Birch", "-Cedar\r\n\tLLC"}
    with open_document_of_store() as file:
        assert file.read() == LETTER
    record = AuditRecord.objects.get(agreement=None)
    assert (record.act, record.details["login"]) == ("BOOKS_IMPORTED", "root")


def layout_instant() -> Any:
    """An instant after everything in the package."""
    from registry import clock

    return clock.now()


def open_document_of_store() -> Any:
    return (Path(settings.FILES_ROOT) / Document.objects.get().stored_as).open("rb")


@pytest.mark.row("R-21-8")
def test_a_forged_row_whose_sums_all_fit_is_found_by_the_replay_and_nothing_stays(emptied: Path) -> None:
    changed(emptied, LOTS, lambda told: told.replace(b",600,", b",601,"))
    forge(emptied, lambda manifest: None)
    with pytest.raises(Conflict) as error:
        import_books(emptied, login="root", at=layout_instant())
    assert error.value.code == "BOOKS_NOT_PROVEN"
    assert "lot " in str(error.value)
    assert not Lot.objects.exists()
    assert not BookEntry.objects.exists()
    with connection.cursor() as cursor:
        assert list(missing_triggers(cursor)) == []


@pytest.mark.row("R-21-8")
def test_totals_of_the_manifest_that_are_not_those_of_the_books_are_refused(emptied: Path) -> None:
    forge(emptied, lambda manifest: manifest["books"].update(held=40_000_000))
    with pytest.raises(RightsError) as error:
        import_books(emptied, login="root", at=layout_instant())
    assert error.value.code == "HANDOVER_OUT_OF_BALANCE"
    assert (error.value.facts["package"], error.value.facts["books"]) == (40_000_000, 1_000)
    assert not BookEntry.objects.exists()


def test_books_are_restored_into_an_empty_system_only(package: Path, settings: Settings) -> None:
    settings.DATABASE_OWNER_ALIAS = "default"
    before = BookEntry.objects.count()
    with owner_rights(connection), pytest.raises(Conflict) as error:
        import_books(package, login="root", at=layout_instant())
    assert error.value.code == "BOOKS_NOT_EMPTY"
    assert BookEntry.objects.count() == before


def test_the_runtime_role_restores_nothing(package: Path, settings: Settings) -> None:
    settings.DATABASE_OWNER_ALIAS = "default"
    with pytest.raises(Conflict) as error:
        import_books(package, login="root", at=layout_instant())
    assert error.value.code == "OWNER_ROLE_NEEDED"


def test_one_changed_byte_is_named_to_file_line_and_row(package: Path) -> None:
    key = (package / LOTS).read_bytes().splitlines()[3].split(b",")[0].decode()
    changed(package, LOTS, lambda told: told.replace(b",400,", b",401,", 1) if b",400," in told else told)
    error = refused(package)
    assert (error.code, error.facts["file"]) == ("PACKAGE_FILE_CHANGED", LOTS)
    assert f"line 4, row {key} differs" in str(error)


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("manifest.json", "its hash is not the one in SHA256SUMS"),
        ("README.md", "its hash is not the one in SHA256SUMS"),
        ("lines/lot.txt", "its hash differs"),
        ("files/00/00", "its hash differs"),
    ],
)
def test_one_byte_more_is_found_in_any_file(package: Path, name: str, where: str) -> None:
    error = refused(changed(package, name, lambda told: told + b"\n"))
    assert (error.code, error.facts["file"], error.facts["where"]) == ("PACKAGE_FILE_CHANGED", name, where)


def test_a_table_cut_short_or_lengthened_is_told_by_its_last_line(package: Path) -> None:
    whole = (package / LOTS).read_bytes()
    (package / LOTS).write_bytes(whole[: whole[:-1].rindex(b"\n") + 1])
    assert "it ends after line 4" in str(refused(package))
    (package / LOTS).write_bytes(whole + b"9,9\n")
    assert "line 6, row 9 differs" in str(refused(package))


def test_a_file_too_many_and_a_file_too_few_are_named(package: Path) -> None:
    (package / "tables/lot_old.csv").write_text("id\n")
    error = refused(package)
    assert (error.code, error.facts["file"]) == ("PACKAGE_FILE_UNKNOWN", "tables/lot_old.csv")
    (package / "tables/lot_old.csv").unlink()
    (package / "files/00/00").unlink()
    error = refused(package)
    assert (error.code, error.facts["file"]) == ("PACKAGE_FILE_MISSING", "files/00/00")


@pytest.mark.parametrize(
    "path", ["../outside", "files/../../outside", "/etc/passwd", "files//00/00", "files/00\\..\\x"]
)
def test_a_path_that_leads_outside_is_refused_before_anything_is_read(package: Path, path: str) -> None:
    forge(package, lambda manifest: manifest["files"][0].update(file=path))
    error = refused(package)
    assert (error.code, error.facts["path"]) == ("PACKAGE_PATH_UNSAFE", path)


def test_a_link_in_the_package_is_refused(package: Path, tmp_path: Path) -> None:
    shutil.move(package / "files/00/00", tmp_path / "elsewhere")
    (package / "files/00/00").symlink_to(tmp_path / "elsewhere")
    assert refused(package).code == "PACKAGE_PATH_UNSAFE"


def test_a_table_under_another_file_name_is_refused(package: Path) -> None:
    forge(package, lambda manifest: manifest["tables"][0].update(file="../tables/x.csv"))
    assert refused(package).code == "PACKAGE_PATH_UNSAFE"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[]",
        b"{not json",
        b'{"format": "rights-books-2", "tables": [], "files": [], "books": {}, "agreement": "A"}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_manifest_is_told(package: Path, content: bytes) -> None:
    (package / layout.MANIFEST).write_bytes(content)
    error = refused(package)
    assert (error.code, error.facts["file"]) == ("PACKAGE_UNREADABLE", layout.MANIFEST)


def test_what_is_no_folder_is_told(tmp_path: Path, db: None) -> None:
    assert refused(tmp_path / "nowhere").code == "PACKAGE_UNREADABLE"


def test_columns_of_another_version_are_named_with_their_table(package: Path) -> None:
    forge(package, lambda manifest: manifest["tables"][0]["columns"].pop())
    error = refused(package)
    assert isinstance(error, InvalidRequest)
    assert (error.code, error.facts["what"]) == ("PACKAGE_OF_ANOTHER_VERSION", "the columns differ")


def test_a_package_that_lacks_a_table_is_of_another_version(package: Path) -> None:
    forge(package, lambda manifest: manifest["tables"].pop())
    assert refused(package).facts["what"] == "the package lacks it"


def test_the_manifest_is_the_one_on_the_receipt(package: Path) -> None:
    digest = layout.sha256_of(package / layout.MANIFEST)
    assert examine_package(package, expected=digest[:20].upper())["agreement"] == "DTHK"
    assert refused(package, expected="0" * 20).code == "PACKAGE_NOT_THE_RECEIPTED"


def test_without_the_key_of_the_commitments_nothing_is_restored(package: Path, settings: Settings) -> None:
    settings.COMMITMENT_KEY = bytes(32)
    error = refused(package)
    assert (error.code, error.facts["key"]) == ("PACKAGE_KEY_DIFFERS", "COMMITMENT_KEY")


def test_keys_of_taxpayer_numbers_that_are_lacking_are_named(package: Path, settings: Settings) -> None:
    assert taxpayer_keys_lacking(examine_package(package)) == []
    settings.TAXPAYER_KEY_RING = {"tests": bytes(32)}
    assert taxpayer_keys_lacking(examine_package(package)) == ["tests"]


def test_the_words_of_the_agreements_own_form_go_along_and_lie_where_forms_are_looked_up(
    transactional_db: None, tmp_path: Path, settings: Settings
) -> None:
    own_form = Path(settings.FORMS_ROOT) / "form-1"
    own_form.mkdir(parents=True)
    (own_form / "form.toml").write_text('title = "Rights Certificate"')
    (own_form / "notes.bak").write_text("not words")
    handed_over(lively_books(), tmp_path / "package")
    assert [path.name for path in (tmp_path / "package/forms/form-1").iterdir()] == ["form.toml"]
    empty_tables()
    settings.DATABASE_OWNER_ALIAS, settings.FORMS_ROOT = "default", tmp_path / "elsewhere"
    with owner_rights(connection):
        import_books(tmp_path / "package", login="root", at=layout_instant())
    assert (tmp_path / "elsewhere/form-1/form.toml").read_text() == 'title = "Rights Certificate"'
