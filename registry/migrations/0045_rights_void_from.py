"""What a notice makes void is found from the instant from which the terms make it void (7(e))."""

from django.db import migrations

from registry.sql_anew import anew

_BEFORE = "(bigint, jsonb, timestamptz, boolean)"
_TOLD = """
COMMENT ON FUNCTION nullity_parts IS
    'The open Rights that a notice makes void, lot by lot, whole or in part, with the class (7(e)).';
COMMENT ON FUNCTION nullity_totals IS 'Lots and Rights by class that a notice makes void and that are not marked so.';
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0044_exchanged_off")]

    operations = [
        migrations.RunSQL(
            f"DROP FUNCTION IF EXISTS nullity_totals{_BEFORE}; DROP FUNCTION IF EXISTS nullity_parts{_BEFORE}",
            migrations.RunSQL.noop,
        ),
        *(
            migrations.RunSQL(anew(name, file="nullity.sql"), migrations.RunSQL.noop)
            for name in ("nullity_parts", "nullity_totals", "nullity_notice", "nullify_lots")
        ),
        migrations.RunSQL(_TOLD, migrations.RunSQL.noop),
    ]
