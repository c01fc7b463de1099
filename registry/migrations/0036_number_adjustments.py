"""Another number of Rights given to the holders of record (11(h))."""

from pathlib import Path

from django.db import migrations

from registry.sql_anew import anew

SQL = Path(__file__).resolve().parent.parent / "sql" / "number_adjustments.sql"
NONE = migrations.RunSQL.noop


class Migration(migrations.Migration):
    dependencies = [("registry", "0035_event_notices")]

    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), NONE),
        migrations.RunSQL(anew("fractions_waiting", file="opening_lines.sql"), NONE),
        migrations.RunSQL(anew("consume_approval", file="approvals.sql"), NONE),
    ]
