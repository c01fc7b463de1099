"""Rights end by an order of redemption or exchange as they do at expiry (23, 24)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0023_found_again")]

    operations: list[object] = []
