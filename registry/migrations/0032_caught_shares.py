"""Shares among caught items, who keeps paper by its receipt, and bonds after a demand (7(e), 8, UCC 8-403)."""

from django.db import migrations, models

CAUGHT_KINDS = [
    ("TRANSFER", "Transfer"),
    ("EXERCISE", "Exercise"),
    ("REDEMPTION", "Redemption"),
    ("EXCHANGE", "Exchange"),
    ("PAYMENT", "Payment"),
    ("DELIVERY", "Delivery of securities"),
    ("PAID_OUT", "Payment to the holder"),
    ("MAILING", "Mailing"),
]
STOP_KINDS = [
    ("LOSS_REPORTED", "Loss or destruction reported"),
    ("THEFT_REPORTED", "Theft reported"),
    ("COURT_ORDER", "Order of a court or an authority"),
    ("DEMAND_NOT_TO_REGISTER", "Demand not to register a transfer"),
    ("INDEMNITY_BOND", "Indemnity bond filed after a demand not to register"),
    ("NULLITY", "Nullity noticed, legend not on the paper"),
    ("COMPANY_INSTRUCTION", "Instruction of the Company"),
    ("HOUSE", "Precaution of the Rights Agent"),
    ("ADVERSE_CLAIM", "Adverse claim, noted without effect"),
]
RECORD_KINDS = [
    ("ACKNOWLEDGED", "Acknowledged to who reported it"),
    ("LOSS_FILED", "Theft or loss reported (17f-1)"),
    ("LOSS_CONFIRMED", "Report confirmed"),
    ("RECOVERED", "Certificate recovered"),
    ("RECOVERY_FILED", "Recovery reported (17f-1)"),
    ("PRESENTED", "Presented while it stood"),
    ("COMMUNICATED", "Both told of a presentation (UCC 8-403)"),
    ("COMPANY_ANSWERED", "Company's answer on a replaced certificate presented (UCC 8-405)"),
    ("FOUND", "Found again, as the holder says"),
    ("NOTED", "Noted"),
]
KEEPERS = [
    ("COMPANY", "The Company keeps the paper"),
    ("AGENT", "The Rights Agent keeps the paper for the Company"),
]
OF_A_DEMAND = ["DEMAND_NOT_TO_REGISTER", "INDEMNITY_BOND"]
ON_PAPER = ["COMPANY_INSTRUCTION", "COURT_ORDER", "DEMAND_NOT_TO_REGISTER", "INDEMNITY_BOND", "NULLITY"]
# A receipt recorded before was carried out by what had been said when the list left.
AS_THEY_WERE_CARRIED_OUT = """
    ALTER TABLE registry_transmittalreceipt DISABLE TRIGGER USER;
    UPDATE registry_transmittalreceipt receipt SET keeper = delivery.keeper
      FROM registry_transmittaldelivery delivery WHERE delivery.transmittal_id = receipt.transmittal_id;
    ALTER TABLE registry_transmittalreceipt ENABLE TRIGGER USER;
"""


def _anew(model: str, name: str, condition: models.Q) -> list[migrations.operations.base.Operation]:
    constraint = models.CheckConstraint(condition=condition, name=name)
    return [
        migrations.RemoveConstraint(model_name=model, name=name),
        migrations.AddConstraint(model_name=model, constraint=constraint),
    ]


class Migration(migrations.Migration):
    dependencies = [("registry", "0031_contrary_answers")]

    operations = [
        migrations.AddField(
            model_name="caughtitem",
            name="shares",
            field=models.CharField(blank=True, max_length=80, default=""),
        ),
        migrations.AddField(
            model_name="caughtitem", name="security", field=models.TextField(blank=True, default="")
        ),
        migrations.AlterField(
            model_name="caughtitem", name="kind", field=models.CharField(choices=CAUGHT_KINDS, max_length=12)
        ),
        *_anew("caughtitem", "caught_kind_known", models.Q(kind__in=[kind for kind, _ in CAUGHT_KINDS])),
        migrations.AddField(
            model_name="transmittalreceipt",
            name="keeper",
            field=models.CharField(choices=KEEPERS, default="COMPANY", max_length=8),
            preserve_default=False,
        ),
        migrations.RunSQL(AS_THEY_WERE_CARRIED_OUT, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="stop", name="kind", field=models.CharField(choices=STOP_KINDS, max_length=24)
        ),
        *_anew("stop", "stop_kind_known", models.Q(kind__in=sorted(kind for kind, _ in STOP_KINDS))),
        migrations.AlterField(
            model_name="stoprecord", name="kind", field=models.CharField(choices=RECORD_KINDS, max_length=16)
        ),
        *_anew("stoprecord", "stop_record_kind_known", models.Q(kind__in=[kind for kind, _ in RECORD_KINDS])),
        *_anew(
            "stop",
            "stop_rests_on_its_paper",
            ~models.Q(kind__in=ON_PAPER) | models.Q(document__isnull=False),
        ),
        *_anew(
            "stop",
            "stop_reach_of_an_order",
            models.Q(reach="EVERYTHING")
            | models.Q(kind="COURT_ORDER")
            | models.Q(kind__in=OF_A_DEMAND, reach="REGISTRATION"),
        ),
    ]
