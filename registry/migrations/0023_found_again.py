"""A holder says that a certificate reported lost is found again; the stop stays until two people release it."""

from django.db import migrations, models

RECORD_KINDS = [
    ("ACKNOWLEDGED", "Acknowledged to who reported it"),
    ("LOSS_FILED", "Theft or loss reported (17f-1)"),
    ("LOSS_CONFIRMED", "Report confirmed"),
    ("RECOVERED", "Certificate recovered"),
    ("RECOVERY_FILED", "Recovery reported (17f-1)"),
    ("PRESENTED", "Presented while it stood"),
    ("COMMUNICATED", "Both told of a presentation (UCC 8-403)"),
    ("FOUND", "Found again, as the holder says"),
    ("NOTED", "Noted"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0022_presenters"),
    ]

    operations = [
        migrations.AlterField(
            model_name="stoprecord",
            name="kind",
            field=models.CharField(choices=RECORD_KINDS, max_length=16),
        ),
        migrations.RemoveConstraint(model_name="stoprecord", name="stop_record_kind_known"),
        migrations.AddConstraint(
            model_name="stoprecord",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in RECORD_KINDS]),
                name="stop_record_kind_known",
            ),
        ),
    ]
