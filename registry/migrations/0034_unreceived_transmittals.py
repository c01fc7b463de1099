"""Transmittals of cancelled certificates of which the Company received nothing (8)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from registry.sql_anew import anew

SQL = Path(__file__).resolve().parent.parent / "sql" / "unreceived.sql"
NONE = migrations.RunSQL.noop
OUTCOMES = [("IN_VAULT", "The paper is in the vault of the Rights Agent"), ("LOST", "The paper is lost")]


def _one(to: str, model: type[models.ForeignKey] = models.ForeignKey, name: str = "+") -> models.ForeignKey:
    return model(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to)


class Migration(migrations.Migration):
    dependencies = [("registry", "0033_certificate_detail")]

    operations = [
        migrations.CreateModel(
            name="UnreceivedTransmittal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("outcome", models.CharField(choices=OUTCOMES, max_length=8)),
                ("found_on", models.DateField()),
                ("reason", models.TextField()),
                ("certificate_count", models.PositiveIntegerField()),
                ("recorded_at", models.DateTimeField()),
                ("document", _one("registry.document")),
                ("recorded_by", _one(settings.AUTH_USER_MODEL)),
                ("transmittal", _one("registry.transmittal", models.OneToOneField, "unreceived")),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(outcome__in=[name for name, _ in OUTCOMES]),
                        name="unreceived_outcome_known",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(reason="") & models.Q(certificate_count__gt=0),
                        name="unreceived_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), NONE),
        migrations.RunSQL(anew("receive_by_two", file="cancellations.sql"), NONE),
    ]
