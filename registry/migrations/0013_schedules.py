"""Schedules of nominees: files, lines, where each line stands; and what items are read by (item_reading.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "item_reading.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0012_item_work"),
    ]

    operations = [
        migrations.CreateModel(
            name="Schedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("presented", models.BigIntegerField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schedule",
                        to="registry.item",
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
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ScheduleFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.TextField()),
                ("sha256", models.CharField(max_length=64)),
                ("received_at", models.DateTimeField()),
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
                    "schedule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="registry.schedule",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ScheduleLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.TextField()),
                ("city", models.TextField()),
                ("region", models.TextField(blank=True)),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("country", models.CharField(max_length=2)),
                ("number", models.PositiveIntegerField()),
                ("file_line", models.PositiveIntegerField()),
                ("said", models.JSONField(blank=True, default=dict)),
                ("problems", models.JSONField(blank=True, default=list)),
                ("reference", models.CharField(blank=True, max_length=40)),
                ("rights", models.BigIntegerField(blank=True, null=True)),
                (
                    "statement_1",
                    models.CharField(
                        choices=[("YES", "YES"), ("NO", "NO"), ("BLANK", "BLANK"), ("BOTH", "BOTH")],
                        max_length=8,
                    ),
                ),
                (
                    "statement_2",
                    models.CharField(
                        choices=[("YES", "YES"), ("NO", "NO"), ("BLANK", "BLANK"), ("BOTH", "BOTH")],
                        max_length=8,
                    ),
                ),
                ("answered_by", models.TextField(blank=True)),
                ("stays_with_nominee", models.BooleanField(default=False)),
                ("registration", models.TextField(blank=True)),
                ("account", models.CharField(blank=True, max_length=40)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("CLEAN", "In order"),
                            ("POSTED", "Posted"),
                            ("HELD", "Held for consultation with the Company"),
                            ("VOID", "Null and void, named by a notice"),
                            ("MALFORMED", "Rejected"),
                            ("CORRECTED", "Replaced by a corrected line"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reasons", models.JSONField(blank=True, default=list)),
                ("decided_at", models.DateTimeField()),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="registry.scheduleline",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="registry.schedulefile",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.registeredholder",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="schedule_line",
                        to="registry.item",
                    ),
                ),
                (
                    "schedule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="registry.schedule",
                    ),
                ),
            ],
            options={
                "ordering": ["schedule", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="schedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("presented__gte", 0)), name="schedule_presented_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="schedulefile",
            constraint=models.UniqueConstraint(fields=("schedule", "sha256"), name="schedule_file_once"),
        ),
        migrations.AddConstraint(
            model_name="schedulefile",
            constraint=models.CheckConstraint(
                condition=models.Q(("received_at__lte", models.F("recorded_at"))),
                name="schedule_file_received_before_recorded",
            ),
        ),
        migrations.AddIndex(
            model_name="scheduleline",
            index=models.Index(fields=["schedule", "state"], name="schedule_line_by_state"),
        ),
        migrations.AddConstraint(
            model_name="scheduleline",
            constraint=models.UniqueConstraint(fields=("schedule", "number"), name="schedule_line_once"),
        ),
        migrations.AddConstraint(
            model_name="scheduleline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["CLEAN", "POSTED", "HELD", "VOID", "MALFORMED", "CORRECTED"])
                ),
                name="schedule_line_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="scheduleline",
            constraint=models.CheckConstraint(
                condition=models.Q(("rights__isnull", True), ("rights__gt", 0), _connector="OR"),
                name="schedule_line_rights_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="scheduleline",
            constraint=models.CheckConstraint(
                condition=models.Q(("item__isnull", True), ("state", "HELD"), _connector="OR"),
                name="schedule_line_waits_only_if_held",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
