"""The books' door and their second line, as reviewed in registry/sql (design 3)."""

from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).resolve().parent.parent / "sql"
# In the order in which they build on one another.
FILES = [
    *("refusals", "leaves", "approvals", "audit", "entries"),
    *("lots", "certificates", "marks", "events", "door"),
    *("triggers", "lists"),
]


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [
        migrations.RunSQL((FOLDER / f"{name}.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop)
        for name in FILES
    ]
