"""Void Rights come back apart when the good ones on their certificate are exercised (7(e), 7(d))."""

from django.db import migrations

from registry.sql_anew import anew


class Migration(migrations.Migration):
    dependencies = [("registry", "0042_unsupported_prices")]

    operations = [
        migrations.RunSQL(anew("check_marks", file="marks.sql"), migrations.RunSQL.noop),
    ]
