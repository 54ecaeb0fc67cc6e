from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import migrations, models

FOLD = (
    "translate(replace(regexp_replace(normalize(%(expressions)s, NFKD), "
    r"'[\u0300-\u036f]', '', 'g'), 'ß', 'ss'), 'øØłŁđĐı', 'oOlLdDi')"
)


def vector(weight, *names):
    words = (models.Func(name, template=FOLD, output_field=models.TextField()) for name in names)
    return SearchVector(*words, weight=weight, config="english")


class Migration(migrations.Migration):
    dependencies = [("placements", "0002_rules_across_rows")]

    operations = [
        migrations.AddField(
            "advert",
            "search",
            models.GeneratedField(
                expression=vector("A", "title")
                + vector("B", "summary", "sector", "place")
                + vector("C", "tasks", "outcomes", "requirements")
                + vector("D", "description", "shadowing"),
                output_field=SearchVectorField(),
                db_persist=True,
            ),
        ),
    ]
