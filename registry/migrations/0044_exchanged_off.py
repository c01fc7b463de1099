"""What was exchanged off a certificate is looked up by the certificate, not by the entry of the part (24(b))."""

from django.db import migrations

from registry.sql_anew import anew


class Migration(migrations.Migration):
    dependencies = [("registry", "0043_divided_exercises")]

    operations = [
        migrations.RunSQL(anew("exchanged_off", file="part_exchange.sql"), migrations.RunSQL.noop),
    ]
