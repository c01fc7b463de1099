"""The work on items: class, clock, pauses, evidence, applications, instructions; where a form stands."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0011_succession")]

    operations = [
        migrations.CreateModel(
            name="EvidenceRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "asked_by",
                    models.CharField(
                        choices=[("AGENT", "The Rights Agent"), ("COMPANY", "The Company")], max_length=8
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                ("evidence", models.TextField()),
                ("reason", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "assessment",
                    models.CharField(
                        blank=True,
                        choices=[("SATISFIED", "It satisfies"), ("NOT_SATISFIED", "It does not satisfy")],
                        max_length=16,
                    ),
                ),
                ("assessment_words", models.TextField(blank=True)),
                ("assessed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="ItemPause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("PRESENTOR", "Waits for the presentor to put the papers right"),
                            ("PAYMENT", "Waits for the rest of the payment"),
                            ("COMPANY", "Waits for the Company, which is to be consulted"),
                            ("EVIDENCE", "Waits for evidence that was asked for"),
                            ("TAX", "Waits for a tax or charge that was asked for"),
                            ("ORDER", "Waits for the end of a stop or of an order"),
                            ("NOTICE", "Waits for a notice or an answer of the Company"),
                        ],
                        max_length=12,
                    ),
                ),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RoutineFinding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "exclusion",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "REORGANISATION",
                                "Presented for exercise, redemption or exchange of the Rights",
                            ),
                            ("STOP_OR_CLAIM", "A stop, an order or a claim stands against it"),
                            ("FURTHER_DOCUMENTS", "Documents beyond those presented are needed"),
                            ("LAPSE", "Presented in the business days before a privilege lapses"),
                            (
                                "REPLACEMENT",
                                "A lost, stolen, destroyed or mutilated certificate is to be replaced",
                            ),
                        ],
                        max_length=20,
                    ),
                ),
                ("codes", models.JSONField(default=list)),
                ("clock_from", models.DateTimeField()),
                ("found_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="StandingInstruction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "held_class",
                    models.CharField(
                        choices=[
                            ("BLANK", "A statement is left blank, and none is affirmed"),
                            ("UNSIGNED", "Both statements are denied, and nobody signed"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[("PROCEED", "Proceed"), ("REFUSE", "Return for completion")], max_length=8
                    ),
                ),
                ("signed_on", models.DateField()),
                ("in_force_from", models.DateField()),
                ("in_force_until", models.DateField(blank=True, null=True)),
                ("officer_name", models.TextField()),
                ("officer_title", models.CharField(max_length=80)),
                ("said", models.TextField()),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="itempaper",
            name="item_paper_once",
        ),
        migrations.AddField(
            model_name="certification",
            name="capacity",
            field=models.CharField(
                choices=[
                    ("HOLDER", "Registered holder"),
                    ("EXECUTOR", "Executor or administrator"),
                    ("TRUSTEE", "Trustee"),
                    ("GUARDIAN", "Guardian"),
                    ("CUSTODIAN", "Custodian for a minor"),
                    ("ATTORNEY", "Attorney-in-fact"),
                    ("OFFICER", "Officer of the registered holder"),
                    ("SURVIVOR", "Surviving joint tenant"),
                ],
                default="HOLDER",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="certification",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "capacity__in",
                        [
                            "HOLDER",
                            "EXECUTOR",
                            "TRUSTEE",
                            "GUARDIAN",
                            "CUSTODIAN",
                            "ATTORNEY",
                            "OFFICER",
                            "SURVIVOR",
                        ],
                    )
                ),
                name="certification_capacity_known",
            ),
        ),
        migrations.AddField(
            model_name="executedform",
            name="capacity",
            field=models.CharField(
                choices=[
                    ("HOLDER", "Registered holder"),
                    ("EXECUTOR", "Executor or administrator"),
                    ("TRUSTEE", "Trustee"),
                    ("GUARDIAN", "Guardian"),
                    ("CUSTODIAN", "Custodian for a minor"),
                    ("ATTORNEY", "Attorney-in-fact"),
                    ("OFFICER", "Officer of the registered holder"),
                    ("SURVIVOR", "Surviving joint tenant"),
                ],
                default="HOLDER",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="executedform",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "capacity__in",
                        [
                            "HOLDER",
                            "EXECUTOR",
                            "TRUSTEE",
                            "GUARDIAN",
                            "CUSTODIAN",
                            "ATTORNEY",
                            "OFFICER",
                            "SURVIVOR",
                        ],
                    )
                ),
                name="form_capacity_known",
            ),
        ),
        migrations.AddField(
            model_name="itempaper",
            name="dated_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="certification",
            name="instrument",
            field=models.CharField(
                choices=[
                    ("REVERSE", "On the reverse of the certificate"),
                    ("SEPARATE", "On a separate instrument"),
                ],
                default="REVERSE",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="certification",
            name="medallion",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name="executedform",
            name="instrument",
            field=models.CharField(
                choices=[
                    ("REVERSE", "On the reverse of the certificate"),
                    ("SEPARATE", "On a separate instrument"),
                ],
                default="REVERSE",
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="executedform",
            name="medallion",
            field=models.CharField(blank=True, max_length=16),
        ),
        migrations.AddField(
            model_name="instructionapplication",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="registry.rightsagreement",
            ),
        ),
        migrations.AddField(
            model_name="instructionapplication",
            name="act",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.approval",
            ),
        ),
        migrations.AddField(
            model_name="instructionapplication",
            name="item",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="registry.item",
            ),
        ),
        migrations.AddField(
            model_name="instructionapplication",
            name="proposed",
            field=models.CharField(
                blank=True,
                choices=[
                    ("RETURN_FOR_COMPLETION", "Return the papers for completion"),
                    ("REFUSE_AND_RETURN", "Refuse the item and return its papers"),
                ],
                max_length=24,
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="standing_instruction",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="uses",
                to="registry.standinginstruction",
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="assigned_items",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="transfer_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("SALE", "Sale"),
                    ("GIFT", "Gift"),
                    ("DEATH", "Death of the registered holder"),
                    ("TRUST", "Trust or trustee"),
                    ("MINOR", "Minor or custodian"),
                    ("ATTORNEY", "Signed by an attorney-in-fact"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="itempaper",
            name="serves_as",
            field=models.CharField(blank=True, max_length=24),
        ),
        migrations.AlterField(
            model_name="instructionapplication",
            name="notice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="applications",
                to="registry.notice",
            ),
        ),
        migrations.AddConstraint(
            model_name="instructionapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("item__isnull", True), ("notice__isnull", False), ("proposed", "")),
                    models.Q(
                        ("item__isnull", False),
                        ("notice__isnull", True),
                        ("proposed__in", ["RETURN_FOR_COMPLETION", "REFUSE_AND_RETURN"]),
                    ),
                    _connector="OR",
                ),
                name="application_about_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="itempaper",
            constraint=models.UniqueConstraint(
                fields=("item", "document", "serves_as"), name="item_paper_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="itempaper",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("dated_on__isnull", True), models.Q(("serves_as", ""), _negated=True), _connector="OR"
                ),
                name="item_paper_dated_as_something",
            ),
        ),
        migrations.AddField(
            model_name="evidencerequest",
            name="assessed_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="evidencerequest",
            name="assessment_document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.document",
            ),
        ),
        migrations.AddField(
            model_name="evidencerequest",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="evidence_requests",
                to="registry.item",
            ),
        ),
        migrations.AddField(
            model_name="evidencerequest",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="evidencerequest",
            name="request_document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.document",
            ),
        ),
        migrations.AddField(
            model_name="itempause",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="pauses", to="registry.item"
            ),
        ),
        migrations.AddField(
            model_name="routinefinding",
            name="found_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="routinefinding",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="routine_findings",
                to="registry.item",
            ),
        ),
        migrations.AddField(
            model_name="standinginstruction",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="standing_instructions",
                to="registry.rightsagreement",
            ),
        ),
        migrations.AddField(
            model_name="standinginstruction",
            name="approval",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.approval",
            ),
        ),
        migrations.AddField(
            model_name="standinginstruction",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
            ),
        ),
        migrations.AddField(
            model_name="standinginstruction",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_by__in", ["AGENT", "COMPANY"])), name="evidence_asked_by_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("evidence", ""), _negated=True), models.Q(("reason", ""), _negated=True)
                ),
                name="evidence_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("asked_by", "AGENT"), ("request_document__isnull", False), _connector="OR"
                ),
                name="evidence_of_company_on_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_at__lte", models.F("recorded_at"))),
                name="evidence_asked_before_recorded",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidencerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("assessed_at__isnull", True), ("assessed_by__isnull", True), ("assessment", "")
                    ),
                    models.Q(
                        ("assessed_at__isnull", False),
                        ("assessed_by__isnull", False),
                        ("assessment__in", ["SATISFIED", "NOT_SATISFIED"]),
                    ),
                    _connector="OR",
                ),
                name="evidence_assessed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="itempause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reason__in", ["PRESENTOR", "PAYMENT", "COMPANY", "EVIDENCE", "TAX", "ORDER", "NOTICE"])
                ),
                name="pause_reason_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="itempause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True), ("ended_at__gte", models.F("began_at")), _connector="OR"
                ),
                name="pause_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="itempause",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)), fields=("item",), name="one_pause_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="routinefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "exclusion__in",
                        ["", "REORGANISATION", "STOP_OR_CLAIM", "FURTHER_DOCUMENTS", "LAPSE", "REPLACEMENT"],
                    )
                ),
                name="routine_exclusion_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="routinefinding",
            constraint=models.CheckConstraint(
                condition=models.Q(("clock_from__lte", models.F("found_at"))), name="routine_clock_begun"
            ),
        ),
        migrations.AddConstraint(
            model_name="standinginstruction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("answer__in", ["PROCEED", "REFUSE"]), ("held_class__in", ["BLANK", "UNSIGNED"])
                ),
                name="standing_instruction_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="standinginstruction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force_until__isnull", True),
                    ("in_force_until__gte", models.F("in_force_from")),
                    _connector="OR",
                ),
                name="standing_instruction_days",
            ),
        ),
        migrations.CreateModel(
            name="EvidenceReply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="registry.evidencerequest",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "evidence replies",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("request", "document"), name="evidence_reply_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="ItemReturn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("returned_at", models.DateTimeField()),
                (
                    "means",
                    models.CharField(
                        choices=[
                            ("FIRST_CLASS", "First-class mail"),
                            ("REGISTERED", "Registered mail"),
                            ("CERTIFIED", "Certified mail"),
                            ("COURIER", "Overnight courier"),
                            ("HAND", "Handed over at the office"),
                            ("KEPT", "Kept for another presentation, as the holder asks in writing"),
                        ],
                        max_length=12,
                    ),
                ),
                ("handed_over_by", models.TextField()),
                ("tracking", models.CharField(blank=True, max_length=60)),
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
                    "item",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers_return",
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
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "means__in",
                                ["FIRST_CLASS", "REGISTERED", "CERTIFIED", "COURIER", "HAND", "KEPT"],
                            ),
                            models.Q(("handed_over_by", ""), _negated=True),
                        ),
                        name="item_return_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("means__in", ["REGISTERED", "CERTIFIED", "COURIER"]), _negated=True),
                            models.Q(("tracking", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="item_return_tracked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("returned_at__lte", models.F("recorded_at"))),
                        name="item_return_before_recorded",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("means", "KEPT"), _negated=True),
                            ("document__isnull", False),
                            _connector="OR",
                        ),
                        name="item_kept_in_writing",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingInstructionEnd",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("ends_on", models.DateField()),
                ("signed_on", models.DateField()),
                ("officer_name", models.TextField()),
                ("officer_title", models.CharField(max_length=80)),
                ("said", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
                    ),
                ),
                (
                    "instruction",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ending",
                        to="registry.standinginstruction",
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
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__gte", models.F("signed_on")), models.Q(("said", ""), _negated=True)
                        ),
                        name="standing_instruction_end_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CertificateInquiry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("CLEAN", "Not reported"),
                            ("REPORTED", "Reported missing, lost, counterfeit or stolen"),
                        ],
                        max_length=8,
                    ),
                ),
                ("inquired_by", models.TextField()),
                ("answered_at", models.DateTimeField()),
                ("confirmation", models.CharField(max_length=60)),
                ("said", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificate_inquiries",
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
                (
                    "stop",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inquiries",
                        to="registry.stop",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "certificate inquiries",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["CLEAN", "REPORTED"])),
                        name="certificate_inquiry_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmation", ""), _negated=True),
                            models.Q(("inquired_by", ""), _negated=True),
                        ),
                        name="certificate_inquiry_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result", "CLEAN"), ("stop__isnull", False), _connector="OR"),
                        name="certificate_reported_stopped",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answered_at__lte", models.F("recorded_at"))),
                        name="certificate_inquiry_before_recorded",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryDirection",
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
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("ASSIGNMENT", "The assignment on the reverse"),
                            ("INSTRUMENT", "A separate instrument of assignment"),
                            ("LETTER", "A letter of instruction"),
                            ("SETTLING", "A written direction of the person entitled that settles it"),
                        ],
                        max_length=12,
                    ),
                ),
                ("deliver_to", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delivery_directions",
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
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("source__in", ["ASSIGNMENT", "INSTRUMENT", "LETTER", "SETTLING"])
                        ),
                        name="delivery_direction_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("deliver_to", ""), _negated=True),
                            models.Q(("address", ""), _negated=True),
                        ),
                        name="delivery_direction_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            "SELECT keep_as_filed('registry_evidencereply', 'registry_itemreturn',"
            " 'registry_standinginstructionend', 'registry_certificateinquiry',"
            " 'registry_deliverydirection')",
            migrations.RunSQL.noop,
        ),
    ]
