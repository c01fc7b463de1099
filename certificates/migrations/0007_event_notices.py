"""Mailings that tell holders of a Triggering Event or Section 13 Event (25(a), 25(b))."""

from django.db import migrations, models

KINDS = [
    ("CERTIFICATES", "Rights Certificates"),
    ("SUMMARY_OF_RIGHTS", "Summary of Rights"),
    ("EXPIRY_REMINDER", "Reminder that the Rights expire"),
    ("EVENT_PROPOSED", "Notice of a proposed event"),
    ("EVENT_OCCURRED", "Notice of an event and its consequences"),
]
KNOWN = models.Q(("kind__in", [kind for kind, _ in KINDS]))


class Migration(migrations.Migration):
    dependencies = [("certificates", "0006_expiry_reminder")]

    operations = [
        migrations.RemoveConstraint(model_name="mailing", name="mailing_kind_known"),
        migrations.RemoveConstraint(model_name="inheritedmailing", name="inherited_mailing_kind_known"),
        migrations.AlterField(
            model_name="mailing", name="kind", field=models.CharField(choices=KINDS, max_length=20)
        ),
        migrations.AlterField(
            model_name="inheritedmailing", name="kind", field=models.CharField(choices=KINDS, max_length=20)
        ),
        migrations.AddConstraint(
            model_name="mailing",
            constraint=models.CheckConstraint(condition=KNOWN, name="mailing_kind_known"),
        ),
        migrations.AddConstraint(
            model_name="inheritedmailing",
            constraint=models.CheckConstraint(condition=KNOWN, name="inherited_mailing_kind_known"),
        ),
    ]
