"""Certificates of adjustment and new forms: figures beside the terms, worksheets, forms ordered (12, 22)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "adjustments.sql"


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0015_company_account"),
    ]

    operations = [
        migrations.CreateModel(
            name="AdjustmentWorksheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("section", models.CharField(max_length=40)),
                ("event", models.TextField()),
                ("working", models.TextField()),
                ("figures", models.JSONField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["agreement", "-number"],
            },
        ),
        migrations.CreateModel(
            name="FormChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "manner",
                    models.CharField(
                        choices=[
                            ("ON_PRESENTATION", "Each next certificate, as certificates are presented"),
                            ("BULK_RUN", "All certificates outstanding, in one run"),
                        ],
                        max_length=16,
                    ),
                ),
                ("figures", models.JSONField(blank=True, default=dict)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["agreement", "recorded_at"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind_known",
        ),
        migrations.AddField(
            model_name="termsversion",
            name="certificate",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="terms_versions",
                to="registry.notice",
            ),
        ),
        migrations.AddField(
            model_name="termsversion",
            name="figures",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ANNOUNCEMENT", "Public announcement from which the Distribution Date is projected"),
                    ("RECORD_COUNT", "Common Shares outstanding on the Record Date"),
                    ("SHARES_ISSUED", "Common Shares issued with Rights attached"),
                    ("SHARES_EXCLUDED", "Board resolution withholding Rights from an issue"),
                    ("SHARES_ACQUIRED", "Common Shares acquired by the Company"),
                    ("DISTRIBUTION_DATE", "The Distribution Date has occurred"),
                    ("LIST_CERTIFIED", "Certified list of record holders"),
                    ("PRE_SEPARATION_NULLITY", "Persons whose Rights bear the §4(b) legend"),
                    ("FORM_APPROVAL", "Approval of the form of Rights Certificate"),
                    ("MAILING_REQUEST", "Who mails the certificates or the Summary of Rights"),
                    ("RIGHT_PRICE", "Certificate of the price of a Right and of fractions"),
                    ("ONE_DATE_APPROVAL", "Approval of one date for all certificates"),
                    ("FACT_CERTIFIED", "Officer's certificate of a fact"),
                    ("AGENT_REMOVED", "Removal of the Rights Agent"),
                    ("AGENT_APPOINTED", "Appointment of a successor Rights Agent"),
                    ("NULLITY", "Persons whose Rights are null and void"),
                    ("NULLITY_ENDED", "Determination that Rights are not null and void"),
                    ("LATER_SHARES", "Rights issued with later Common Shares"),
                    ("ADJUSTMENT", "Certificate of adjustment"),
                    ("NEW_FORM", "Order of a new form of Rights Certificate"),
                ],
                max_length=32,
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "ANNOUNCEMENT",
                            "RECORD_COUNT",
                            "SHARES_ISSUED",
                            "SHARES_EXCLUDED",
                            "SHARES_ACQUIRED",
                            "DISTRIBUTION_DATE",
                            "LIST_CERTIFIED",
                            "PRE_SEPARATION_NULLITY",
                            "FORM_APPROVAL",
                            "MAILING_REQUEST",
                            "RIGHT_PRICE",
                            "ONE_DATE_APPROVAL",
                            "FACT_CERTIFIED",
                            "AGENT_REMOVED",
                            "AGENT_APPOINTED",
                            "NULLITY",
                            "NULLITY_ENDED",
                            "LATER_SHARES",
                            "ADJUSTMENT",
                            "NEW_FORM",
                        ],
                    )
                ),
                name="notice_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="adjustmentworksheet",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="worksheets",
                to="registry.rightsagreement",
            ),
        ),
        migrations.AddField(
            model_name="adjustmentworksheet",
            name="certificate",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="worksheets",
                to="registry.notice",
            ),
        ),
        migrations.AddField(
            model_name="adjustmentworksheet",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="formchange",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="form_changes",
                to="registry.rightsagreement",
            ),
        ),
        migrations.AddField(
            model_name="formchange",
            name="form_version",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="change", to="registry.formversion"
            ),
        ),
        migrations.AddField(
            model_name="formchange",
            name="notice",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="form_change", to="registry.notice"
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentworksheet",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="worksheet_number_once"),
        ),
        migrations.AddConstraint(
            model_name="adjustmentworksheet",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("event", ""), _negated=True), models.Q(("working", ""), _negated=True)
                ),
                name="worksheet_told",
            ),
        ),
        migrations.AddConstraint(
            model_name="adjustmentworksheet",
            constraint=models.CheckConstraint(
                condition=models.Q(("figures", {}), _negated=True), name="worksheet_has_figures"
            ),
        ),
        migrations.AddConstraint(
            model_name="formchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("manner__in", ["ON_PRESENTATION", "BULK_RUN"])),
                name="form_change_manner_known",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
