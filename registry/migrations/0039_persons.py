"""Persons whom papers name: their kinds, and with whom they succeeded (1(t))."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "persons.sql"
KINDS = [
    ("INDIVIDUAL", "individual"),
    ("FIRM", "firm"),
    ("CORPORATION", "corporation"),
    ("LIMITED_LIABILITY_COMPANY", "limited liability company"),
    ("OTHER_ENTITY", "other entity"),
]


class Migration(migrations.Migration):
    dependencies = [("registry", "0038_copy_consents")]

    operations = [
        migrations.CreateModel(
            name="PersonRecord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("kind", models.CharField(choices=KINDS, max_length=28)),
                ("succeeded_on", models.DateField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="persons",
                        to="registry.rightsagreement",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
                    ),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="registry.personrecord",
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
                "ordering": ["agreement", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "name"), name="person_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", [kind for kind, _ in KINDS])),
                        name="person_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="person_named"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("predecessor__isnull", True), ("succeeded_on__isnull", True)),
                            models.Q(("predecessor__isnull", False), ("succeeded_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="person_succeeds_on_a_day",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
