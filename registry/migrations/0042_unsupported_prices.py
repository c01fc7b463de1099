"""A price that no certificate of adjustment states is refused by a code of its own (7(b), 12)."""

from django.db import migrations

from registry.sql_anew import anew


class Migration(migrations.Migration):
    dependencies = [("registry", "0039_persons")]

    operations = [
        migrations.RunSQL(anew("figures_certified", file="adjustments.sql"), migrations.RunSQL.noop),
    ]
