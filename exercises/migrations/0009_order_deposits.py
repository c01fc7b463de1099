"""Lines paid by deposit, the file for the bank, what came back (exercises/sql/order_deposits.sql) (23(a), 24(d))."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "order_deposits.sql"
PROTECT = django.db.models.deletion.PROTECT


def _key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _person() -> models.ForeignKey:
    return models.ForeignKey(on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0008_issued_checks"),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderDeposit",
            fields=[
                ("id", _key()),
                ("line", models.IntegerField()),
                ("sequence", models.IntegerField()),
                (
                    "instruction",
                    models.ForeignKey(
                        on_delete=PROTECT, related_name="deposits", to="exercises.depositinstruction"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(on_delete=PROTECT, related_name="deposits", to="exercises.paymentrun"),
                ),
            ],
            options={"ordering": ["run_id", "sequence"]},
        ),
        migrations.CreateModel(
            name="DepositFile",
            fields=[
                ("id", _key()),
                ("bank_routing", models.CharField(max_length=9)),
                ("bank_name", models.CharField(max_length=23)),
                ("company_name", models.CharField(max_length=16)),
                ("company_id", models.CharField(max_length=10)),
                ("settles_on", models.DateField()),
                ("entry_count", models.IntegerField()),
                ("entry_hash", models.BigIntegerField()),
                ("credits", models.DecimalField(decimal_places=2, max_digits=12)),
                ("sha256", models.CharField(max_length=64)),
                ("size_bytes", models.BigIntegerField()),
                ("stored_as", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "approval",
                    models.OneToOneField(on_delete=PROTECT, related_name="+", to="registry.approval"),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=PROTECT, related_name="deposit_file", to="exercises.paymentrun"
                    ),
                ),
            ],
            options={"ordering": ["-id"]},
        ),
        migrations.CreateModel(
            name="DepositReturn",
            fields=[
                ("id", _key()),
                ("code", models.CharField(blank=True, max_length=3)),
                ("reason", models.TextField(blank=True)),
                ("returned_on", models.DateField()),
                ("check_dated", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=PROTECT, related_name="+", to="registry.document"
                    ),
                ),
                ("recorded_by", _person()),
                (
                    "deposit",
                    models.OneToOneField(
                        on_delete=PROTECT, related_name="returned", to="exercises.orderdeposit"
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AddConstraint(
            model_name="orderdeposit",
            constraint=models.UniqueConstraint(fields=("run", "line"), name="line_deposited_once"),
        ),
        migrations.AddConstraint(
            model_name="orderdeposit",
            constraint=models.UniqueConstraint(fields=("run", "sequence"), name="deposit_sequence_once"),
        ),
        migrations.AddConstraint(
            model_name="orderdeposit",
            constraint=models.CheckConstraint(
                condition=models.Q(("sequence__gte", 1), ("sequence__lte", 999999)),
                name="deposits_of_one_batch",
            ),
        ),
        migrations.AddConstraint(
            model_name="depositreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(("check_dated__gte", models.F("returned_on"))),
                name="check_after_the_return",
            ),
        ),
        migrations.AddConstraint(
            model_name="depositreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("code", ""), ("document__isnull", True), models.Q(("reason", ""), _negated=True)
                    ),
                    models.Q(
                        ("document__isnull", False), ("reason", ""), models.Q(("code", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="returned_or_held_back",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
