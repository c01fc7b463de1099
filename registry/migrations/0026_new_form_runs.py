"""The run of a new form over the certificates outstanding (22)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0025_price_history")]

    operations: list[object] = []
