"""What came by no formal channel, and the addresses for notices filed since (26)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "notices.sql"


def _tied(to: str, *, related: str = "+", **more: bool) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to, **more)


def _key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0007_holder_access"),
    ]

    operations = [
        migrations.CreateModel(
            name="InformalNotice",
            fields=[
                ("id", _key()),
                ("number", models.PositiveIntegerField()),
                ("channel", models.CharField(max_length=32)),
                ("sender", models.TextField()),
                ("said", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("agreement", _tied("registry.rightsagreement", related="informal_notices")),
                ("recorded_by", _tied(settings.AUTH_USER_MODEL)),
                ("followed_by", _tied("registry.notice", related="said_before", blank=True, null=True)),
            ],
            options={
                "ordering": ["agreement", "number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "number"), name="informal_notice_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("received_at__lte", models.F("recorded_at"))),
                        name="informal_notice_received_before_recorded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeAddress",
            fields=[
                ("id", _key()),
                (
                    "party",
                    models.CharField(
                        choices=[("COMPANY", "The Company"), ("RIGHTS_AGENT", "The Rights Agent")],
                        max_length=16,
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("PRINCIPAL", "The address"), ("COPY", "For a copy")], max_length=16
                    ),
                ),
                ("lines", models.TextField()),
                ("facsimile", models.CharField(blank=True, max_length=40)),
                ("attention", models.TextField(blank=True)),
                ("in_force_from", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("agreement", _tied("registry.rightsagreement", related="notice_addresses")),
                ("approval", _tied("registry.approval")),
                ("document", _tied("registry.document")),
            ],
            options={
                "verbose_name_plural": "notice addresses",
                "ordering": ["agreement", "party", "role", "in_force_from", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("party__in", ["COMPANY", "RIGHTS_AGENT"]), ("role__in", ["PRINCIPAL", "COPY"])
                        ),
                        name="notice_address_party_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("lines", ""), _negated=True), name="notice_address_given"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("in_force_from__lte", models.F("recorded_at"))),
                        name="notice_address_known_before_recorded",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
