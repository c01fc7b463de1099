"""The exchange of a part: what is kept stays on its certificates (24(b))."""

from pathlib import Path

from django.db import migrations

from registry.sql_anew import anew

SQL = Path(__file__).resolve().parent.parent / "sql" / "part_exchange.sql"


class Migration(migrations.Migration):
    dependencies = [("registry", "0027_notice_kinds")]

    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RunSQL(anew("check_certificates", file="certificates.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(anew("certificate_status", file="stops.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(anew("end_rights", file="class_endings.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(anew("read_item", file="item_reading.sql"), migrations.RunSQL.noop),
    ]
