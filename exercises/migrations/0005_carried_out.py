"""Redemptions and exchanges carried out: lists, payments (23, 24)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exercises", "0004_requisitions"), ("registry", "0024_ended_by_order")]

    operations: list[object] = []
