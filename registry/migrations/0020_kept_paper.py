"""Cancelled paper that the Rights Agent keeps for the Company is shown as kept, not as delivered (§8)."""

from django.db import migrations, models

from registry.sql_anew import anew

EVENT_KINDS = [
    ("EXECUTED", "Executed by the Company"),
    ("COUNTERSIGNED", "Countersigned by hand"),
    ("ISSUED", "Issued"),
    ("STOPPED", "Stopped"),
    ("RELEASED", "Stop released"),
    ("SURRENDERED", "Surrendered"),
    ("RETURNED", "Returned"),
    ("CANCELLED", "Cancelled"),
    ("REPLACED", "Replaced"),
    ("SPOILED", "Number spoiled"),
    ("DELIVERED_TO_COMPANY", "Delivered to the Company"),
    ("KEPT_FOR_COMPANY", "Kept by the Rights Agent for the Company"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0019_demands"),
    ]

    operations = [
        migrations.AlterField(
            model_name="certificateevent",
            name="kind",
            field=models.CharField(choices=EVENT_KINDS, max_length=24),
        ),
        migrations.RemoveConstraint(model_name="certificateevent", name="event_kind_known"),
        migrations.AddConstraint(
            model_name="certificateevent",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in EVENT_KINDS]),
                name="event_kind_known",
            ),
        ),
        migrations.RunSQL(anew("check_events", file="events.sql"), migrations.RunSQL.noop),
        migrations.RunSQL(anew("certificate_status", file="stops.sql"), migrations.RunSQL.noop),
    ]
