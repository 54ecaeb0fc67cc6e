from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0005_everything_has_a_version")]

    operations = [
        migrations.AddField(
            model_name="page",
            name="asked_again_at",
            field=models.DateTimeField(
                editable=False, help_text="Since when the present version is asked for.", null=True
            ),
        ),
    ]
