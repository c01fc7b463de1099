"""What an exercise gives: shares reserved and requisitioned, cash for fractions (7(c), 9(a), 14)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "deliveries.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0003_gates"),
        ("registry", "0023_found_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PaymentMovement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("FORWARDED", "Forwarded to the Company"),
                            ("RETURNED", "Returned to who paid it"),
                        ],
                        max_length=12,
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                ("moved_on", models.DateField()),
                ("given_to", models.TextField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["agreement", "number"],
            },
        ),
        migrations.CreateModel(
            name="Requisition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                (
                    "recipient",
                    models.CharField(
                        choices=[
                            ("TRANSFER_AGENT", "The transfer agent"),
                            ("DEPOSITARY", "The depositary agent"),
                        ],
                        max_length=16,
                    ),
                ),
                ("requisitioned_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["agreement", "number"],
            },
        ),
        migrations.CreateModel(
            name="RequisitionFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("row_count", models.PositiveIntegerField()),
                ("unit_count", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("size_bytes", models.BigIntegerField()),
                ("stored_as", models.TextField()),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["agreement", "number"],
            },
        ),
        migrations.CreateModel(
            name="ReservedShares",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("security", models.TextField()),
                ("officer_name", models.TextField()),
                ("officer_title", models.CharField(max_length=80)),
                ("signed_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("unit_denominator", models.PositiveIntegerField()),
                ("reserved_units", models.BigIntegerField()),
            ],
            options={
                "verbose_name_plural": "reserved shares",
                "ordering": ["agreement", "number"],
            },
        ),
        migrations.CreateModel(
            name="SecuritiesDue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("security", models.TextField()),
                ("unit_denominator", models.PositiveIntegerField()),
                ("units", models.CharField(max_length=80)),
                ("whole_units", models.BigIntegerField()),
                ("taken_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "securities due",
                "ordering": ["agreement", "id"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryRoute",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("security", models.TextField()),
                ("officer_name", models.TextField()),
                ("officer_title", models.CharField(max_length=80)),
                ("signed_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "recipient",
                    models.CharField(
                        choices=[
                            ("TRANSFER_AGENT", "The transfer agent"),
                            ("DEPOSITARY", "The depositary agent"),
                        ],
                        max_length=16,
                    ),
                ),
                ("name", models.TextField()),
                ("address", models.TextField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_routes",
                        to="registry.rightsagreement",
                    ),
                ),
                (
                    "depositary_agreement",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.document",
                    ),
                ),
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
            ],
            options={
                "ordering": ["agreement", "number"],
            },
        ),
        migrations.CreateModel(
            name="DeliveryStep",
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
            ],
            options={
                "ordering": ["requisition", "id"],
            },
        ),
        migrations.CreateModel(
            name="FractionCertified",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("closing_price", models.DecimalField(decimal_places=6, max_digits=20)),
                ("trading_day", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                ("computed", models.DecimalField(decimal_places=2, max_digits=20)),
                ("officer_name", models.TextField()),
                ("officer_title", models.CharField(max_length=80)),
                ("signed_on", models.DateField()),
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
            ],
            options={
                "verbose_name_plural": "fractions certified",
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="payout",
            name="fraction",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payouts",
                to="exercises.fractioncertified",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(
                condition=models.Q(("approved_at__isnull", False)),
                fields=("fraction",),
                name="fraction_paid_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(("fraction__isnull", True), ("purpose", "FRACTIONS"), _connector="OR"),
                name="payout_of_a_fraction",
            ),
        ),
        migrations.AddField(
            model_name="paymentmovement",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payment_movements",
                to="registry.rightsagreement",
            ),
        ),
        migrations.AddField(
            model_name="paymentmovement",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
            ),
        ),
        migrations.AddField(
            model_name="paymentmovement",
            name="payment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="movements", to="exercises.payment"
            ),
        ),
        migrations.AddField(
            model_name="paymentmovement",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="requisition",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requisitions",
                to="registry.rightsagreement",
            ),
        ),
        migrations.AddField(
            model_name="requisition",
            name="letter",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requisition",
                to="registry.paperdue",
            ),
        ),
        migrations.AddField(
            model_name="requisition",
            name="requisitioned_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="requisition",
            name="route",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="exercises.deliveryroute",
            ),
        ),
        migrations.AddField(
            model_name="deliverystep",
            name="requisition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="exercises.requisition"
            ),
        ),
        migrations.AddField(
            model_name="requisitionfile",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requisition_files",
                to="registry.rightsagreement",
            ),
        ),
        migrations.AddField(
            model_name="requisitionfile",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="requisition",
            name="file",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requisitions",
                to="exercises.requisitionfile",
            ),
        ),
        migrations.AddField(
            model_name="reservedshares",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reserved_shares",
                to="registry.rightsagreement",
            ),
        ),
        migrations.AddField(
            model_name="reservedshares",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
            ),
        ),
        migrations.AddField(
            model_name="reservedshares",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="securitiesdue",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="securities_due",
                to="registry.rightsagreement",
            ),
        ),
        migrations.AddField(
            model_name="securitiesdue",
            name="item",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="securities_due", to="registry.item"
            ),
        ),
        migrations.AddField(
            model_name="requisition",
            name="due",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requisition",
                to="exercises.securitiesdue",
            ),
        ),
        migrations.AddField(
            model_name="fractioncertified",
            name="due",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="fraction",
                to="exercises.securitiesdue",
            ),
        ),
        migrations.AddConstraint(
            model_name="deliveryroute",
            constraint=models.UniqueConstraint(
                fields=("agreement", "number"), name="delivery_route_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentmovement",
            constraint=models.UniqueConstraint(
                fields=("agreement", "number"), name="payment_movement_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentmovement",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="payment_movement_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="deliverystep",
            constraint=models.UniqueConstraint(fields=("requisition", "kind"), name="delivery_step_once"),
        ),
        migrations.AddConstraint(
            model_name="deliverystep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "RECEIVED"), ("means", "")),
                    models.Q(("kind", "DELIVERED"), models.Q(("means", ""), _negated=True)),
                    _connector="OR",
                ),
                name="delivery_step_means",
            ),
        ),
        migrations.AddConstraint(
            model_name="requisitionfile",
            constraint=models.UniqueConstraint(
                fields=("agreement", "number"), name="requisition_file_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="requisitionfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("row_count__gt", 0)), name="requisition_file_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="reservedshares",
            constraint=models.UniqueConstraint(
                fields=("agreement", "number"), name="reserved_shares_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reservedshares",
            constraint=models.CheckConstraint(
                condition=models.Q(("reserved_units__gt", 0)), name="reserved_shares_above_nought"
            ),
        ),
        migrations.AddConstraint(
            model_name="securitiesdue",
            constraint=models.CheckConstraint(
                condition=models.Q(("whole_units__gte", 0)), name="securities_due_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="requisition",
            constraint=models.UniqueConstraint(
                fields=("agreement", "number"), name="requisition_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="fractioncertified",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 0)), name="fraction_certified_not_negative"
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
