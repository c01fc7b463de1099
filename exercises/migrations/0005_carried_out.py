"""Redemptions and exchanges carried out: lists, payments (exercises/sql/orders.sql) (23, 24)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "orders.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0004_requisitions"),
        ("registry", "0024_ended_by_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("takes_effect_at", models.DateTimeField()),
                ("figures", models.JSONField()),
                ("totals", models.JSONField()),
                ("standing", models.JSONField()),
                ("standing_hash", models.CharField(max_length=64)),
                ("cash", models.DecimalField(decimal_places=2, max_digits=20)),
                ("line_count", models.PositiveIntegerField()),
                ("payment_count", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("stored_as", models.TextField()),
                ("size_bytes", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_lists",
                        to="registry.rightsagreement",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.document",
                    ),
                ),
                (
                    "conditions_met",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.document",
                    ),
                ),
                (
                    "entry",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_list",
                        to="registry.bookentry",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_lists",
                        to="registry.notice",
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "number"],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "order_list_id", "line", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.IntegerField()),
                ("account", models.CharField(max_length=40)),
                ("valid", models.BigIntegerField()),
                ("void", models.BigIntegerField()),
                ("taken", models.BigIntegerField()),
                ("shares", models.BigIntegerField()),
                ("fraction", models.DecimalField(decimal_places=0, max_digits=40)),
                ("cash", models.DecimalField(decimal_places=2, max_digits=20)),
                ("payment", models.IntegerField(null=True)),
                (
                    "holder",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_lines",
                        to="registry.registeredholder",
                    ),
                ),
                (
                    "order_list",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="exercises.orderlist",
                    ),
                ),
            ],
            options={
                "db_table": "order_line",
                "ordering": ["order_list_id", "line"],
            },
        ),
        migrations.CreateModel(
            name="PaymentRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("bank_account", models.CharField(max_length=40)),
                ("first_number", models.BigIntegerField()),
                ("dated", models.DateField()),
                ("started_at", models.DateTimeField()),
                (
                    "job",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.job"
                    ),
                ),
                (
                    "order_list",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="run",
                        to="exercises.orderlist",
                    ),
                ),
                (
                    "payout",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="run", to="exercises.payout"
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PaymentEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PAID", "Paid by the bank"),
                            ("STALE", "Stale"),
                            ("STOPPED", "Stopped"),
                            ("REISSUED", "Another issued in its place"),
                            ("UNCLAIMED", "Unclaimed"),
                        ],
                        max_length=12,
                    ),
                ),
                ("happened_on", models.DateField()),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ("reason", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.document",
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
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="exercises.paymentrun",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="OrderPayment",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("line", models.IntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                ("dated", models.DateField()),
                ("replaces", models.BigIntegerField(null=True)),
                (
                    "holder",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="order_payments",
                        to="registry.registeredholder",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="exercises.paymentrun",
                    ),
                ),
            ],
            options={
                "db_table": "order_payment",
                "ordering": ["run_id", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="orderlist",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="order_list_number_once"),
        ),
        migrations.AddConstraint(
            model_name="orderlist",
            constraint=models.CheckConstraint(
                condition=models.Q(("cash__gte", 0)), name="order_list_cash_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("taken__gte", 0),
                    ("taken__lte", models.F("valid") + models.F("void")),
                    ("void__gte", 0),
                ),
                name="order_line_taken",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentevent",
            constraint=models.UniqueConstraint(fields=("run", "number", "kind"), name="check_event_once"),
        ),
        migrations.AddConstraint(
            model_name="orderpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="order_payment_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderpayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaces__isnull", False)),
                fields=("run", "replaces"),
                name="check_replaced_once",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
