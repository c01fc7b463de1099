"""What is deferred of exercises until an event, and the due bills for it (exercises/sql/due_bills.sql) (11(k))."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "due_bills.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0012_order_shares"),
        ("registry", "0048_deferred_issues"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="securitiesdue",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="securities_due", to="registry.item"
            ),
        ),
        migrations.CreateModel(
            name="DueBill",
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
                ("deferred_at", models.DateTimeField()),
                ("number", models.PositiveIntegerField(blank=True, null=True)),
                ("issued_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="due_bills",
                        to="registry.rightsagreement",
                    ),
                ),
                (
                    "deferral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="due_bills",
                        to="registry.notice",
                    ),
                ),
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
                    "issued_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="due_bill",
                        to="registry.item",
                    ),
                ),
                (
                    "letter",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="due_bill",
                        to="registry.paperdue",
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "id"],
            },
        ),
        migrations.AddField(
            model_name="securitiesdue",
            name="due_bill",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="due",
                to="exercises.duebill",
            ),
        ),
        migrations.AddConstraint(
            model_name="securitiesdue",
            constraint=models.UniqueConstraint(
                condition=models.Q(("due_bill__isnull", True)), fields=("item",), name="securities_due_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="duebill",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="due_bill_number_once"),
        ),
        migrations.AddConstraint(
            model_name="duebill",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("document__isnull", True),
                        ("issued_at__isnull", True),
                        ("issued_by__isnull", True),
                        ("letter__isnull", True),
                        ("number__isnull", True),
                    ),
                    models.Q(
                        ("issued_at__isnull", False),
                        ("issued_by__isnull", False),
                        ("number__isnull", False),
                        models.Q(("letter__isnull", True), ("document__isnull", True), _connector="XOR"),
                    ),
                    _connector="OR",
                ),
                name="due_bill_issued_with_its_paper",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
