"""Rights end by an order of redemption or exchange as they do at expiry (23, 24)."""

from django.db import migrations

from registry.sql_anew import anew


class Migration(migrations.Migration):
    dependencies = [("registry", "0023_found_again")]

    operations = [
        migrations.RunSQL(anew("standing_hash", file="class_endings.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(anew("end_rights", file="class_endings.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(anew("consume_approval", file="approvals.sql"), migrations.RunSQL.noop),
    ]
