"""Elections to defer what exercises give until an event, and what became of the event (11(k))."""

from importlib import import_module

from django.db import migrations, models

_BEFORE = import_module("registry.migrations.0047_reinstated_redemptions").NOTICE_KINDS
NOTICE_KINDS = [
    *_BEFORE,
    ("ISSUE_DEFERRED", "Additional units of exercises are deferred until an event"),
    ("DEFERRED_EVENT", "What became of the event of a deferral"),
]


class Migration(migrations.Migration):
    dependencies = [("registry", "0047_reinstated_redemptions")]

    operations = [
        migrations.RemoveConstraint(model_name="notice", name="notice_kind_known"),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(choices=NOTICE_KINDS, max_length=32),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [kind for kind, _ in NOTICE_KINDS])),
                name="notice_kind_known",
            ),
        ),
    ]
