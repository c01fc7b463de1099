"""Stops, legal orders and replacements."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "stops.sql"


class Migration(migrations.Migration):
    dependencies = [("registry", "0008_notice_records")]

    operations = [
        migrations.CreateModel(
            name="Stop",
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
                            ("LOSS_REPORTED", "Loss or destruction reported"),
                            ("THEFT_REPORTED", "Theft reported"),
                            ("COURT_ORDER", "Order of a court or an authority"),
                            ("DEMAND_NOT_TO_REGISTER", "Demand not to register a transfer"),
                            ("NULLITY", "Nullity noticed, legend not on the paper"),
                            ("COMPANY_INSTRUCTION", "Instruction of the Company"),
                            ("HOUSE", "Precaution of the Rights Agent"),
                            ("ADVERSE_CLAIM", "Adverse claim, noted without effect"),
                        ],
                        max_length=24,
                    ),
                ),
                (
                    "reach",
                    models.CharField(
                        choices=[
                            ("EVERYTHING", "Everything the holder asks for"),
                            ("REGISTRATION", "Transfers, new certificates and replacements"),
                            ("EXERCISE", "Exercises"),
                        ],
                        default="EVERYTHING",
                        max_length=16,
                    ),
                ),
                ("reason", models.TextField()),
                ("reported_by", models.TextField()),
                (
                    "capacity",
                    models.CharField(
                        choices=[
                            ("REGISTERED_HOLDER", "The registered holder"),
                            ("REPRESENTATIVE", "Attorney, guardian, executor or successor of the holder"),
                            ("COURT_OR_AUTHORITY", "A court or an authority"),
                            ("COMPANY", "The Company"),
                            ("RIGHTS_AGENT", "The Rights Agent itself"),
                            ("OTHER", "Somebody else"),
                        ],
                        max_length=20,
                    ),
                ),
                ("reporter_address", models.TextField(blank=True)),
                ("reported_at", models.DateTimeField()),
                ("dated_on", models.DateField(blank=True, null=True)),
                ("expires_on", models.DateField(blank=True, null=True)),
                ("expires_under", models.TextField(blank=True)),
                ("placed_at", models.DateTimeField()),
                ("placed_after", models.BigIntegerField(default=0, editable=False)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="registry.rightsagreement",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="registry.rightscertificate",
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
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="registry.registeredholder",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stops",
                        to="registry.lot",
                    ),
                ),
                (
                    "placed_by",
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
            name="Replacement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "cause",
                    models.CharField(
                        choices=[
                            ("LOST", "Lost"),
                            ("STOLEN", "Stolen"),
                            ("DESTROYED", "Destroyed"),
                            ("MUTILATED", "Mutilated"),
                        ],
                        max_length=12,
                    ),
                ),
                ("discovered_on", models.DateField()),
                ("circumstances", models.TextField()),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacements",
                        to="registry.rightscertificate",
                    ),
                ),
                (
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replacement",
                        to="registry.item",
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.stop",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="StopRecord",
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
                            ("ACKNOWLEDGED", "Acknowledged to who reported it"),
                            ("LOSS_FILED", "Theft or loss reported (17f-1)"),
                            ("LOSS_CONFIRMED", "Report confirmed"),
                            ("RECOVERED", "Certificate recovered"),
                            ("RECOVERY_FILED", "Recovery reported (17f-1)"),
                            ("PRESENTED", "Presented while it stood"),
                            ("NOTED", "Noted"),
                        ],
                        max_length=16,
                    ),
                ),
                ("happened_on", models.DateField()),
                ("reference", models.CharField(blank=True, max_length=120)),
                ("said", models.TextField(blank=True)),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "stop",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="registry.stop",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="StopRelease",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("released_at", models.DateTimeField()),
                ("released_after", models.BigIntegerField(default=0, editable=False)),
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
                    "stop",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release",
                        to="registry.stop",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="ReplacementRecord",
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
                            ("EVIDENCE_RECEIVED", "Evidence received"),
                            ("EVIDENCE_BY_COMPANY", "Evidence accepted by the Company"),
                            ("EVIDENCE_BY_AGENT", "Evidence accepted by the Rights Agent"),
                            ("INDEMNITY_RECEIVED", "Indemnity or security received"),
                            ("INDEMNITY_BY_COMPANY", "Indemnity accepted by the Company"),
                            ("INDEMNITY_BY_AGENT", "Indemnity accepted by the Rights Agent"),
                            ("EXPENSES_ASKED", "Expenses asked for"),
                            ("EXPENSES_REIMBURSED", "Expenses reimbursed"),
                        ],
                        max_length=24,
                    ),
                ),
                ("person", models.TextField(blank=True)),
                ("said", models.TextField(blank=True)),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ("happened_on", models.DateField()),
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "replacement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="records",
                        to="registry.replacement",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "EVIDENCE_RECEIVED",
                                    "EVIDENCE_BY_COMPANY",
                                    "EVIDENCE_BY_AGENT",
                                    "INDEMNITY_RECEIVED",
                                    "INDEMNITY_BY_COMPANY",
                                    "INDEMNITY_BY_AGENT",
                                    "EXPENSES_ASKED",
                                    "EXPENSES_REIMBURSED",
                                ],
                            )
                        ),
                        name="replacement_record_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__endswith", "BY_COMPANY"), _negated=True),
                            ("document__isnull", False),
                            _connector="OR",
                        ),
                        name="company_accepts_on_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("kind__startswith", "EXPENSES_")),
                            models.Q(
                                models.Q(("kind__startswith", "EXPENSES_"), _negated=True),
                                ("amount__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="expenses_have_their_amount",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="stop_number_once"),
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "ADVERSE_CLAIM",
                            "COMPANY_INSTRUCTION",
                            "COURT_ORDER",
                            "DEMAND_NOT_TO_REGISTER",
                            "HOUSE",
                            "LOSS_REPORTED",
                            "NULLITY",
                            "THEFT_REPORTED",
                        ],
                    )
                ),
                name="stop_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.CheckConstraint(
                condition=models.Q(("reach__in", ["EVERYTHING", "EXERCISE", "REGISTRATION"])),
                name="stop_reach_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("certificate__isnull", False), ("holder__isnull", True), ("lot__isnull", True)),
                    models.Q(("certificate__isnull", True), ("holder__isnull", False), ("lot__isnull", True)),
                    models.Q(("certificate__isnull", True), ("holder__isnull", True), ("lot__isnull", False)),
                    models.Q(
                        ("certificate__isnull", True),
                        ("holder__isnull", True),
                        ("lot__isnull", True),
                        ("kind", "COURT_ORDER"),
                    ),
                    _connector="OR",
                ),
                name="stop_on_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["LOSS_REPORTED", "THEFT_REPORTED"]), _negated=True),
                    models.Q(("certificate__isnull", False), ("holder__isnull", True), ("lot__isnull", True)),
                    _connector="OR",
                ),
                name="stop_for_loss_on_certificate",
            ),
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "kind__in",
                            ["COMPANY_INSTRUCTION", "COURT_ORDER", "DEMAND_NOT_TO_REGISTER", "NULLITY"],
                        ),
                        _negated=True,
                    ),
                    ("document__isnull", False),
                    _connector="OR",
                ),
                name="stop_rests_on_its_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_on__isnull", True), ("kind", "DEMAND_NOT_TO_REGISTER"), _connector="OR"
                ),
                name="stop_ends_by_itself_on_demand",
            ),
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.CheckConstraint(
                condition=models.Q(("reach", "EVERYTHING"), ("kind", "COURT_ORDER"), _connector="OR"),
                name="stop_reach_of_an_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.CheckConstraint(
                condition=models.Q(("reported_at__lte", models.F("placed_at"))),
                name="stop_reported_before_placed",
            ),
        ),
        migrations.AddConstraint(
            model_name="replacement",
            constraint=models.CheckConstraint(
                condition=models.Q(("cause", "MUTILATED"), ("stop__isnull", False), _connector="OR"),
                name="replacement_of_what_is_gone_is_stopped",
            ),
        ),
        migrations.AddConstraint(
            model_name="stoprecord",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "ACKNOWLEDGED",
                            "LOSS_FILED",
                            "LOSS_CONFIRMED",
                            "RECOVERED",
                            "RECOVERY_FILED",
                            "PRESENTED",
                            "NOTED",
                        ],
                    )
                ),
                name="stop_record_kind_known",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
