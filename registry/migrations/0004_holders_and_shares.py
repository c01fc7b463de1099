"""Addresses through time, take-overs, the legend on shares, copies of the agreement (3(c), 5(b))."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FOLDER = Path(__file__).resolve().parent.parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0003_opening"),
    ]

    operations = [
        migrations.CreateModel(
            name="AddressChange",
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
                ("registration", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("DRAFT", "Draft, awaiting the signed request"),
                            ("REQUESTED", "Awaiting the second person"),
                            ("APPLIED", "In the books"),
                            ("WITHDRAWN", "Withdrawn"),
                        ],
                        default="DRAFT",
                        max_length=12,
                    ),
                ),
                (
                    "capacity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("REGISTERED_HOLDER", "Registered holder"),
                            ("ATTORNEY", "Attorney of the registered holder"),
                            ("SUCCESSOR", "Successor, on evidence of succession"),
                        ],
                        max_length=20,
                    ),
                ),
                ("signed_by", models.TextField(blank=True)),
                ("drafted_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="CopyRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.TextField()),
                ("holding_shown_by", models.TextField(blank=True)),
                ("address", models.TextField(blank=True)),
                ("received_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("LOGGED", "Logged"),
                            ("FULFILLED", "Fulfilled"),
                            ("PASSED_ON", "Passed to the Company"),
                        ],
                        default="LOGGED",
                        max_length=12,
                    ),
                ),
                (
                    "means",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("MAIL", "By mail"),
                            ("OFFICE", "At a designated office"),
                            ("PORTAL", "In the portal"),
                        ],
                        max_length=8,
                    ),
                ),
                ("office", models.TextField(blank=True)),
                ("fulfilled_on", models.DateField(blank=True, null=True)),
                ("charge", models.DecimalField(decimal_places=2, default=0, max_digits=20)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="HolderAddress",
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
                ("in_force_from", models.DateTimeField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "verbose_name_plural": "holder addresses",
                "ordering": ["holder", models.OrderBy(models.F("in_force_from"), nulls_first=True), "id"],
            },
        ),
        migrations.CreateModel(
            name="ShareLegend",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveIntegerField()),
                ("wording", models.TextField()),
                ("elements", models.JSONField()),
                ("in_use_from", models.DateField()),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["agreement", "version"],
            },
        ),
        migrations.CreateModel(
            name="TakeOver",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("predecessor", models.TextField()),
                ("served_from", models.DateField()),
                ("served_until", models.DateField()),
                ("inherited_total", models.BigIntegerField()),
                ("company_total", models.BigIntegerField()),
                ("reason", models.TextField(blank=True)),
                ("reconciled_at", models.DateTimeField(blank=True, null=True)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="notice",
            name="notice_kind_known",
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
                        ],
                    )
                ),
                name="notice_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="addresschange",
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
            model_name="addresschange",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.document",
            ),
        ),
        migrations.AddField(
            model_name="addresschange",
            name="drafted_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="addresschange",
            name="holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="address_changes",
                to="registry.registeredholder",
            ),
        ),
        migrations.AddField(
            model_name="copyrequest",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copy_requests",
                to="registry.rightsagreement",
            ),
        ),
        migrations.AddField(
            model_name="copyrequest",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
            ),
        ),
        migrations.AddField(
            model_name="copyrequest",
            name="fulfilled_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="copyrequest",
            name="holder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copy_requests",
                to="registry.registeredholder",
            ),
        ),
        migrations.AddField(
            model_name="copyrequest",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="holderaddress",
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
            model_name="holderaddress",
            name="change",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="registry.addresschange",
            ),
        ),
        migrations.AddField(
            model_name="holderaddress",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.document",
            ),
        ),
        migrations.AddField(
            model_name="holderaddress",
            name="holder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="address_versions",
                to="registry.registeredholder",
            ),
        ),
        migrations.AddField(
            model_name="holderaddress",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sharelegend",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="share_legends",
                to="registry.rightsagreement",
            ),
        ),
        migrations.AddField(
            model_name="sharelegend",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
            ),
        ),
        migrations.AddField(
            model_name="sharelegend",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="takeover",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="take_overs",
                to="registry.rightsagreement",
            ),
        ),
        migrations.AddField(
            model_name="takeover",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
            ),
        ),
        migrations.AddField(
            model_name="takeover",
            name="papers",
            field=models.ManyToManyField(blank=True, related_name="taken_over_by", to="registry.document"),
        ),
        migrations.AddField(
            model_name="takeover",
            name="reconciliation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.approval",
            ),
        ),
        migrations.AddField(
            model_name="takeover",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="addresschange",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["DRAFT", "REQUESTED", "APPLIED", "WITHDRAWN"])),
                name="address_change_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="addresschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["DRAFT", "WITHDRAWN"]), ("document__isnull", False), _connector="OR"
                ),
                name="address_change_has_its_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="copyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["LOGGED", "FULFILLED", "PASSED_ON"])),
                name="copy_request_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="copyrequest",
            constraint=models.CheckConstraint(condition=models.Q(("charge", 0)), name="copy_is_free"),
        ),
        migrations.AddConstraint(
            model_name="copyrequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "FULFILLED"), _negated=True),
                    ("fulfilled_on__isnull", False),
                    _connector="OR",
                ),
                name="copy_fulfilled_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="holderaddress",
            constraint=models.UniqueConstraint(
                condition=models.Q(("in_force_from__isnull", True)),
                fields=("holder",),
                name="one_first_address",
            ),
        ),
        migrations.AddConstraint(
            model_name="holderaddress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force_from__isnull", True), ("document__isnull", False), _connector="OR"
                ),
                name="address_version_has_its_paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="holderaddress",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("in_force_from__isnull", True),
                    ("in_force_from__lte", models.F("recorded_at")),
                    _connector="OR",
                ),
                name="address_received_before_recorded",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharelegend",
            constraint=models.UniqueConstraint(
                fields=("agreement", "version"), name="share_legend_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.CheckConstraint(
                condition=models.Q(("served_from__lte", models.F("served_until"))), name="predecessor_served"
            ),
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.CheckConstraint(
                condition=models.Q(("company_total__gte", 0), ("inherited_total__gte", 0)),
                name="take_over_totals_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reconciled_at__isnull", True),
                    ("inherited_total", models.F("company_total")),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="take_over_difference_explained",
            ),
        ),
        migrations.RunSQL((FOLDER / "versions.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
