"""Cash that a substitution gives beside securities, and its payment (exercises/sql/substitutes.sql) (11(a)(iii))."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "substitutes.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0005_carried_out"),
        ("registry", "0027_notice_kinds"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="fundsreceived",
            name="funds_received_for_an_order",
        ),
        migrations.RemoveConstraint(
            model_name="payout",
            name="payout_for_an_order",
        ),
        migrations.RemoveConstraint(
            model_name="securitiesdue",
            name="securities_due_not_negative",
        ),
        migrations.AddField(
            model_name="payout",
            name="substitute",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payouts",
                to="exercises.securitiesdue",
            ),
        ),
        migrations.AddField(
            model_name="securitiesdue",
            name="cash",
            field=models.DecimalField(decimal_places=2, default=0, max_digits=20),
        ),
        migrations.AlterField(
            model_name="fundsreceived",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("REDEMPTION", "Redemption Price"),
                    ("EXCHANGE", "Cash of an exchange"),
                    ("FRACTIONS", "Cash in the place of fractions"),
                    ("SUBSTITUTE", "Cash in substitution"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="payout",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("REDEMPTION", "Redemption Price"),
                    ("EXCHANGE", "Cash of an exchange"),
                    ("FRACTIONS", "Cash in the place of fractions"),
                    ("SUBSTITUTE", "Cash in substitution"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="fundsreceived",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("order__isnull", True), ("purpose__in", ["FRACTIONS", "SUBSTITUTE"])),
                    models.Q(("order__isnull", False), ("purpose__in", ["REDEMPTION", "EXCHANGE"])),
                    _connector="OR",
                ),
                name="funds_received_for_an_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("order__isnull", True), ("purpose__in", ["FRACTIONS", "SUBSTITUTE"])),
                    models.Q(("order__isnull", False), ("purpose__in", ["REDEMPTION", "EXCHANGE"])),
                    _connector="OR",
                ),
                name="payout_for_an_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(
                condition=models.Q(("approved_at__isnull", False)),
                fields=("substitute",),
                name="substitute_paid_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(("substitute__isnull", True), ("purpose", "SUBSTITUTE"), _connector="XOR"),
                name="payout_of_a_substitute",
            ),
        ),
        migrations.AddConstraint(
            model_name="securitiesdue",
            constraint=models.CheckConstraint(
                condition=models.Q(("cash__gte", 0), ("whole_units__gte", 0)),
                name="securities_due_not_negative",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
