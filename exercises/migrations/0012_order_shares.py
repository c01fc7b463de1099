"""Shares that an order gives: requisitioned, delivered (exercises/sql/order_shares.sql) (23(a), 24(b))."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "order_shares.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0011_balance_in_another_name"),
        ("registry", "0047_reinstated_redemptions"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="OrderRequisition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("asked_of", models.TextField()),
                ("address", models.TextField()),
                ("line_count", models.IntegerField()),
                ("share_count", models.BigIntegerField()),
                ("left_out", models.JSONField(default=dict)),
                ("sha256", models.CharField(max_length=64)),
                ("size_bytes", models.BigIntegerField()),
                ("stored_as", models.TextField()),
                ("made_at", models.DateTimeField()),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.approval"
                    ),
                ),
                (
                    "instruction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
                    ),
                ),
                (
                    "order_list",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requisitions",
                        to="exercises.orderlist",
                    ),
                ),
            ],
            options={
                "ordering": ["order_list", "number"],
            },
        ),
        migrations.CreateModel(
            name="OrderDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "Received from whom they were requisitioned"),
                            ("DELIVERED", "Delivered to the holder or to its order"),
                        ],
                        max_length=12,
                    ),
                ),
                ("happened_on", models.DateField()),
                (
                    "means",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("FIRST_CLASS", "First-class mail"),
                            ("REGISTERED", "Registered mail"),
                            ("CERTIFIED", "Certified mail"),
                            ("COURIER", "Overnight courier"),
                            ("HAND", "Handed over at the office"),
                        ],
                        max_length=12,
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
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
                    "requisition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="exercises.orderrequisition",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "order deliveries",
                "ordering": ["requisition", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="orderrequisition",
            constraint=models.UniqueConstraint(
                fields=("order_list", "number"), name="order_requisition_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderrequisition",
            constraint=models.CheckConstraint(
                condition=models.Q(("line_count__gt", 0), ("share_count__gt", 0)),
                name="order_requisition_of_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderdelivery",
            constraint=models.UniqueConstraint(
                fields=("requisition", "kind"), name="order_delivery_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderdelivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "RECEIVED"), ("means", "")),
                    models.Q(("kind", "DELIVERED"), models.Q(("means", ""), _negated=True)),
                    _connector="OR",
                ),
                name="order_delivery_means",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
