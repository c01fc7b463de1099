"""What an exercise waits for: registration statements, jurisdictions, suspensions (7(d), 9(c), 11(a)(iii))."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exercises", "0002_funds")]

    operations: list[object] = []
