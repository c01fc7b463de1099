"""Applications for instructions: the date as the Company received it, and who answered in which office (§20(g))."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0017_board_orders"),
    ]

    operations = [
        migrations.AddField(
            model_name="instructionapplication",
            name="date_received_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="instructionapplication",
            name="date_received_by",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="instructionapplication",
            name="answered_by",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="instructionapplication",
            name="answered_by_title",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="instructionapplication",
            name="board_determined_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
