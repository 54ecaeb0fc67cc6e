"""``manage.py load_demo``: lay the demonstration out, once, relative to today."""

from datetime import timedelta

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import Student, User
from alerts.models import Alert
from demo.people import BY_KEY
from demo.programme import adverts, applicants, cycles, who
from microinternships import clock
from placements.models import Advert

KNOWN_TO_SAM = ("Lantern Archive", "Northwind Robotics")


class Command(BaseCommand):
    help = "Lay out the demonstration, unless it is there and its dates still hold."

    def handle(self, *args, **options) -> None:
        present = cycles.open_cycle()
        if present and present.open_round(clock.now()):
            self.stdout.write("The demonstration is there already.")
            return
        if present:
            self.stdout.write("The demonstration's dates have passed: laying it out again.")
            call_command("flush", interactive=False, verbosity=0)
        with transaction.atomic():
            lay_out()
        count = Advert.objects.open(clock.now()).count()
        self.stdout.write(f"{count} adverts are open for applications.")


def lay_out() -> None:
    who.make_everybody()
    office = User.objects.get(email=BY_KEY["olive"].email)
    made = cycles.make_cycles()
    adverts.make_adverts(made["open"], approved_by=office)
    for phase in ("choosing", "claiming"):
        adverts.make_adverts(made[phase], organisations=KNOWN_TO_SAM, approved_by=office)
    adverts.make_adverts(made["collecting"], organisations=("Ferry Lane Radio",))

    send = applicants.send_applications
    open_adverts = applicants.lantern_adverts(made["open"])
    send(open_adverts, each=4, at=clock.now() - timedelta(days=2))
    choosing = made["choosing"].first_round
    send(
        applicants.lantern_adverts(made["choosing"]),
        each=4,
        at=choosing.closes_at - timedelta(days=3),
    )
    sam = Student.objects.get(email=BY_KEY["sam"].email)
    hybrid = applicants.lantern_adverts(made["claiming"])[1]
    applicants.past_placement(sam, hybrid)
    _what_was_due_before_it_began()


def _what_was_due_before_it_began() -> None:
    """Nobody is written to about days that were only rehearsed."""
    Alert.objects.filter(state="queued", due_at__lt=clock.now() - timedelta(days=1)).update(
        state="skipped", reason="before the demonstration began"
    )
