"""What an exercise gives: shares reserved and requisitioned, cash for fractions (7(d), 9(a), 14)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exercises", "0003_gates")]

    operations: list[object] = []
