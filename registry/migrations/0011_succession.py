"""The agent's own life: resignation, successors, books handed over."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "succession.sql"


KINDS = [
    ("RESIGNATION", "The Rights Agent resigns"),
    ("INCAPACITY", "The Rights Agent is incapable of acting"),
    ("APPOINTMENT", "The Company appoints a successor"),
    ("COURT_APPOINTMENT", "A court appoints a successor"),
    ("MERGER", "A merger, or another succession to the business, makes a successor"),
    ("CHANGE_OF_NAME", "The Rights Agent changes its name"),
    ("TAKING_UP", "This installation acts for the successor"),
    ("ADOPTION", "A countersignature is adopted or given"),
]


def _tied(to: str, *, related: str = "+", **more: bool) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to, **more)


def _one(to: str, *, related: str = "+", **more: bool) -> models.OneToOneField:
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT, related_name=related, to=to, **more
    )


def _key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [("registry", "0010_nullity")]

    operations = [
        migrations.CreateModel(
            name="BooksExport",
            fields=[
                ("id", _key()),
                ("number", models.PositiveIntegerField()),
                ("recipient", models.TextField()),
                ("reason", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                ("agreement", _tied("registry.rightsagreement", related="books_exports")),
                ("approval", _one("registry.approval")),
            ],
            options={
                "ordering": ["agreement", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "number"), name="books_export_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("recipient", ""), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="books_export_explained",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BooksPackage",
            fields=[
                ("id", _key()),
                ("made_at", models.DateTimeField()),
                ("manifest_sha256", models.CharField(max_length=64)),
                ("head_number", models.BigIntegerField()),
                ("head_hash", models.CharField(blank=True, max_length=64)),
                ("totals", models.JSONField()),
                ("row_count", models.BigIntegerField()),
                ("file_count", models.BigIntegerField()),
                ("size_bytes", models.BigIntegerField()),
                ("received_on", models.DateField(blank=True, null=True)),
                ("export", _one("registry.booksexport", related="package")),
                ("made_by", _tied(settings.AUTH_USER_MODEL)),
                ("receipt", _tied("registry.document", blank=True, null=True)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("receipt__isnull", True), ("received_on__isnull", True)),
                            models.Q(("receipt__isnull", False), ("received_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="books_package_receipt_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SuccessionRecord",
            fields=[
                ("id", _key()),
                ("number", models.PositiveIntegerField()),
                ("kind", models.CharField(choices=KINDS, max_length=20)),
                ("effective_on", models.DateField()),
                ("facts", models.JSONField()),
                ("grounds", models.JSONField(blank=True, default=list)),
                ("recorded_at", models.DateTimeField()),
                ("agreement", _tied("registry.rightsagreement", related="successions")),
                ("approval", _one("registry.approval")),
                ("begun", _one("registry.agentappointment", related="beginning", blank=True, null=True)),
                ("document", _tied("registry.document")),
                ("ended", _tied("registry.agentappointment", related="endings", blank=True, null=True)),
                ("notice", _one("registry.notice", related="succession", blank=True, null=True)),
            ],
            options={
                "ordering": ["agreement", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "number"), name="succession_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", [kind for kind, _ in KINDS])),
                        name="succession_kind_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficeMailing",
            fields=[
                ("id", _key()),
                ("channel", models.CharField(max_length=32)),
                ("mailed_on", models.DateField()),
                ("grounds", models.JSONField(blank=True, default=list)),
                ("recorded_at", models.DateTimeField()),
                ("document", _tied("registry.document")),
                ("due", _one("registry.noticedue", related="mailed")),
                ("recorded_by", _tied(settings.AUTH_USER_MODEL)),
            ],
            options={"ordering": ["due"]},
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
