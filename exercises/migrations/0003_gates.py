"""What an exercise waits for: registration statements, jurisdictions, suspensions (9(c), 11(a)(iii), 24(c)).

They are notices of the Company of kinds of their own, which the registry keeps; the public announcements of a
suspension are filed beside them (exercises/sql/gates.sql).
"""

from pathlib import Path
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.operations.base import Operation

SQL = Path(__file__).resolve().parent.parent / "sql" / "gates.sql"
NOTICE_KINDS = [
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
    ("REDEMPTION_ORDERED", "The Board ordered the redemption of the Rights"),
    ("EXCHANGE_ORDERED", "The Board ordered the exchange of Rights"),
    ("ORDER_ENDED", "An order of redemption or exchange has no effect any more"),
    ("REGISTRATION_STATEMENT", "Registration statement: filed, effective, ended"),
    ("EXERCISE_SUSPENDED", "Exercise of the Rights is suspended"),
    ("SUSPENSION_ENDED", "A suspension of exercise is no longer in effect"),
    ("JURISDICTIONS", "Jurisdictions qualified, exempt or not cleared"),
]


class OfRegistry(Operation):
    """An operation on a model of the registry, made by a migration of this app."""

    def __init__(self, operation: Operation) -> None:
        self.operation = operation

    def state_forwards(self, app_label: str, state: Any) -> None:
        self.operation.state_forwards("registry", state)

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.operation.database_forwards("registry", schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.operation.database_backwards("registry", schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"In the registry: {self.operation.describe()}"


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0002_funds"),
        ("registry", "0023_found_again"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        OfRegistry(migrations.RemoveConstraint(model_name="notice", name="notice_kind_known")),
        OfRegistry(
            migrations.AlterField(
                model_name="notice",
                name="kind",
                field=models.CharField(choices=NOTICE_KINDS, max_length=32),
            )
        ),
        OfRegistry(
            migrations.AddConstraint(
                model_name="notice",
                constraint=models.CheckConstraint(
                    condition=models.Q(("kind__in", [kind for kind, _ in NOTICE_KINDS])),
                    name="notice_kind_known",
                ),
            )
        ),
        migrations.CreateModel(
            name="SuspensionAnnouncement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("announced_on", models.DateField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.document"
                    ),
                ),
                (
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="announcement",
                        to="registry.notice",
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
                "ordering": ["notice"],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
