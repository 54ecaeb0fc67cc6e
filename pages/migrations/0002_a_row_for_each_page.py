from django.db import migrations

PAGES = ("faq", "hosts", "accessibility")


def add(apps, schema_editor):
    page = apps.get_model("pages", "Page")
    for slug in PAGES:
        page.objects.get_or_create(slug=slug)


def remove_unwritten(apps, schema_editor):
    apps.get_model("pages", "Page").objects.filter(slug__in=PAGES, body="").delete()


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_pages")]

    operations = [migrations.RunPython(add, remove_unwritten)]
