"""Closing prices as received, their corrections beside them (1(j))."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0024_ended_by_order")]

    operations: list[object] = []
