"""The quotes and dashes of printed text are no parts of words; æ and œ are found as ae and oe."""

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import migrations, models

FOLD = (
    "translate(replace(replace(replace(replace(replace(regexp_replace("
    "normalize(%(expressions)s, NFKD), "
    r"'[\u0300-\u036f]', '', 'g'), 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), "
    "'Æ', 'AE'), 'Œ', 'OE'), "
    "'øØłŁđĐı’‘“”„«»–—', 'oOlLdDi''''\"\"\"\"\"  ')"
)
SECTORS = (
    ("arts", "Arts, culture and heritage"),
    ("charity", "Charities and social impact"),
    ("consulting", "Consulting and business"),
    ("education", "Education and research"),
    ("energy", "Energy and environment"),
    ("finance", "Finance"),
    ("health", "Health and life sciences"),
    ("law", "Law"),
    ("media", "Media and publishing"),
    ("policy", "Policy and public service"),
    ("technology", "Technology and data"),
)
SKILLS = (
    ("business", "Business awareness"),
    ("communication", "Communication"),
    ("creativity", "Creativity"),
    ("initiative", "Initiative"),
    ("leadership", "Leadership"),
    ("planning", "Planning"),
    ("self-management", "Self-management"),
    ("teamwork", "Teamwork"),
)


def vector(weight, *names):
    words = (models.Func(name, template=FOLD, output_field=models.TextField()) for name in names)
    return SearchVector(*words, weight=weight, config="english")


def told(label, **condition):
    return models.When(**condition, then=models.Value(label))


def column(*described):
    return models.GeneratedField(
        expression=vector("A", "title")
        + vector("B", "summary", *described)
        + vector("C", "tasks", "outcomes", "requirements")
        + vector("D", "description", "shadowing"),
        output_field=SearchVectorField(),
        db_persist=True,
    )


sector = models.Case(
    *(told(label, sector=value) for value, label in SECTORS), default=models.Value("")
)
skills = [
    models.Case(told(label, skills__contains=[value]), default=models.Value(""))
    for value, label in SKILLS
]


class Migration(migrations.Migration):
    dependencies = [("placements", "0023_search_knows_sectors_and_skills")]

    operations = [
        migrations.RemoveField("advert", "search"),
        migrations.AddField("advert", "search", column("place", sector, *skills)),
        migrations.AlterField("savedsearch", "query", models.TextField(blank=True)),
    ]
