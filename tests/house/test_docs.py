"""The documents that are drawn from the code say what the code does."""

from django.conf import settings

from microinternships.engine import machines
from microinternships.management.commands.draw_machines import PAGE, document


def test_the_page_of_machines_is_up_to_date():
    assert PAGE.read_text() == document(), "run manage.py draw_machines"


def test_every_machine_stands_on_it():
    assert sorted(machines) == [
        "applications.application",
        "applications.offer",
        "enquiries.concern",
        "enquiries.question",
        "expenses.claim",
        "placements.advert",
        "placements.organisation",
        "placements.placement",
        "workshops.booking",
        "workshops.workshop",
    ]


def test_the_readme_points_to_what_is_there():
    readme = (settings.BASE_DIR / "README.md").read_text()
    for part in readme.split("](")[1:]:
        target = part.split(")")[0]
        assert (settings.BASE_DIR / target).exists(), target
