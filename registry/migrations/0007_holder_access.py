"""Codes with which holders claim their accounts, who may see an account, and the count of tries."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).resolve().parent.parent / "sql"


def _person(*, optional: bool, related: str = "+") -> models.ForeignKey:
    more = {"blank": True, "null": True} if optional else {}
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related,
        to=settings.AUTH_USER_MODEL,
        **more,
    )


def _key() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0006_items"),
    ]

    operations = [
        migrations.CreateModel(
            name="ClaimCode",
            fields=[
                ("id", _key()),
                ("letter_mark", models.CharField(max_length=4)),
                ("code_hash", models.BinaryField(max_length=32, unique=True)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("used_at", models.DateTimeField(blank=True, null=True)),
                ("void_at", models.DateTimeField(blank=True, null=True)),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claim_codes",
                        to="registry.registeredholder",
                    ),
                ),
                ("made_by", _person(optional=False)),
                ("used_by", _person(optional=True)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))),
                        name="claim_code_ends_after_it_began",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("used_at__isnull", True), ("used_by__isnull", True)),
                            models.Q(("used_at__isnull", False), ("used_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="claim_code_used_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("used_at__isnull", True), ("void_at__isnull", True)),
                        fields=("holder",),
                        name="claim_code_good_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="HolderAccess",
            fields=[
                ("id", _key()),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(blank=True, null=True)),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access",
                        to="registry.claimcode",
                    ),
                ),
                ("ended_by", _person(optional=True)),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access",
                        to="registry.registeredholder",
                    ),
                ),
                ("user", _person(optional=False, related="holder_access")),
            ],
            options={
                "verbose_name_plural": "holder accesses",
                "ordering": ["-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("user", "holder"),
                        name="holder_access_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True), ("until__gte", models.F("since")), _connector="OR"
                        ),
                        name="holder_access_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.RunSQL((SQL / "holder_access.sql").read_text(encoding="utf-8"), migrations.RunSQL.noop),
        migrations.RunSQL((SQL / "tries.sql").read_text(encoding="utf-8"), "DROP TABLE counted_tries"),
    ]
