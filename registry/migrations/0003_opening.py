"""The opening of the books, views of the register, and the search for holders (registry/sql)."""

from pathlib import Path

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

FOLDER = Path(__file__).resolve().parent.parent / "sql"
# In the order in which they build on one another.
FILES = ["opening_lines", "opening", "opening_rows", "views"]


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_books_functions")]
    operations = [
        # Trusted since PostgreSQL 13: the owner of the database may create it.
        TrigramExtension(),
        *(
            migrations.RunSQL((FOLDER / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)
            for name in FILES
        ),
    ]
