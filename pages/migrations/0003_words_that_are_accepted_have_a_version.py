from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pages", "0002_a_row_for_each_page")]

    operations = [
        migrations.AddField(
            model_name="page",
            name="version",
            field=models.PositiveSmallIntegerField(
                default=1,
                editable=False,
                help_text="Of words that somebody accepts. A higher one asks them again.",
            ),
        ),
        migrations.AlterField(
            model_name="page",
            name="slug",
            field=models.CharField(
                choices=[
                    ("faq", "Questions and answers"),
                    ("hosts", "For hosts"),
                    ("accessibility", "Accessibility"),
                    ("host-terms", "Terms for hosts"),
                ],
                max_length=30,
                unique=True,
                verbose_name="page",
            ),
        ),
    ]
