"""Answers of officers that contradict an answer to proceed (20(g)); who bears a name of a notice (7(e));
the balance that a transfer asks back (6(a)); the office of who accepts for the Company (6(b)).
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0029_laid_in")]

    operations = [
        migrations.AddField(model_name="item", name="balance_asked", field=models.BigIntegerField(default=0)),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(("balance_asked__gte", 0)), name="item_balance_not_negative"
            ),
        ),
        migrations.AddField(
            model_name="consultation",
            name="contradicts",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="contradicted",
                to="registry.consultation",
            ),
        ),
        migrations.AddConstraint(
            model_name="consultation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("contradicts__isnull", True),
                    models.Q(("answer", "REFUSE"), ("applied_at__isnull", False), ("approval__isnull", True)),
                    _connector="OR",
                ),
                name="consultation_contradicts_by_refusing",
            ),
        ),
        migrations.AddField(
            model_name="replacementrecord",
            name="title",
            field=models.CharField(blank=True, default="", max_length=80),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="scheduleline",
            name="state",
            field=models.CharField(
                choices=[
                    ("CLEAN", "In order"),
                    ("POSTED", "Posted"),
                    ("HELD", "Held"),
                    ("VOID", "Null and void, named by a notice"),
                    ("MALFORMED", "Rejected"),
                    ("CORRECTED", "Replaced by a corrected line"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="scheduleline",
            name="person_found",
            field=models.CharField(
                blank=True,
                choices=[
                    ("NAMED", "The person named by the notice"),
                    ("ANOTHER", "Another person of that name"),
                ],
                default="",
                max_length=8,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="scheduleline",
            name="person_notices",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="scheduleline",
            name="person_document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.document",
            ),
        ),
        migrations.AddField(
            model_name="scheduleline",
            name="person_found_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="scheduleline",
            name="person_found_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="scheduleline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("person_document__isnull", True), ("person_found", "")),
                    models.Q(
                        ("person_document__isnull", False),
                        ("person_found__in", ["NAMED", "ANOTHER"]),
                        ("person_found_at__isnull", False),
                        ("person_found_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="schedule_line_person_on_paper",
            ),
        ),
    ]
