"""Holders' bank accounts for payments: recorded by one, in force by two (exercises/sql/deposits.sql) (26)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "deposits.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0006_substitutes"),
        ("registry", "0033_certificate_detail"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DepositInstruction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("routing", models.CharField(blank=True, max_length=9)),
                ("account_encrypted", models.BinaryField(blank=True, null=True)),
                ("account_index", models.BinaryField(blank=True, max_length=32, null=True)),
                ("account_last_four", models.CharField(blank=True, max_length=4)),
                ("is_savings", models.BooleanField(default=False)),
                ("signed_by", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("in_force_from", models.DateTimeField(blank=True, null=True)),
                ("pays_from", models.DateTimeField(blank=True, null=True)),
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
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deposit_instructions",
                        to="registry.registeredholder",
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
            options={"ordering": ["-id"]},
        ),
        migrations.AddConstraint(
            model_name="depositinstruction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("account_encrypted__isnull", True), ("account_index__isnull", True), ("routing", "")
                    ),
                    models.Q(
                        ("account_encrypted__isnull", False),
                        ("account_index__isnull", False),
                        models.Q(("routing", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="deposit_to_a_whole_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="depositinstruction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approval__isnull", True),
                        ("in_force_from__isnull", True),
                        ("pays_from__isnull", True),
                    ),
                    models.Q(("approval__isnull", False), ("pays_from__gte", models.F("in_force_from"))),
                    _connector="OR",
                ),
                name="deposit_in_force_on_request",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
