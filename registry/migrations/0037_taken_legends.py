"""A predecessor's legend that no notice marks is known to what is done over all holders (4(b), 7(e))."""

from pathlib import Path

from django.db import migrations

from registry.sql_anew import anew

SQL = Path(__file__).resolve().parent.parent / "sql" / "taken_legends.sql"
NONE = migrations.RunSQL.noop


class Migration(migrations.Migration):
    dependencies = [("registry", "0036_number_adjustments")]

    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), NONE),
        migrations.RunSQL(anew("certificates_of_other_forms", file="adjustments.sql"), NONE),
        migrations.RunSQL(anew("end_rights", file="class_endings.sql"), NONE),
        migrations.RunSQL(anew("exchange_part", file="part_exchange.sql"), NONE),
        migrations.RunSQL(anew("adjust_number", file="number_adjustments.sql"), NONE),
    ]
