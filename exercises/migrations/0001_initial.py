"""Elections to purchase and the payments for them (exercises/sql/payments.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "payments.sql"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("registry", "0006_items"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Election",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.TextField()),
                ("city", models.TextField()),
                ("region", models.TextField(blank=True)),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("country", models.CharField(max_length=2)),
                ("rights_exercised", models.BigIntegerField()),
                ("securities_registration", models.TextField()),
                ("securities_taxpayer_id_encrypted", models.BinaryField(blank=True, null=True)),
                ("securities_taxpayer_id_last_four", models.CharField(blank=True, max_length=4)),
                ("balance_taxpayer_id_encrypted", models.BinaryField(blank=True, null=True)),
                ("balance_taxpayer_id_last_four", models.CharField(blank=True, max_length=4)),
                (
                    "price_per_right",
                    models.DecimalField(blank=True, decimal_places=8, max_digits=20, null=True),
                ),
                ("amount_due", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ("completed_at", models.DateTimeField(blank=True, null=True)),
                ("record_date", models.DateField(blank=True, null=True)),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="election",
                        to="registry.item",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rights_exercised__gt", 0)), name="election_rights_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount_due__isnull", True),
                                ("completed_at__isnull", True),
                                ("price_per_right__isnull", True),
                                ("record_date__isnull", True),
                            ),
                            models.Q(
                                ("amount_due__isnull", False),
                                ("completed_at__isnull", False),
                                ("price_per_right__isnull", False),
                                ("record_date__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="election_complete_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("CASH", "Cash"),
                            ("CERTIFIED_BANK_CHECK", "Certified bank check"),
                            ("CASHIERS_CHECK", "Cashier's check"),
                            ("BANK_DRAFT", "Bank draft"),
                            ("WIRE", "Wire transfer"),
                            ("MONEY_ORDER", "Money order"),
                            ("PERSONAL_CHECK", "Personal check"),
                        ],
                        max_length=24,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                ("drawer_bank", models.TextField(blank=True)),
                ("instrument_number", models.CharField(blank=True, max_length=40)),
                (
                    "payee",
                    models.CharField(
                        choices=[
                            ("COMPANY", "The Company"),
                            ("AGENT", "The Rights Agent"),
                            ("OTHER", "Somebody else"),
                        ],
                        max_length=8,
                    ),
                ),
                ("received_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="registry.rightsagreement",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="registry.item",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("instrument_number", ""), _negated=True),
                        fields=("agreement", "drawer_bank", "instrument_number"),
                        name="instrument_used_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)), name="payment_amount_positive"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received_at__lte", models.F("recorded_at"))),
                        name="payment_received_before_recorded",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
