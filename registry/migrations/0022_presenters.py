"""Who tells of a loss has a capacity, and who presents an item an address for letters (§6(b), UCC 8-403)."""

from django.db import migrations, models

CAPACITIES = [
    ("REGISTERED_HOLDER", "The registered holder"),
    ("REPRESENTATIVE", "Attorney, guardian, executor or successor of the holder"),
    ("HOLDERS_AGENT", "Agent of the holder, such as a broker"),
    ("COURT_OR_AUTHORITY", "A court or an authority"),
    ("COMPANY", "The Company"),
    ("RIGHTS_AGENT", "The Rights Agent itself"),
    ("OTHER", "Somebody else"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0021_class_endings"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="presenter_address",
            field=models.TextField(blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="replacement",
            name="capacity",
            field=models.CharField(blank=True, choices=CAPACITIES, default="", max_length=20),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="stop",
            name="capacity",
            field=models.CharField(choices=CAPACITIES, max_length=20),
        ),
    ]
