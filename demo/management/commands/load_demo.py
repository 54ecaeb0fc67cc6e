"""``manage.py load_demo``: lay the demonstration out, once, relative to today."""

from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from alerts import ledger, tasks
from alerts.models import Alert
from demo import mailbox
from demo.models import Layout
from demo.programme import adverts, cycles, news, readers, scenarios, stories, who, workshops
from microinternships import clock, phrases
from placements.models import Advert

WITH_A_PAST = ("Lantern Archive", "Northwind Robotics")


class Command(BaseCommand):
    help = "Lay out the demonstration, unless it is there and its dates still hold."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--scenario", default="", help=", ".join(scenarios.SCENARIOS))

    def handle(self, *args: Any, scenario: str = "", **options: Any) -> None:
        try:
            chosen = scenarios.find(scenario)
        except scenarios.UnknownScenarioError as error:
            raise CommandError(str(error)) from error
        present = Layout.objects.first()
        if present and present.scenario == scenario and clock.now() < present.holds_until:
            self.stdout.write("The demonstration is there already.")
            return
        if present:
            self.stdout.write(f"{_why_anew(present, scenario)}: laying it out anew.")
        if present or cycles.laid():
            _clear()
        with transaction.atomic():
            lay_out(chosen, scenario)
        tasks.send_soon()
        if chosen:
            self.stdout.write(f"Today {chosen.words}: {phrases.when(scenarios.soon())}.")
        count = Advert.objects.open(clock.now()).count()
        self.stdout.write(f"{count} adverts are open for applications.")


def _why_anew(present: Layout, scenario: str) -> str:
    if present.scenario != scenario:
        return f"The demonstration showed “{present}”, not “{Layout(scenario=scenario)}”"
    return "The demonstration's dates have passed"


def _clear() -> None:
    """Nothing of an earlier demonstration stays, whose rows and letters would be of other days."""
    call_command("flush", interactive=False, verbosity=0)
    mailbox.clear()


def lay_out(chosen: scenarios.Scenario | None, name: str) -> None:
    who.make_everybody()
    made = cycles.make_cycles(chosen)
    adverts.make_adverts(made["open"])
    for phase in ("finished", "claiming", "answering", "choosing"):
        places = stories.PLACES.get(phase)
        adverts.make_adverts(made[phase], organisations=WITH_A_PAST, places=places)
    adverts.make_waiting_adverts(made["collecting"])
    stories.tell(made)
    for phase in ("choosing", "open"):
        readers.look_around(made[phase])
    adverts.end_some(made["open"])
    workshops.hold()
    news.announce()
    _remember(made, chosen, name)
    ledger.plan(clock.now())
    _what_was_due_before_it_began()
    # One request to send is enough; each event has asked for its own.
    connection.run_on_commit.clear()


def _remember(made: dict, chosen: scenarios.Scenario | None, name: str) -> None:
    holds_until = made["open"].first_round.closes_at
    if chosen:
        holds_until = scenarios.soon() + timedelta(days=1)
    Layout.objects.create(scenario=name, laid_at=clock.now(), holds_until=holds_until)


def _what_was_due_before_it_began() -> None:
    """Nobody is written to about days that were only rehearsed.

    A reminder of a deadline that is still to come is not of those days, whenever it was due.
    """
    now = clock.now()
    past = Alert.objects.filter(state="queued", due_at__lt=now - timedelta(days=1))
    past.exclude(deadline__gt=now).update(state="skipped", reason="before the demonstration began")
