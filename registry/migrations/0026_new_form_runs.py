"""The run of a new form over the certificates outstanding (22)."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parent.parent / "sql" / "new_form_runs.sql"


class Migration(migrations.Migration):
    dependencies = [("registry", "0025_price_history")]

    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
