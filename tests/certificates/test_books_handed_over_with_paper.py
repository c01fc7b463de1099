"""Books with print runs, signings and mailings go to another installation whole, files and all (21)."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from psycopg import sql
from pytest_django.fixtures import Settings

from certificates.models import MailingPiece, PrintFile, PrintPiece
from registry import clock
from registry.models import BooksExport, RightsAgreement
from registry.services.books_packages.imports import import_books
from registry.services.books_packages.tables import packaged_tables, rows_of
from registry.verifier import verify
from tests.certificates import post
from tests.certificates.runs import make_press
from tests.conftest import empty_tables, owner_rights
from tests.registry import opened
from tests.registry.handed_over import handed_over, keep_papers

# Made after the snapshot that the package holds: the record of the package itself.
AFTERWARDS = {"registry_bookspackage", "audit_record", "number_counter"}


def rows_of_plan(agreement: RightsAgreement) -> dict[str, Any]:
    """How many rows of a plan each table has, and a hash over them as they go along."""
    found = {}
    with connection.cursor() as cursor:
        for table in packaged_tables():
            query = sql.SQL("SELECT count(*), md5(string_agg(md5(row::text), '')) FROM ({}) AS row")
            cursor.execute(query.format(rows_of(table, agreement=agreement.pk)))
            found[table.name] = cursor.fetchone()
    return found


@pytest.mark.row("R-21-8")
@pytest.mark.django_db(transaction=True)
def test_printed_signed_and_mailed_certificates_and_their_files_are_the_same_elsewhere(
    tmp_path: Path, settings: Settings
) -> None:
    press = make_press(certificates=3)
    post.ready_to_mail(press)
    post.mailed(press, missing=(3,))
    keep_papers(press.plan)
    # Another plan of the same installation stays where it is.
    other = opened.make_opening_plan()
    other.attach(100)
    package = handed_over(press.plan, tmp_path / "package")
    before = rows_of_plan(press.agreement)
    printed = [kept.stored_as for kept in PrintFile.objects.all()]
    assert before["print_piece"][0] == PrintPiece.objects.count() == 3
    assert before["mailing_piece"][0] == MailingPiece.objects.count() > 0
    shutil.rmtree(configured.FILES_ROOT)
    empty_tables()
    settings.DATABASE_OWNER_ALIAS = "default"
    with owner_rights(connection):
        answer = import_books(tmp_path / "package", login="root", at=clock.now())
    agreement = RightsAgreement.objects.get()
    after = rows_of_plan(agreement)
    assert {name for name in before if before[name] != after[name]} == AFTERWARDS
    assert (answer["head_hash"], answer["held"]) == (package.head_hash, package.totals["held"])
    assert verify([agreement.code]).totals[0].head_hash == package.head_hash
    assert [name for name in printed if not (Path(configured.FILES_ROOT) / name).is_file()] == []
    assert BooksExport.objects.get().recipient == package.export.recipient
