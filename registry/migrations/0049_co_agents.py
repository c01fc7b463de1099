"""Notices of the Company that appoint a co-Rights Agent (2)."""

from importlib import import_module

from django.db import migrations, models

_BEFORE = import_module("registry.migrations.0048_deferred_issues").NOTICE_KINDS
_PLACE = [kind for kind, _ in _BEFORE].index("ISSUE_DEFERRED")
NOTICE_KINDS = [
    *_BEFORE[:_PLACE],
    ("CO_AGENT_APPOINTED", "Appointment of a co-Rights Agent"),
    *_BEFORE[_PLACE:],
]


class Migration(migrations.Migration):
    dependencies = [("registry", "0048_deferred_issues")]

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
