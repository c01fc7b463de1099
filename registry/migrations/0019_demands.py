"""A demand not to register holds registration; its last day is written once both were told of a presentation."""

from django.db import migrations, models

RECORD_KINDS = [
    ("ACKNOWLEDGED", "Acknowledged to who reported it"),
    ("LOSS_FILED", "Theft or loss reported (17f-1)"),
    ("LOSS_CONFIRMED", "Report confirmed"),
    ("RECOVERED", "Certificate recovered"),
    ("RECOVERY_FILED", "Recovery reported (17f-1)"),
    ("PRESENTED", "Presented while it stood"),
    ("COMMUNICATED", "Both told of a presentation (UCC 8-403)"),
    ("NOTED", "Noted"),
]
# The last day of a demand is the one column of a stop that is written later, and once.
LAST_DAY_LATER = """
DROP TRIGGER never_changed ON registry_stop;
CREATE TRIGGER kept_but_later BEFORE UPDATE ON registry_stop
    FOR EACH ROW EXECUTE FUNCTION allow_later_columns('expires_on');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0018_application_dates"),
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
        migrations.RemoveConstraint(model_name="stop", name="stop_reach_of_an_order"),
        migrations.AddConstraint(
            model_name="stop",
            constraint=models.CheckConstraint(
                condition=models.Q(reach="EVERYTHING")
                | models.Q(kind="COURT_ORDER")
                | models.Q(kind="DEMAND_NOT_TO_REGISTER", reach="REGISTRATION"),
                name="stop_reach_of_an_order",
            ),
        ),
        migrations.RunSQL(LAST_DAY_LATER, migrations.RunSQL.noop),
    ]
