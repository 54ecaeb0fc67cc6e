"""``manage.py draw_machines``: write docs/machines.md from the tables of events."""

from django.conf import settings
from django.core.management.base import BaseCommand

from microinternships.engine import Machine, diagram, machines

PAGE = settings.BASE_DIR / "docs" / "machines.md"
INTRODUCTION = """# What may happen to what

Written by `manage.py draw_machines` from the tables in each app's `workflow`; a test keeps it true.
A state changes only through one of these events. Who: **student**, **host** and **office** press a
button; **deadline** is the clock; **effect** is a consequence of another event. What follows from
the clock alone (open, overdue, under way) is no state and stands in no table.
"""


def document() -> str:
    ordered = sorted(machines.values(), key=lambda machine: machine.name)
    return "\n".join([INTRODUCTION, *(_chapter(machine) for machine in ordered)])


class Command(BaseCommand):
    help = "Write docs/machines.md from the tables of events."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--check", action="store_true", help="Fail if it is out of date.")

    def handle(self, *args, **options) -> None:
        if not options["check"]:
            PAGE.write_text(document())
        elif not PAGE.exists() or PAGE.read_text() != document():
            raise SystemExit("docs/machines.md is out of date: run manage.py draw_machines.")


def _chapter(machine: Machine) -> str:
    title = machine.model._meta.verbose_name.capitalize()
    rows = "\n".join(_row(machine, event) for event in machine)
    return f"""## {title}

```mermaid
{diagram(machine)}
```

| event | from | to | who | asks | tells |
|---|---|---|---|---|---|
{rows}
"""


def _row(machine: Machine, event) -> str:
    guards = [_named(guard) for guard in (*event.guards, *event.inputs)]
    guards += ["a comment"] if event.comment else []
    cells = (
        event.name,
        ", ".join(event.sources),
        event.target or "as it was",
        ", ".join(event.who),
        ", ".join(dict.fromkeys(guards)) or "nothing more",
        ", ".join(event.alerts) or "nobody",
    )
    return f"| {' | '.join(cells)} |"


def _named(guard) -> str:
    name = getattr(guard, "reads", guard.__name__)
    return name.strip("_").replace("_", " ") if name != "<lambda>" else "its rule"
