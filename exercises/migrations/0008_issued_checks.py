"""Checks read from their lines: what is written is the stretches issued and the replacements (docs/adr/0027)."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql" / "issued_checks.sql"
# Checks that stand row by row become the stretches in which their numbers run on; a stretch is dated with its run.
CARRY_OVER = """
    INSERT INTO exercises_issuedchecks (run_id, first_line, last_line, first_number, last_number, issued_at)
    SELECT made.run_id, min(made.line), max(made.line), min(made.number), max(made.number), min(run.started_at)
      FROM (SELECT run_id, line, number, number - row_number() OVER (PARTITION BY run_id ORDER BY number) AS stretch
              FROM order_payment WHERE replaces IS NULL) AS made
      JOIN exercises_paymentrun run ON run.id = made.run_id
     GROUP BY made.run_id, made.stretch;
    INSERT INTO exercises_replacementcheck (run_id, number, line, dated, replaces)
    SELECT run_id, number, line, dated, replaces FROM order_payment WHERE replaces IS NOT NULL;
    SET CONSTRAINTS ALL IMMEDIATE;
"""
FORMER_RULE = "DROP FUNCTION IF EXISTS payments_of_their_lines"


def _run(related_name: str, on_delete: object = django.db.models.deletion.PROTECT) -> models.ForeignKey:
    return models.ForeignKey(on_delete=on_delete, related_name=related_name, to="exercises.paymentrun")


def _key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("exercises", "0007_deposits"),
    ]

    operations = [
        # What each holder had is hashed from the lines, when somebody asks for it.
        migrations.RemoveField(model_name="orderlist", name="standing_hash"),
        migrations.CreateModel(
            name="IssuedChecks",
            fields=[
                ("id", _key()),
                ("first_line", models.IntegerField()),
                ("last_line", models.IntegerField()),
                ("first_number", models.BigIntegerField()),
                ("last_number", models.BigIntegerField()),
                ("issued_at", models.DateTimeField()),
                ("run", _run("issued")),
            ],
            options={"ordering": ["run_id", "first_line"], "verbose_name_plural": "issued checks"},
        ),
        migrations.CreateModel(
            name="ReplacementCheck",
            fields=[
                ("id", _key()),
                ("number", models.BigIntegerField()),
                ("line", models.IntegerField()),
                ("dated", models.DateField()),
                ("replaces", models.BigIntegerField()),
                ("run", _run("replacements")),
            ],
            options={"ordering": ["run_id", "number"]},
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.DeleteModel(name="OrderPayment"),
        migrations.RunSQL(FORMER_RULE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="replacementcheck",
            constraint=models.UniqueConstraint(fields=("run", "number"), name="check_number_once"),
        ),
        migrations.AddConstraint(
            model_name="replacementcheck",
            constraint=models.UniqueConstraint(fields=("run", "replaces"), name="check_replaced_once"),
        ),
        migrations.CreateModel(
            name="OrderPayment",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "run_id",
                        "line",
                        "number",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("number", models.BigIntegerField()),
                ("line", models.IntegerField()),
                ("amount", models.DecimalField(decimal_places=2, max_digits=20)),
                ("dated", models.DateField()),
                ("replaces", models.BigIntegerField(null=True)),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="order_payments",
                        to="registry.registeredholder",
                    ),
                ),
                ("run", _run("payments", django.db.models.deletion.DO_NOTHING)),
            ],
            options={"db_table": "order_payment", "ordering": ["run_id", "number"], "managed": False},
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
