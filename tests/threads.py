"""Several people at the same moment: real threads, each with a PostgreSQL connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from microinternships.engine import Machine, Refused


def at_once(*works: Callable) -> list:
    """What each of ``works`` answers when all start together, or the codes of what refused it."""
    gate = Barrier(len(works))

    def run(work):
        gate.wait()
        try:
            return work()
        except Refused as refused:
            return refused.codes
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def firing(machine: Machine, event: str, subject, **how) -> Callable[[], str]:
    """A work that answers with the new state."""
    return lambda: machine.fire(event, subject, **how).state


def doing(act: Callable, *given, **how) -> Callable[[], str]:
    """A work that answers "done"."""

    def work():
        act(*given, **how)
        return "done"

    return work
