"""Closing prices as received, their corrections beside them (1(j)); changes of the price that are carried (11(d))."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "price_history.sql"
SOURCES = [
    ("1", "consolidated system for securities of the New York Stock Exchange"),
    ("2", "consolidated system for securities of the principal other national exchange"),
    ("3", "over-the-counter market, by Nasdaq or the system then in use"),
    ("4", "professional market maker selected by the Board"),
    ("5", "fair value determined in good faith by the Board"),
]
LISTINGS = [
    ("NEW_YORK_STOCK_EXCHANGE", "on the New York Stock Exchange"),
    ("OTHER_EXCHANGE", "on another national securities exchange"),
    ("NONE", "on no national securities exchange"),
]
PRICE = {"max_digits": 20, "decimal_places": 6, "null": True, "blank": True}
KEPT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies = [("registry", "0024_ended_by_order")]

    operations = [
        migrations.CreateModel(
            name="ClosingQuotation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("security", models.CharField(max_length=120)),
                ("day", models.DateField()),
                ("source", models.CharField(choices=SOURCES, max_length=1)),
                ("listing", models.CharField(choices=LISTINGS, max_length=24)),
                ("last_sale", models.DecimalField(**PRICE)),
                ("bid", models.DecimalField(**PRICE)),
                ("asked", models.DecimalField(**PRICE)),
                ("value", models.DecimalField(**PRICE)),
                ("line", models.PositiveIntegerField()),
                ("reason", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=KEPT, related_name="quotations", to="registry.rightsagreement"
                    ),
                ),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=KEPT,
                        related_name="corrected_by",
                        to="registry.closingquotation",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(on_delete=KEPT, related_name="quotations", to="registry.document"),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(on_delete=KEPT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=KEPT, related_name="quotations", to="registry.notice"
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "security", "-day", "source", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", True)),
                        fields=("agreement", "security", "day", "source"),
                        name="quotation_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", [value for value, _ in SOURCES]),
                            ("listing__in", [value for value, _ in LISTINGS]),
                        ),
                        name="quotation_source_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_sale__gte", 0),
                            ("value__gte", 0),
                            models.Q(
                                ("asked__gte", 0),
                                ("asked__isnull", False),
                                ("bid__gte", 0),
                                ("bid__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="quotation_gives_a_price",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("corrects__isnull", True), ("reason", "")),
                            models.Q(("corrects__isnull", False), models.Q(("reason", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="quotation_correction_explained",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["1", "2", "3"]), ("statement__isnull", False), _connector="OR"
                        ),
                        name="quotation_of_board_stated",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="adjustmentworksheet",
            name="carried_since",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
