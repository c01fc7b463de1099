"""Letters as a person mailed them, and inquiries about what became of an item (26)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "letters.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0004_inherited_mailings"),
        ("registry", "0012_item_work"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterMailing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("mailed_on", models.DateField(blank=True, null=True)),
                (
                    "mail_class",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("FIRST_CLASS", "First-class mail, postage prepaid"),
                            ("CERTIFIED", "First-class mail, postage prepaid, certified"),
                            ("REGISTERED", "First-class mail, postage prepaid, registered"),
                        ],
                        max_length=12,
                    ),
                ),
                ("mailed_by", models.TextField(blank=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("stored_as", models.TextField(blank=True)),
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
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailings",
                        to="registry.paperdue",
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
                    "reverses",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="certificates.lettermailing",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("mail_class__in", ["FIRST_CLASS", "CERTIFIED", "REGISTERED"]),
                                ("mailed_on__isnull", False),
                                ("reverses__isnull", True),
                                models.Q(("mailed_by", ""), _negated=True),
                            ),
                            models.Q(
                                ("mail_class", ""),
                                ("mailed_on__isnull", True),
                                ("reverses__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="letter_mailed_or_taken_back",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StatusInquiry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_by", models.TextField()),
                ("address", models.TextField()),
                ("city", models.TextField()),
                ("region", models.TextField(blank=True)),
                ("postal_code", models.CharField(blank=True, max_length=20)),
                ("country", models.CharField(max_length=2)),
                ("asked_on", models.DateField()),
                ("about", models.TextField()),
                ("received_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("rule", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="status_inquiries",
                        to="registry.rightsagreement",
                    ),
                ),
                (
                    "answer",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiry",
                        to="registry.paperdue",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="registry.registeredholder",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
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
                "verbose_name_plural": "status inquiries",
                "ordering": ["due_on", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("received_at__lte", models.F("recorded_at"))),
                        name="inquiry_received_before_recorded",
                    )
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
