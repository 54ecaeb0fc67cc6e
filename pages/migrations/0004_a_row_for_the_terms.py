from django.db import migrations

TERMS = "host-terms"


def add(apps, schema_editor):
    apps.get_model("pages", "Page").objects.get_or_create(slug=TERMS)


def remove_unwritten(apps, schema_editor):
    apps.get_model("pages", "Page").objects.filter(slug=TERMS, body="").delete()


class Migration(migrations.Migration):
    dependencies = [("pages", "0003_words_that_are_accepted_have_a_version")]

    operations = [migrations.RunPython(add, remove_unwritten)]
