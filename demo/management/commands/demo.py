"""``manage.py demo``: the whole programme on this machine, until Ctrl-C."""

import os
import shutil
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connections

from demo import people
from demo.programme import scenarios
from demo.supervisor import (
    CannotRunError,
    OnlyOne,
    Supervisor,
    end_leftovers,
    ignore_signals,
    listening_socket,
    raise_on_signals,
)
from microinternships import embedded


class Command(BaseCommand):
    """Prepare the database, start the processes, say where they are, end them."""

    help = "Run the programme with made-up people: web server, worker, beat and database."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        raise_on_signals()
        supervisor: Supervisor | None = None
        reason = ""
        one = OnlyOne(settings.VAR / "demo.lock")
        scenario = os.environ.get("SCENARIO", "")
        try:
            scenarios.find(scenario)
            one.take()
            if end_leftovers():
                self.say("Ended what an earlier demonstration had left behind.")
            supervisor = Supervisor(listening_socket(os.environ.get("PORT", "")))
            one.say_where(supervisor.address)
            self.prepare(scenario)
            self.say("Starting the web server and the worker ...")
            supervisor.start()
            self.announce(supervisor.address)
            supervisor.watch()
        except KeyboardInterrupt:
            self.say("\nStopping ...")
        except (CannotRunError, scenarios.UnknownScenarioError) as error:
            reason = str(error)
        finally:
            ignore_signals()
            self.tidy_up(supervisor)
            one.close()
        if reason:
            self.stderr.write(reason)
            raise SystemExit(1)

    def prepare(self, scenario: str) -> None:
        # Only the notes of who reads which queue: a kill may have left one half-written.
        shutil.rmtree(settings.VAR / "queue-control", ignore_errors=True)
        self.say("Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)
        self.say("Loading the demonstration's people and adverts ...")
        call_command("load_demo", scenario=scenario, stdout=self.stdout)

    def announce(self, address: str) -> None:
        # Before anybody is told: this loads every page's module, and Ctrl-C in the middle of that
        # would make Python report an interruption although it was dealt with.
        lines = people.sign_ins(address)
        self.say(f"\nReady: {address}")
        for line in lines:
            self.say(f"  {line}")
        self.say("Ctrl-C ends everything. What the processes say is in var/log.")

    def tidy_up(self, supervisor: Supervisor | None) -> None:
        if supervisor is None:
            return
        supervisor.stop()
        connections.close_all()
        if not embedded.release():
            self.say("The database runs on, because another program still uses it.")

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
