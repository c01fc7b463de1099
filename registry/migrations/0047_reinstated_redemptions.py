"""The Company's notice that the right to redeem is reinstated (31)."""

from importlib import import_module

from django.db import migrations, models

_BEFORE = import_module("registry.migrations.0035_event_notices").NOTICE_KINDS
_PLACE = [kind for kind, _ in _BEFORE].index("REGISTRATION_STATEMENT")
NOTICE_KINDS = [
    *_BEFORE[:_PLACE],
    ("REDEMPTION_REINSTATED", "The right to redeem the Rights is reinstated"),
    *_BEFORE[_PLACE:],
]


class Migration(migrations.Migration):
    dependencies = [("registry", "0046_exercise_schedules")]

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
