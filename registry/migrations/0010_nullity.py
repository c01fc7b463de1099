"""Nullity: the doors that mark and restore, and what was caught, kept as it was told (7(e))."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "nullity.sql"
CLASSES = [
    ("I", "Acquiring Person, Associate or Affiliate"),
    ("II", "Post-Event Transferee"),
    ("III_A", "Pre-Event Transferee, distribution or continuing arrangement"),
    ("III_B", "Pre-Event Transferee, plan to avoid"),
    ("IV", "Later transferee"),
]


def _tied(to: str, *, related: str = "+", **more: bool) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to, **more)


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_stops")]

    operations = [
        migrations.CreateModel(
            name="CaughtItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("TRANSFER", "Transfer"),
                            ("EXERCISE", "Exercise"),
                            ("PAYMENT", "Payment"),
                            ("MAILING", "Mailing"),
                        ],
                        max_length=12,
                    ),
                ),
                ("source", models.CharField(max_length=60)),
                ("happened_at", models.DateTimeField()),
                ("was_known", models.BooleanField()),
                ("taint_class", models.CharField(choices=CLASSES, max_length=8)),
                ("certificate_number", models.BigIntegerField(blank=True, null=True)),
                ("item_number", models.BigIntegerField(blank=True, null=True)),
                ("rights", models.BigIntegerField(blank=True, null=True)),
                (
                    "amount",
                    models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True),
                ),
                ("recorded_at", models.DateTimeField()),
                ("application", _tied("registry.instructionapplication", related="caught_items")),
                ("entry", _tied("registry.bookentry", blank=True, null=True)),
                ("holder", _tied("registry.registeredholder")),
                ("notice", _tied("registry.notice", related="caught_items")),
                ("transferee", _tied("registry.registeredholder", blank=True, null=True)),
            ],
            options={
                "ordering": ["application", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("notice", "source"), name="caught_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["TRANSFER", "EXERCISE", "PAYMENT", "MAILING"])),
                        name="caught_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("taint_class__in", [code for code, _ in CLASSES])),
                        name="caught_class_known",
                    ),
                ],
            },
        ),
        migrations.RunSQL("SELECT keep_as_filed('registry_caughtitem')", migrations.RunSQL.noop),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
