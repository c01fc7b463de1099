"""The books as a package of open files: by leave of two people, whole, streamed, receipted (21)."""

from __future__ import annotations

import csv
import json
import subprocess
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from agreement.errors import Conflict, NotOnTheBooks, RightsError
from registry.models import AuditRecord, BooksExport, BooksPackage, RegisteredHolder
from registry.services import approvals
from registry.services.books_packages import layout, totals
from registry.services.books_packages.exports import (
    export_books,
    leave_numbered,
    record_receipt,
    request_export,
)
from registry.services.books_packages.tables import (
    FILE_COLUMNS,
    LEFT_BEHIND,
    packaged_models,
    packaged_tables,
    ways_to_agreement,
)
from registry.verifier import verify
from tests.books.books import Plan
from tests.registry.handed_over import LETTER, SUCCESSOR, handed_over, leave_for, lively_books
from tests.registry.test_company_commands import CODE, Shell, shell

__all__ = ["shell"]


@pytest.fixture
def books(db: None) -> Plan:
    return lively_books()


def manifest_of(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / layout.MANIFEST).read_bytes()))


@pytest.mark.row("R-21-8")
def test_a_package_has_every_row_and_paper_its_totals_and_the_head_of_the_books(
    books: Plan, tmp_path: Path
) -> None:
    folder = tmp_path / "package"
    package = handed_over(books, folder)
    manifest = manifest_of(folder)
    (replayed,) = verify([books.agreement.code]).totals
    assert manifest["books"]["head_hash"] == package.head_hash == replayed.head_hash  # type: ignore[index]
    assert manifest["books"]["authorised"] == 6_000  # type: ignore[index]
    assert (package.manifest_sha256, package.export.recipient) == (
        layout.sha256_of(folder / "manifest.json"),
        SUCCESSOR,
    )
    rows = {part["name"]: part["rows"] for part in manifest["tables"]}  # type: ignore[union-attr, index]
    assert {name: rows[name] for name in ("lot", "rights_certificate", "lot_taint", "registered_holder")} == {
        "lot": 4, "rights_certificate": 3, "lot_taint": 1, "registered_holder": 3,
    }  # fmt: skip
    assert (folder / "files/00/00").read_bytes() == LETTER
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, check=False
    )
    assert checked.returncode == 0
    assert sorted(path.name for path in folder.iterdir()) == [
        "README.md",
        "SHA256SUMS",
        "files",
        "lines",
        "manifest.json",
        "tables",
    ]
    assert not list(tmp_path.glob(".books-*"))


@pytest.mark.row("R-21-8")
def test_a_text_that_looks_like_a_formula_is_marked_and_no_cell_begins_like_one(
    books: Plan, tmp_path: Path
) -> None:
    handed_over(books, tmp_path / "package")
    with (tmp_path / "package/tables/registered_holder.csv").open(newline="") as file:
        names = [row["registration"] for row in csv.DictReader(file)]
    assert names == ['\'=SUM(A1)\n"Łucja", as trustee', "''Birch", "'-Cedar\r\n\tLLC"]
    for place in (tmp_path / "package/tables").glob("*.csv"):
        with place.open(newline="") as file:
            assert not [
                cell
                for row in csv.reader(file)
                for cell in row
                if cell[:1] in ("=", "+", "-", "@", "\t", "\r")
            ]


def test_only_the_names_of_people_go_along_and_nothing_that_signs_them_in(
    books: Plan, tmp_path: Path
) -> None:
    books.maker.set_password("a long secret of the maker")
    books.maker.email = "maker@example.org"
    books.maker.save()
    handed_over(books, tmp_path / "package")
    told = b"".join(path.read_bytes() for path in (tmp_path / "package").rglob("*") if path.is_file())
    assert b"maker@example.org" not in told
    assert books.maker.password.encode() not in told
    with (tmp_path / "package/tables/registry_user.csv").open(newline="") as file:
        people = {row["username"]: (row["password"], row["is_active"]) for row in csv.DictReader(file)}
    assert people == {"maker": ("!", "f"), "approver": ("!", "f")}


def test_every_table_of_the_product_goes_along_or_has_its_reason_to_stay(db: None) -> None:
    lost = [
        model._meta.db_table
        for model in packaged_models()
        if not ways_to_agreement(model)
        and model._meta.db_table not in ("registry_rightsagreement", "registry_user", "registry_bankclosure")
    ]
    assert lost == []
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert set(LEFT_BEHIND) <= tables
    columns = {table.name: {column.name for column in table.columns} for table in packaged_tables()}
    assert [name for name, named in FILE_COLUMNS.items() if not set(named) <= columns[name]] == []


def test_leave_is_of_two_people_for_a_named_recipient_with_a_reason(books: Plan) -> None:
    with pytest.raises(RightsError) as bare:
        request_export(books.agreement, recipient=" ", reason="", maker=books.maker, at=books.tick())
    assert (bare.value.code, bare.value.facts["missing"]) == ("INSTRUCTION_PART_MISSING", "recipient, reason")
    asked = request_export(books.agreement, recipient="R", reason="why", maker=books.maker, at=books.tick())
    assert not BooksExport.objects.exists()
    with pytest.raises(Conflict) as alone:
        approvals.approve(asked.request_hash, approver=books.maker, at=books.tick())
    assert alone.value.code == "APPROVAL_NEEDS_ANOTHER_PERSON"
    assert not BooksExport.objects.exists()


