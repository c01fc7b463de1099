"""Cancelled paper: what the Company delivered, images, transmittals with delivery and receipt."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "cancellations.sql"
BROUGHT_AS = [
    ("FORWARDED", "Surrendered to the Company or its agents, passed on for cancellation"),
    ("ACQUIRED", "Bought or acquired by the Company otherwise than upon exercise"),
]
KEEPERS = [
    ("COMPANY", "The Company keeps the paper"),
    ("AGENT", "The Rights Agent keeps the paper for the Company"),
]


def _key():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _tied(to, *, related="+"):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to)


def _one(to, *, related="+"):
    return models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to)


class Migration(migrations.Migration):
    dependencies = [("registry", "0013_schedules")]

    operations = [
        migrations.CreateModel(
            name="CompanyDelivery",
            fields=[
                ("id", _key()),
                ("number", models.PositiveIntegerField()),
                ("brought_as", models.CharField(choices=BROUGHT_AS, max_length=12)),
                ("sender", models.TextField()),
                ("certificate_count", models.PositiveIntegerField()),
                ("rights_retired", models.BigIntegerField()),
                ("warning", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                ("agreement", _tied("registry.rightsagreement", related="company_deliveries")),
                ("approval", _one("registry.approval")),
                ("document", _tied("registry.document")),
                ("entry", _one("registry.bookentry", related="company_delivery")),
            ],
            options={
                "verbose_name_plural": "company deliveries",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "number"), name="company_delivery_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("brought_as", "ACQUIRED"),
                                ("rights_retired__gt", 0),
                                models.Q(("warning", ""), _negated=True),
                            ),
                            models.Q(("brought_as", "FORWARDED"), ("rights_retired", 0), ("warning", "")),
                            _connector="OR",
                        ),
                        name="acquired_rights_are_retired",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CancelledImage",
            fields=[
                ("id", _key()),
                ("recorded_at", models.DateTimeField()),
                ("certificate", _tied("registry.rightscertificate", related="cancelled_images")),
                ("document", _one("registry.document", related="cancelled_image")),
                ("recorded_by", _tied(settings.AUTH_USER_MODEL)),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="Transmittal",
            fields=[
                ("id", _key()),
                ("number", models.PositiveIntegerField()),
                ("certificate_count", models.PositiveIntegerField()),
                ("rights_total", models.BigIntegerField()),
                ("left_behind", models.PositiveIntegerField(default=0)),
                ("why_not_all", models.TextField(blank=True)),
                ("prepared_at", models.DateTimeField()),
                ("agreement", _tied("registry.rightsagreement", related="transmittals")),
                ("prepared_by", _tied(settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "number"), name="transmittal_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("certificate_count__gt", 0)),
                        name="transmittal_lists_certificates",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_behind", 0), models.Q(("why_not_all", ""), _negated=True), _connector="OR"
                        ),
                        name="transmittal_says_why_not_all",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransmittalLine",
            fields=[
                ("id", _key()),
                ("left_off_at", models.DateTimeField(blank=True, null=True)),
                ("certificate", _tied("registry.rightscertificate", related="transmittal_lines")),
                ("transmittal", _tied("registry.transmittal", related="lines")),
            ],
            options={
                "ordering": ["transmittal", "certificate"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("left_off_at__isnull", True)),
                        fields=("certificate",),
                        name="certificate_on_one_transmittal",
                    ),
                    models.UniqueConstraint(
                        fields=("transmittal", "certificate"), name="certificate_once_on_transmittal"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TransmittalDelivery",
            fields=[
                ("id", _key()),
                ("delivered_on", models.DateField()),
                ("keeper", models.CharField(choices=KEEPERS, max_length=8)),
                ("means", models.TextField(blank=True)),
                ("said", models.TextField(blank=True)),
                ("reading", models.CharField(max_length=24)),
                ("keep_until", models.DateField()),
                ("keep_under", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("recorded_by", _tied(settings.AUTH_USER_MODEL)),
                ("transmittal", _one("registry.transmittal", related="delivery")),
            ],
            options={
                "verbose_name_plural": "transmittal deliveries",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("keeper", "AGENT"),
                            models.Q(("keeper", "COMPANY"), models.Q(("means", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="paper_leaves_by_some_means",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TransmittalReceipt",
            fields=[
                ("id", _key()),
                ("received_by", models.TextField()),
                ("received_on", models.DateField()),
                ("certificate_count", models.PositiveIntegerField()),
                ("not_received", models.JSONField(blank=True, default=list)),
                ("recorded_at", models.DateTimeField()),
                ("approval", _one("registry.approval")),
                ("document", _tied("registry.document")),
                ("entry", _one("registry.bookentry", related="transmittal_receipt")),
                ("transmittal", _one("registry.transmittal", related="receipt")),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("certificate_count__gt", 0)),
                        name="transmittal_receipt_of_certificates",
                    )
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
