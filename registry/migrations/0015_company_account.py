"""The account with the Company: fees, expenses, indemnity, assurances, delegates, counsel's advice."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "company_account.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0014_cancellations"),
    ]

    operations = [
        migrations.CreateModel(
            name="Delegate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("name", models.TextField()),
                ("works", models.JSONField()),
                ("jobs", models.JSONField(blank=True, default=list)),
                ("scope", models.TextField()),
                ("may_read", models.TextField(blank=True)),
                ("engaged_from", models.DateField()),
                ("engaged_until", models.DateField(blank=True, null=True)),
                ("review_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegates",
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "-number"],
            },
        ),
        migrations.CreateModel(
            name="DelegateAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "work",
                    models.CharField(
                        choices=[
                            ("PRINTING", "Printing certificates"),
                            ("MAILING", "Mailing papers"),
                            ("COUNSEL", "Legal advice"),
                            ("KEEPING", "Keeping paper and records"),
                            ("OTHER", "Other work, as its scope says"),
                        ],
                        max_length=12,
                    ),
                ),
                ("job", models.PositiveIntegerField(blank=True, null=True)),
                ("done_on", models.DateField()),
                ("what", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "delegate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="acts",
                        to="registry.delegate",
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["delegate", "done_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="DelegateReview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reviewed_on", models.DateField()),
                ("found", models.TextField()),
                ("next_review_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "delegate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reviews",
                        to="registry.delegate",
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
                "ordering": ["delegate", "reviewed_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="ExpenseDemand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("demanded_on", models.DateField()),
                ("total", models.DecimalField(decimal_places=2, max_digits=20)),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expense_demands",
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
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expense_demand",
                        to="registry.paperdue",
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "-number"],
            },
        ),
        migrations.CreateModel(
            name="Expense",
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
                            ("POSTAGE", "Postage"),
                            ("PRINTING", "Printing"),
                            ("COUNSEL", "Counsel fees"),
                            ("DISBURSEMENT", "Other disbursement"),
                        ],
                        max_length=12,
                    ),
                ),
                ("what", models.TextField()),
                ("incurred_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expenses",
                        to="registry.rightsagreement",
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
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
                    ),
                ),
                (
                    "demand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="expenses",
                        to="registry.expensedemand",
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "-number"],
            },
        ),
        migrations.CreateModel(
            name="FeeInvoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("annual_year", models.PositiveIntegerField(blank=True, null=True)),
                ("lines", models.JSONField()),
                ("total", models.DecimalField(decimal_places=2, max_digits=20)),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fee_invoices",
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
                    "letter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fee_invoice",
                        to="registry.paperdue",
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "-number"],
            },
        ),
        migrations.CreateModel(
            name="CompanyReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("received_on", models.DateField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                ("reason", models.TextField(blank=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="company_receipts",
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
                        to="registry.companyreceipt",
                    ),
                ),
                (
                    "demand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="registry.expensedemand",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="registry.feeinvoice",
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "number"],
            },
        ),
        migrations.CreateModel(
            name="FeeSchedule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("in_force_from", models.DateField()),
                ("annual_fee", models.DecimalField(decimal_places=2, max_digits=20)),
                ("fees", models.JSONField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fee_schedules",
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
                "ordering": ["agreement", "-number"],
            },
        ),
        migrations.AddField(
            model_name="feeinvoice",
            name="schedule",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invoices",
                to="registry.feeschedule",
            ),
        ),
        migrations.CreateModel(
            name="IndemnityMatter",
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
                            ("LOSS", "Loss or liability"),
                            ("CLAIM", "Claim or demand"),
                            ("DEFENCE", "Costs of defence"),
                            ("ENFORCEMENT", "Costs of enforcing the indemnity"),
                        ],
                        max_length=12,
                    ),
                ),
                ("logged_on", models.DateField()),
                ("claimant", models.TextField(blank=True)),
                ("about", models.TextField()),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="indemnity_matters",
                        to="registry.rightsagreement",
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
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["agreement", "-number"],
            },
        ),
        migrations.CreateModel(
            name="InvoiceWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.approval"
                    ),
                ),
                (
                    "invoice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawal",
                        to="registry.feeinvoice",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="MatterNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("happened_on", models.DateField()),
                ("said", models.TextField()),
                ("amount", models.DecimalField(blank=True, decimal_places=2, max_digits=20, null=True)),
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
                    "matter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="registry.indemnitymatter",
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
                "ordering": ["matter", "happened_on", "id"],
            },
        ),
        migrations.CreateModel(
            name="AssuranceRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("what", models.TextField()),
                ("why", models.TextField()),
                ("asked_of", models.TextField()),
                ("asked_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                ("fulfilled_on", models.DateField(blank=True, null=True)),
                ("fulfilment_recorded_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assurance_requests",
                        to="registry.rightsagreement",
                    ),
                ),
                (
                    "fulfilled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "fulfilment",
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
            ],
            options={
                "ordering": ["agreement", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "number"), name="assurance_request_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("fulfilled_by__isnull", True),
                                ("fulfilled_on__isnull", True),
                                ("fulfilment__isnull", True),
                                ("fulfilment_recorded_at__isnull", True),
                            ),
                            models.Q(
                                ("fulfilled_by__isnull", False),
                                ("fulfilled_on__gte", models.F("asked_on")),
                                ("fulfilment__isnull", False),
                                ("fulfilment_recorded_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="assurance_fulfilled_by_a_paper",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CounselAdvice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("counsel", models.TextField()),
                (
                    "counsel_kind",
                    models.CharField(
                        choices=[
                            ("AGENT", "Counsel to the Rights Agent"),
                            ("COMPANY", "Counsel to the Company"),
                            ("EMPLOYEE", "An employee of the Rights Agent"),
                        ],
                        max_length=8,
                    ),
                ),
                ("dated_on", models.DateField()),
                ("about", models.TextField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counsel_advice",
                        to="registry.rightsagreement",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counsel_advice",
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
                    "item",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counsel_advice",
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
                "verbose_name_plural": "counsel advice",
                "ordering": ["agreement", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "number"), name="counsel_advice_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("item__isnull", False), ("decision__isnull", False), _connector="OR"
                        ),
                        name="counsel_advice_about_an_act",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("counsel_kind__in", ["AGENT", "COMPANY", "EMPLOYEE"]),
                            models.Q(("counsel", ""), _negated=True),
                        ),
                        name="counsel_named",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="delegate",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="delegate_number_once"),
        ),
        migrations.AddConstraint(
            model_name="delegate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("works", []), _negated=True), models.Q(("scope", ""), _negated=True)
                ),
                name="delegate_has_a_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("engaged_until__isnull", True),
                    ("engaged_until__gte", models.F("engaged_from")),
                    _connector="OR",
                ),
                name="delegate_days_ordered",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegateact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("work__in", ["PRINTING", "MAILING", "COUNSEL", "KEEPING", "OTHER"]),
                    models.Q(("what", ""), _negated=True),
                ),
                name="delegate_act_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegatereview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("next_review_on__gt", models.F("reviewed_on")), models.Q(("found", ""), _negated=True)
                ),
                name="delegate_review_looks_ahead",
            ),
        ),
        migrations.AddConstraint(
            model_name="expensedemand",
            constraint=models.UniqueConstraint(
                fields=("agreement", "number"), name="expense_demand_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="expensedemand",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__gt", 0)), name="expense_demand_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="expense_number_once"),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="expense_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["POSTAGE", "PRINTING", "COUNSEL", "DISBURSEMENT"])),
                name="expense_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="companyreceipt",
            constraint=models.UniqueConstraint(
                fields=("agreement", "number"), name="company_receipt_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="companyreceipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("demand__isnull", True), ("invoice__isnull", False)),
                    models.Q(("demand__isnull", False), ("invoice__isnull", True)),
                    _connector="OR",
                ),
                name="company_receipt_for_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="companyreceipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__gt", 0), ("reason", ""), ("reverses__isnull", True)),
                    models.Q(
                        ("amount__lt", 0),
                        ("reverses__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="company_receipt_or_taken_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeschedule",
            constraint=models.UniqueConstraint(
                fields=("agreement", "number"), name="fee_schedule_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="feeschedule",
            constraint=models.CheckConstraint(
                condition=models.Q(("annual_fee__gte", 0)), name="annual_fee_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="feeschedule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("annual_fee__gt", 0), models.Q(("fees", {}), _negated=True), _connector="OR"
                ),
                name="fee_schedule_prices_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeinvoice",
            constraint=models.UniqueConstraint(
                fields=("agreement", "number"), name="fee_invoice_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="feeinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_day__gte", models.F("first_day"))), name="fee_period_ordered"
            ),
        ),
        migrations.AddConstraint(
            model_name="feeinvoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("total__gt", 0)), name="fee_invoice_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="indemnitymatter",
            constraint=models.UniqueConstraint(
                fields=("agreement", "number"), name="indemnity_matter_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="indemnitymatter",
            constraint=models.CheckConstraint(
                condition=models.Q(("about", ""), _negated=True), name="indemnity_matter_told"
            ),
        ),
        migrations.AddConstraint(
            model_name="indemnitymatter",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__isnull", True), ("amount__gt", 0), _connector="OR"),
                name="indemnity_amount_positive",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoicewithdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="invoice_withdrawal_explained"
            ),
        ),
        migrations.AddConstraint(
            model_name="matternote",
            constraint=models.CheckConstraint(
                condition=models.Q(("said", ""), _negated=True), name="matter_note_says_something"
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
