"""What happened: the transitions of every machine, and the alerts that each event names."""

from collections.abc import Callable, Iterator
from datetime import datetime

from alerts.models import Alert, AlertState
from bench.loader.rows import copy, number_on
from microinternships import engine
from microinternships.models import Transition

LETTERS_WERE_NOT_WRITTEN = "laid for a measurement"

Tell = Callable[[str, str, str, str, int | None, datetime], None]


class History:
    """Collects what is told, then writes all of it."""

    def __init__(self) -> None:
        self._rows: list[dict] = []

    def of(self, machine: str, subject: int) -> Tell:
        """How one row's events are told: event, source, target, role, by, at."""

        def tell(event: str, source: str, target: str, role: str, by: int | None, at) -> None:
            self._rows.append(
                {
                    "id": len(self._rows) + 1,
                    "machine": machine,
                    "subject_id": subject,
                    "event": event,
                    "source": source,
                    "target": target,
                    "role": role,
                    "by_id": by,
                    "at": at,
                }
            )

        return tell

    def load(self) -> None:
        copy(Transition, self._rows)
        copy(Alert, self._alerts())
        number_on(Transition, Alert)

    def _alerts(self) -> Iterator[dict]:
        names = {
            (machine.name, event.name): event.alerts
            for machine in engine.machines.values()
            for event in machine
        }
        for row in self._rows:
            at = row["at"]
            for kind in names[row["machine"], row["event"]]:
                yield {
                    "kind": kind,
                    "subject_type": row["machine"],
                    "subject_id": row["subject_id"],
                    "step": f"t{row['id']}",
                    "transition_id": row["id"],
                    "state": AlertState.SKIPPED,
                    "reason": LETTERS_WERE_NOT_WRITTEN,
                    "queued_at": at,
                    "due_at": at,
                    "next_try_at": at,
                }
