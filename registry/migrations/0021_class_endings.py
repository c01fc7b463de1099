"""The door that ends all Rights in one entry, and the guards that know of such an entry (1(q))."""

from pathlib import Path

from django.db import migrations

from registry.sql_anew import anew

SQL = Path(__file__).resolve().parent.parent / "sql" / "class_endings.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0020_kept_paper"),
    ]

    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RunSQL(anew("open_entry", file="entries.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(anew("rights_to_close", file="lots.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(anew("check_entry_balance", file="triggers.sql"), migrations.RunSQL.noop),
    ]
