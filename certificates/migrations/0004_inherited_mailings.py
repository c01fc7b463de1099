"""Mailings of which only evidence was inherited (3(b))."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "inherited_mailings.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0003_mailings"),
        ("registry", "0004_holders_and_shares"),
    ]

    operations = [
        migrations.CreateModel(
            name="InheritedMailing",
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
                            ("CERTIFICATES", "Rights Certificates"),
                            ("SUMMARY_OF_RIGHTS", "Summary of Rights"),
                        ],
                        max_length=20,
                    ),
                ),
                ("mailed_by", models.TextField()),
                ("mailed_on", models.DateField()),
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
                ("piece_count", models.BigIntegerField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inherited_mailings",
                        to="registry.rightsagreement",
                    ),
                ),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.approval"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["CERTIFICATES", "SUMMARY_OF_RIGHTS"])),
                        name="inherited_mailing_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mail_class__in", ["", "FIRST_CLASS", "CERTIFIED", "REGISTERED"])
                        ),
                        name="inherited_mailing_class_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("piece_count__isnull", True), ("piece_count__gt", 0), _connector="OR"
                        ),
                        name="inherited_mailing_of_something",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
