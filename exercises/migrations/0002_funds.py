"""Money of the Company by purpose, and what is paid out of it (exercises/sql/funds.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "funds.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0001_initial"),
        ("registry", "0017_board_orders"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FundsReceived",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("REDEMPTION", "Redemption Price"),
                            ("EXCHANGE", "Cash of an exchange"),
                            ("FRACTIONS", "Cash in the place of fractions"),
                        ],
                        max_length=12,
                    ),
                ),
                ("received_from", models.TextField()),
                ("received_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                ("reason", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funds_received",
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
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funds_received",
                        to="registry.notice",
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
                (
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="exercises.fundsreceived",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "funds received",
                "ordering": ["agreement", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "number"), name="funds_received_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order__isnull", True), ("purpose", "FRACTIONS")),
                            models.Q(("order__isnull", False), ("purpose__in", ["REDEMPTION", "EXCHANGE"])),
                            _connector="OR",
                        ),
                        name="funds_received_for_an_order",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("reason", ""), ("reverses__isnull", True)),
                            models.Q(
                                ("amount__lt", 0),
                                ("reverses__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="funds_received_or_taken_back",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("REDEMPTION", "Redemption Price"),
                            ("EXCHANGE", "Cash of an exchange"),
                            ("FRACTIONS", "Cash in the place of fractions"),
                        ],
                        max_length=12,
                    ),
                ),
                ("payee", models.TextField()),
                ("about", models.TextField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                ("recorded_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="registry.rightsagreement",
                    ),
                ),
                (
                    "approval",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.approval",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="registry.notice",
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "number"), name="payout_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("approval__isnull", True), ("approved_at__isnull", True))
                        | models.Q(("approval__isnull", False), ("approved_at__isnull", False)),
                        name="payout_approved_on_request",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("order__isnull", True), ("purpose", "FRACTIONS")),
                            models.Q(("order__isnull", False), ("purpose__in", ["REDEMPTION", "EXCHANGE"])),
                            _connector="OR",
                        ),
                        name="payout_for_an_order",
                    ),
                    models.CheckConstraint(condition=models.Q(("amount__gt", 0)), name="payout_of_something"),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
