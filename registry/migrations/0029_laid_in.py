"""The paper that an officer of the Company laid in with a message (26)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0028_part_exchange")]

    operations = [
        migrations.AddField(
            model_name="informalnotice",
            name="document",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.document",
            ),
        ),
    ]
