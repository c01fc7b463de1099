"""A predecessor's certificate detail staged, with legends and stops, and taken on set-wise (4(b), 21)."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from registry.sql_anew import anew

SQL = Path(__file__).resolve().parent.parent / "sql" / "take_on.sql"
NONE = migrations.RunSQL.noop


class Migration(migrations.Migration):
    dependencies = [("registry", "0032_caught_shares")]

    operations = [
        migrations.AddField(
            model_name="takeover", name="legended_total", field=models.BigIntegerField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="takeover", name="stopped_total", field=models.BigIntegerField(blank=True, null=True)
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("legended_total__isnull", True), ("legended_total__gte", 0), _connector="OR"
                ),
                name="take_over_legended_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="takeover",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("stopped_total__isnull", True), ("stopped_total__gte", 0), _connector="OR"
                ),
                name="take_over_stopped_not_negative",
            ),
        ),
        migrations.CreateModel(
            name="CertificateDetailRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "agreement_id", "line", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.rightsagreement",
                    ),
                ),
                ("line", models.BigIntegerField()),
                ("account", models.CharField(max_length=40)),
                ("registration", models.TextField()),
                ("registration_commitment", models.BinaryField(max_length=32)),
                ("address", models.TextField()),
                ("city", models.TextField()),
                ("region", models.TextField()),
                ("postal_code", models.CharField(max_length=20)),
                ("country", models.CharField(max_length=2)),
                ("account_type", models.CharField(max_length=24)),
                ("email", models.TextField()),
                ("taxpayer_id_encrypted", models.BinaryField(null=True)),
                ("taxpayer_id_index", models.BinaryField(max_length=32, null=True)),
                ("taxpayer_id_last_four", models.CharField(max_length=4)),
                ("number", models.BigIntegerField()),
                ("rights", models.BigIntegerField()),
                ("dated", models.DateField()),
                ("countersigned_on", models.DateField()),
                ("countersigner", models.TextField()),
                ("legend_class", models.CharField(max_length=8)),
                ("taint_class", models.CharField(max_length=8)),
                ("stopped_on", models.DateField(null=True)),
                ("stop_kind", models.CharField(max_length=24)),
                ("stop_reason", models.TextField()),
            ],
            options={
                "db_table": "certificate_detail_row",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gt", 0), ("rights__gt", 0)),
                        name="detail_row_number_and_rights",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("query", models.CharField(max_length=1200)),
                ("saved_at", models.DateTimeField()),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="saved_views",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "name"), name="saved_view_name_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("query", ""), _negated=True)
                        ),
                        name="saved_view_named_and_narrowed",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), NONE),
        migrations.RunSQL(anew("issue_certificates", file="certificates.sql"), NONE),
        migrations.RunSQL(anew("post_entry", file="door.sql"), NONE),
        migrations.RunSQL(anew("check_marks", file="marks.sql"), NONE),
        migrations.RunSQL(anew("nullify_lots", file="nullity.sql"), NONE),
    ]
