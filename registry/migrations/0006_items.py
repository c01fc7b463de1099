"""Items presented, and what came with them (registry/sql/items.sql)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "items.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0005_calls"),
    ]

    operations = [
        migrations.CreateModel(
            name="Item",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.BigIntegerField(blank=True, null=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("TRANSFER", "Transfer"),
                            ("SPLIT_UP", "Split-up"),
                            ("COMBINE", "Combination"),
                            ("EXCHANGE_CERTIFICATES", "Exchange of certificates"),
                            ("REPLACE", "Replacement"),
                            ("EXERCISE", "Exercise"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Prepared, paper not received"),
                            ("RECEIVED", "Received"),
                            ("DEFICIENT", "Deficient, papers kept"),
                            ("AWAITING_PAYMENT", "Awaiting payment"),
                            ("HELD_20K", "Held for consultation with the Company"),
                            ("HELD", "Held"),
                            ("EXAMINED", "Examined, in order"),
                            ("COMPLETE", "Complete, in order"),
                            ("POSTED", "Posted"),
                            ("REFUSED", "Refused"),
                            ("RETURNED", "Returned for completion"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="DRAFT",
                        max_length=20,
                    ),
                ),
                ("presenter", models.TextField(blank=True)),
                ("received_at", models.DateTimeField(blank=True, null=True)),
                ("office", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "tax_standing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("NONE_ASKED", "None was asked"),
                            ("ASKED", "Asked, and not shown to be paid"),
                            ("PAID", "Asked, and shown to be paid"),
                            ("NOT_DUE", "Shown to the Company's satisfaction not to be due"),
                        ],
                        max_length=12,
                    ),
                ),
                ("cover_code", models.CharField(blank=True, max_length=32, null=True, unique=True)),
                ("prepared", models.JSONField(blank=True, default=dict)),
                ("prepared_at", models.DateTimeField(blank=True, null=True)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("end_reason", models.TextField(blank=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="registry.rightsagreement",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.bookentry",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="registry.registeredholder",
                    ),
                ),
                (
                    "posting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.approval",
                    ),
                ),
                (
                    "prepared_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "refusal",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.approval",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ExecutedForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signed_name", models.TextField(blank=True)),
                ("signed_on", models.DateField(blank=True, null=True)),
                (
                    "guarantor_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "EXCHANGE_MEMBER_FIRM",
                                "Member firm of a registered national securities exchange",
                            ),
                            ("NASD_MEMBER", "Member of the NASD"),
                            (
                                "BANK_OR_TRUST_COMPANY",
                                "Commercial bank or trust company with a United States office or correspondent",
                            ),
                            ("MEDALLION_PROGRAMME", "Participant in a medallion programme"),
                            ("OTHER", "Somebody else, such as a notary"),
                        ],
                        max_length=24,
                    ),
                ),
                ("guarantor_name", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ASSIGNMENT", "Form of assignment"),
                            ("ELECTION", "Form of election to purchase"),
                            ("REQUEST", "Written request"),
                        ],
                        max_length=12,
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="forms", to="registry.item"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("answered_by", models.TextField()),
                ("answered_by_title", models.CharField(max_length=80)),
                ("answered_at", models.DateTimeField()),
                ("said", models.TextField()),
                (
                    "answer",
                    models.CharField(
                        choices=[("PROCEED", "Proceed"), ("REFUSE", "Do not proceed")], max_length=8
                    ),
                ),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "approval",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.approval",
                    ),
                ),
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consultations",
                        to="registry.item",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Certification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signed_name", models.TextField(blank=True)),
                ("signed_on", models.DateField(blank=True, null=True)),
                (
                    "guarantor_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "EXCHANGE_MEMBER_FIRM",
                                "Member firm of a registered national securities exchange",
                            ),
                            ("NASD_MEMBER", "Member of the NASD"),
                            (
                                "BANK_OR_TRUST_COMPANY",
                                "Commercial bank or trust company with a United States office or correspondent",
                            ),
                            ("MEDALLION_PROGRAMME", "Participant in a medallion programme"),
                            ("OTHER", "Somebody else, such as a notary"),
                        ],
                        max_length=24,
                    ),
                ),
                ("guarantor_name", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "statement_1",
                    models.CharField(
                        choices=[
                            ("YES", "The box that affirms"),
                            ("NO", "The box that denies"),
                            ("BLANK", "Neither box"),
                            ("BOTH", "Both boxes"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "statement_2",
                    models.CharField(
                        choices=[
                            ("YES", "The box that affirms"),
                            ("NO", "The box that denies"),
                            ("BLANK", "Neither box"),
                            ("BOTH", "Both boxes"),
                        ],
                        max_length=8,
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certifications",
                        to="registry.item",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ItemCertificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("surrendered_at", models.DateTimeField()),
                ("returned_at", models.DateTimeField(blank=True, null=True)),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presentations",
                        to="registry.rightscertificate",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="registry.item",
                    ),
                ),
            ],
            options={
                "ordering": ["certificate__number"],
            },
        ),
        migrations.CreateModel(
            name="ItemPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="papers", to="registry.item"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="TransferLine",
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
                ("place", models.PositiveIntegerField()),
                ("rights", models.BigIntegerField()),
                ("registration", models.TextField()),
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
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="registry.item"
                    ),
                ),
            ],
            options={
                "ordering": ["item", "place"],
            },
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(
                    ("state__in", ["POSTED", "REFUSED", "RETURNED", "WITHDRAWN"]), _negated=True
                ),
                fields=["agreement", "received_at"],
                name="item_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="item_number_once"),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["TRANSFER", "SPLIT_UP", "COMBINE", "EXCHANGE_CERTIFICATES", "REPLACE", "EXERCISE"],
                    )
                ),
                name="item_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "DRAFT",
                            "RECEIVED",
                            "DEFICIENT",
                            "AWAITING_PAYMENT",
                            "HELD_20K",
                            "HELD",
                            "EXAMINED",
                            "COMPLETE",
                            "POSTED",
                            "REFUSED",
                            "RETURNED",
                            "WITHDRAWN",
                        ],
                    )
                ),
                name="item_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["DRAFT", "WITHDRAWN"]),
                    models.Q(
                        ("number__isnull", False),
                        ("received_at__isnull", False),
                        ("recorded_at__isnull", False),
                        ("recorded_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="item_received_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("received_at__isnull", True),
                    ("received_at__lte", models.F("recorded_at")),
                    _connector="OR",
                ),
                name="item_received_before_recorded",
            ),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("entry__isnull", False), ("state", "POSTED")),
                    models.Q(models.Q(("state", "POSTED"), _negated=True), ("entry__isnull", True)),
                    _connector="OR",
                ),
                name="item_posted_has_entry",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer__in", ["PROCEED", "REFUSE"])), name="consultation_answer_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(("answered_at__lte", models.F("recorded_at"))),
                name="consultation_before_recorded",
            ),
        ),
        migrations.AddConstraint(
            model_name="certification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("statement_1__in", ["YES", "NO", "BLANK", "BOTH"]),
                    ("statement_2__in", ["YES", "NO", "BLANK", "BOTH"]),
                ),
                name="certification_answers_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="itemcertificate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("returned_at__isnull", True)),
                fields=("certificate",),
                name="certificate_surrendered_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="itempaper",
            constraint=models.UniqueConstraint(fields=("item", "document"), name="item_paper_once"),
        ),
        migrations.AddConstraint(
            model_name="transferline",
            constraint=models.UniqueConstraint(fields=("item", "place"), name="transfer_line_once"),
        ),
        migrations.AddConstraint(
            model_name="transferline",
            constraint=models.CheckConstraint(
                condition=models.Q(("rights__gt", 0)), name="transfer_line_rights_positive"
            ),
        ),
        migrations.AddField(
            model_name="paperdue",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="letters",
                to="registry.item",
            ),
        ),
        migrations.AddField(
            model_name="paperdue",
            name="closed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="paperdue",
            name="superseded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="supersedes",
                to="registry.paperdue",
            ),
        ),
        migrations.AddConstraint(
            model_name="paperdue",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("superseded_by__isnull", True), ("closed_at__isnull", False), _connector="OR"
                ),
                name="superseded_paper_is_closed",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
