"""Mailings, their pieces and files, the receipts of the post and what came back (3(a), 3(b), 26)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "mailings.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("certificates", "0002_hand_over"),
        ("registry", "0004_holders_and_shares"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Mailing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
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
                (
                    "mail_class",
                    models.CharField(
                        choices=[
                            ("FIRST_CLASS", "First-class mail, postage prepaid"),
                            ("CERTIFIED", "First-class mail, postage prepaid, certified"),
                            ("REGISTERED", "First-class mail, postage prepaid, registered"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("BOOKS", "Registration books of the Rights Agent"),
                            ("SHARE_LIST", "List of record holders of the Common Shares"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft"),
                            ("SNAPSHOT_LOCKED", "Addresses locked"),
                            ("TEXT_APPROVED", "Approved, being produced"),
                            ("PREPARED", "Ready for the post"),
                            ("DISPATCHING", "Partly mailed"),
                            ("DISPATCHED", "Mailed"),
                            ("CERTIFIED", "Mailed and certified"),
                            ("CANCELLED", "Cancelled"),
                        ],
                        default="DRAFT",
                        max_length=16,
                    ),
                ),
                ("text_name", models.CharField(max_length=64)),
                ("text_hash", models.CharField(max_length=64)),
                ("snapshot", models.JSONField()),
                ("snapshot_hash", models.CharField(blank=True, max_length=64)),
                ("manifest", models.TextField(blank=True)),
                ("manifest_sha256", models.CharField(blank=True, max_length=64)),
                ("listing", models.TextField(blank=True)),
                ("listing_sha256", models.CharField(blank=True, max_length=64)),
                ("created_at", models.DateTimeField()),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("prepared_at", models.DateTimeField(blank=True, null=True)),
                ("dispatched_at", models.DateTimeField(blank=True, null=True)),
                ("certified_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailings",
                        to="registry.rightsagreement",
                    ),
                ),
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
                    "certification",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.approval",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "due",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.noticedue",
                    ),
                ),
                (
                    "holder_list",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.holderlist",
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailing",
                        to="registry.job",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailings",
                        to="registry.notice",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="MailingFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first_piece", models.BigIntegerField()),
                ("last_piece", models.BigIntegerField()),
                ("piece_count", models.PositiveIntegerField()),
                ("page_count", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("size_bytes", models.BigIntegerField()),
                ("stored_as", models.TextField()),
                ("drawn_at", models.DateTimeField()),
                (
                    "mailing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="certificates.mailing",
                    ),
                ),
            ],
            options={
                "ordering": ["mailing", "first_piece"],
            },
        ),
        migrations.CreateModel(
            name="MailingReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("mailed_on", models.DateField()),
                ("place", models.TextField()),
                (
                    "mail_class",
                    models.CharField(
                        choices=[
                            ("FIRST_CLASS", "First-class mail, postage prepaid"),
                            ("CERTIFIED", "First-class mail, postage prepaid, certified"),
                            ("REGISTERED", "First-class mail, postage prepaid, registered"),
                        ],
                        max_length=12,
                    ),
                ),
                ("piece_count", models.BigIntegerField()),
                ("ranges", models.JSONField()),
                ("signer", models.TextField()),
                ("recorded_at", models.DateTimeField()),
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
                    "mailing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="certificates.mailing",
                    ),
                ),
            ],
            options={
                "ordering": ["mailing", "number"],
            },
        ),
        migrations.CreateModel(
            name="MailingPiece",
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
                ("number", models.BigIntegerField()),
                ("account", models.CharField(max_length=40)),
                ("first_certificate", models.BigIntegerField(blank=True, null=True)),
                ("last_certificate", models.BigIntegerField(blank=True, null=True)),
                ("rights", models.BigIntegerField(default=0)),
                ("registration", models.TextField()),
                ("mark", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("QUEUED", "To be produced"),
                            ("PRODUCED", "Produced, not mailed"),
                            ("DISPATCHED", "Mailed"),
                            ("RETURNED", "Came back"),
                            ("REMAILED", "Came back and mailed again"),
                            ("EXCLUDED", "Set aside"),
                        ],
                        max_length=12,
                    ),
                ),
                ("ground", models.JSONField(blank=True, default=dict)),
                ("page", models.PositiveIntegerField(blank=True, null=True)),
                ("content_hash", models.BinaryField(blank=True, max_length=32, null=True)),
                (
                    "address_version",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.holderaddress",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.rightsagreement",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="certificates.mailingfile",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mailing_pieces",
                        to="registry.registeredholder",
                    ),
                ),
                (
                    "mailing",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="certificates.mailing",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="pieces",
                        to="certificates.mailingreceipt",
                    ),
                ),
            ],
            options={
                "db_table": "mailing_piece",
                "ordering": ["mailing", "number"],
            },
        ),
        migrations.CreateModel(
            name="MailReturn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("returned_on", models.DateField()),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("MOVED", "Moved, no forwarding address"),
                            ("UNKNOWN", "Not known at this address"),
                            ("INSUFFICIENT", "Address insufficient"),
                            ("REFUSED", "Refused"),
                            ("UNCLAIMED", "Unclaimed"),
                            ("DECEASED", "Addressee deceased"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.TextField(blank=True)),
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
                    "piece",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="came_back",
                        to="certificates.mailingpiece",
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
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="mailing_number_once"),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "DRAFT",
                            "SNAPSHOT_LOCKED",
                            "TEXT_APPROVED",
                            "PREPARED",
                            "DISPATCHING",
                            "DISPATCHED",
                            "CERTIFIED",
                            "CANCELLED",
                        ],
                    )
                ),
                name="mailing_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["CERTIFICATES", "SUMMARY_OF_RIGHTS"])),
                name="mailing_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.CheckConstraint(
                condition=models.Q(("mail_class__in", ["FIRST_CLASS", "CERTIFIED", "REGISTERED"])),
                name="mailing_class_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("holder_list__isnull", True), ("source", "BOOKS")),
                    models.Q(("holder_list__isnull", False), ("source", "SHARE_LIST")),
                    _connector="OR",
                ),
                name="mailing_names_its_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailingfile",
            constraint=models.UniqueConstraint(fields=("mailing", "first_piece"), name="mailing_file_once"),
        ),
        migrations.AddConstraint(
            model_name="mailingreceipt",
            constraint=models.UniqueConstraint(
                fields=("mailing", "number"), name="mailing_receipt_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="mailingreceipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("piece_count__gt", 0)), name="mailing_receipt_of_something"
            ),
        ),
        migrations.AddIndex(
            model_name="mailingpiece",
            index=models.Index(fields=["mailing", "state", "number"], name="mailing_piece_by_state"),
        ),
        migrations.AddConstraint(
            model_name="mailingpiece",
            constraint=models.UniqueConstraint(fields=("mailing", "number"), name="mailing_piece_once"),
        ),
        migrations.AddConstraint(
            model_name="mailingpiece",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["QUEUED", "PRODUCED", "DISPATCHED"])),
                fields=("agreement", "first_certificate"),
                name="certificate_in_one_envelope",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailingpiece",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["QUEUED", "PRODUCED", "DISPATCHED", "RETURNED", "REMAILED", "EXCLUDED"])
                ),
                name="mailing_piece_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailingpiece",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("first_certificate__isnull", True), ("last_certificate__isnull", True)),
                    ("first_certificate__lte", models.F("last_certificate")),
                    _connector="OR",
                ),
                name="mailing_piece_range_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailingpiece",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "EXCLUDED"), _negated=True),
                    models.Q(("ground", {}), _negated=True),
                    _connector="OR",
                ),
                name="mailing_piece_tells_why_aside",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailingpiece",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("file__isnull", True), ("state__in", ["QUEUED", "EXCLUDED"])),
                    models.Q(
                        ("content_hash__isnull", False),
                        ("file__isnull", False),
                        ("page__isnull", False),
                        ("state__in", ["PRODUCED", "DISPATCHED", "RETURNED", "REMAILED"]),
                    ),
                    _connector="OR",
                ),
                name="mailing_piece_produced_in_a_file",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailingpiece",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("receipt__isnull", True), ("state__in", ["QUEUED", "PRODUCED", "EXCLUDED"])),
                    models.Q(
                        ("receipt__isnull", False), ("state__in", ["DISPATCHED", "RETURNED", "REMAILED"])
                    ),
                    _connector="OR",
                ),
                name="mailing_piece_mailed_by_receipt",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason__in", ["MOVED", "UNKNOWN", "INSUFFICIENT", "REFUSED", "UNCLAIMED", "DECEASED"])
                ),
                name="mail_return_reason_known",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
