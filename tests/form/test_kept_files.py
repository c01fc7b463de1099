"""Which columns name files of the store, so that the files go along with the rows (21)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import TextField

from registry.services.books_packages.tables import FILE_COLUMNS, packaged_models

# Free texts of tables that keep the hash of a file, and that name none: words of people, names given by them.
NAMES_NO_FILE = {
    ("certificates_handover", "received_by"),
    ("certificates_lettermailing", "mailed_by"),
    ("certificates_lettermailing", "reason"),
    ("exercises_orderrequisition", "address"),
    ("exercises_orderrequisition", "asked_of"),
    ("registry_document", "title"),
    ("registry_document", "original_name"),
    ("registry_document", "genuineness_check"),
    ("registry_holderlist", "file_name"),
    ("registry_schedulefile", "file_name"),
    ("registry_termsversion", "file_text"),
}


def texts_that_may_name_a_file() -> Iterator[tuple[str, str]]:
    """Every free text of a table that keeps the hash of a file, and whatever is called stored."""
    for model in packaged_models():
        fields = model._meta.concrete_fields
        keeps_a_hash = any("sha256" in field.name for field in fields)
        for field in fields:
            is_free = isinstance(field, TextField) and not field.choices
            if is_free and (keeps_a_hash or "stored" in field.name):
                yield model._meta.db_table, field.column or ""


def test_every_column_that_names_a_file_goes_along_with_its_files_or_is_excused_by_name() -> None:
    found = set(texts_that_may_name_a_file())
    named = {(table, column) for table, columns in FILE_COLUMNS.items() for column in columns}
    assert found - NAMES_NO_FILE == named
    assert found >= NAMES_NO_FILE, "nothing is excused that is not there"