def test_a_leave_makes_one_package_and_who_took_it_is_on_the_record(books: Plan, tmp_path: Path) -> None:
    leave = leave_for(books)
    export_books(leave, folder=tmp_path / "one", by=books.maker, at=books.tick())
    with pytest.raises(Conflict) as used:
        export_books(leave, folder=tmp_path / "two", by=books.maker, at=books.tick())
    assert used.value.code == "BOOKS_EXPORT_USED"
    assert not (tmp_path / "two").exists()
    acts = AuditRecord.objects.filter(subject=SUCCESSOR).order_by("id").values_list("act", "actor__username")
    assert list(acts) == [("BOOKS_EXPORT_BEGUN", "maker"), ("BOOKS_EXPORTED", "maker")]


def refused_export(books: Plan, folder: Path) -> RightsError:
    """The refusal of an export which leaves no package, and nothing beside it."""
    before = sorted(folder.parent.iterdir())
    with pytest.raises(RightsError) as refused:
        handed_over(books, folder)
    assert not BooksPackage.objects.exists()
    assert sorted(folder.parent.iterdir()) == before
    return refused.value


def test_a_folder_that_is_there_or_cannot_be_made_is_refused(books: Plan, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    assert refused_export(books, tmp_path / "taken").code == "OUTPUT_FILE_EXISTS"
    (tmp_path / "file").write_text("")
    with pytest.raises(RightsError) as refused:
        handed_over(books, tmp_path / "file" / "package")
    assert refused.value.code == "OUTPUT_NOT_WRITABLE"


def test_a_paper_that_is_gone_or_another_stops_the_package(books: Plan, tmp_path: Path) -> None:
    (Path(settings.FILES_ROOT) / "00/00").unlink()
    error = refused_export(books, tmp_path / "package")
    assert (error.code, error.facts["what"]) == ("FILE_LOST_FROM_STORE", "not in the store")


def test_books_whose_replay_finds_something_are_not_handed_over(
    books: Plan, tmp_path: Path, as_owner: object
) -> None:
    with as_owner() as cursor:  # type: ignore[operator]
        cursor.execute("ALTER TABLE registered_holder DISABLE TRIGGER USER")
        cursor.execute("ALTER TABLE rights_certificate DISABLE TRIGGER USER")
        cursor.execute("UPDATE rights_certificate SET rights = 601 WHERE number = 1")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE rights_certificate ENABLE TRIGGER USER")
        cursor.execute("ALTER TABLE registered_holder ENABLE TRIGGER USER")
    error = refused_export(books, tmp_path / "package")
    assert error.code == "BOOKS_NOT_PROVEN"
    assert "rights_certificate" in str(error)


@pytest.mark.refusal("HANDOVER_OUT_OF_BALANCE")
@pytest.mark.row("R-21-8")
def test_totals_that_stand_otherwise_than_replayed_are_out_of_balance(books: Plan) -> None:
    with pytest.raises(RightsError) as refused:
        totals.must_balance("live Rights", package=40_000_000, books=39_999_999)
    assert (refused.value.code, refused.value.clause) == ("HANDOVER_OUT_OF_BALANCE", "21")
    assert totals.proven_books(books.agreement)["held"] == 1_000


@pytest.mark.row("R-21-8")
def test_the_receipt_is_filed_once_beside_the_package(books: Plan, tmp_path: Path) -> None:
    package = handed_over(books, tmp_path / "package")
    day = books.at.date()
    with pytest.raises(RightsError) as early:
        record_receipt(
            package, document=books.document, received_on=date(2001, 1, 1), by=books.maker, at=books.tick()
        )
    assert early.value.code == "INSTRUCTION_PART_MISSING"
    received = record_receipt(
        package, document=books.document, received_on=day, by=books.maker, at=books.tick()
    )
    assert (received.receipt, received.received_on) == (books.document, day)
    with pytest.raises(Conflict) as again:
        record_receipt(package, document=books.document, received_on=day, by=books.maker, at=books.tick())
    assert again.value.code == "REQUEST_ALREADY_DECIDED"


def test_a_leave_that_nobody_gave_is_not_on_file(books: Plan) -> None:
    with pytest.raises(NotOnTheBooks) as refused:
        leave_numbered(books.agreement, 7)
    assert refused.value.code == "PACKAGE_NOT_FOUND"


def test_the_books_are_handed_over_and_receipted_by_commands(shell: Shell, tmp_path: Path) -> None:
    asked = shell.run("export_books", CODE, "--recipient", SUCCESSOR, "--reason", "Successor")
    told, refused = shell.refuse("export_books", CODE, "--leave", asked["leave"], "--to", tmp_path / "books")
    assert refused["code"] == "PACKAGE_NOT_FOUND"
    assert "have another person approve it" in told
    shell.run("approve", asked["request"], acting="approver")
    made = shell.run("export_books", CODE, "--leave", 1, "--to", tmp_path / "books")
    assert made["manifest_sha256"] == layout.sha256_of(tmp_path / "books/manifest.json")
    checked = shell.run(
        "import_books", tmp_path / "books", "--check", "--expect", made["manifest_sha256"][:16]
    )
    assert (checked["agreement"], checked["rows"]) == (CODE, made["rows"])
    _, lacking = shell.refuse("export_books", CODE, "--leave", 1, "--receipt", shell.letter)
    assert lacking["code"] == "INSTRUCTION_PART_MISSING"
    day = BooksPackage.objects.get().made_at.date()
    received = shell.run("export_books", CODE, "--leave", 1, "--receipt", shell.letter, "--received-on", day)
    assert received["received_on"] == day.isoformat()
    assert not RegisteredHolder.objects.exists()
