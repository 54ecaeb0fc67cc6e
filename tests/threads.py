"""Several people at the same moment: real threads, each with a PostgreSQL connection of its own."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier, Event

from django.db import connection, transaction

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


def overlapping(first: Callable, second: Callable) -> list:
    """As :func:`at_once`, but ``second`` begins once ``first`` has decided and not yet committed,
    which it does as soon as ``second`` waits for it, or did not have to wait."""
    decided = Event()

    def decide(other: Future):
        with transaction.atomic():
            answer = first()
            decided.set()
            while not other.done() and not _somebody_waits_for_us():
                pass
        return answer

    def run(work):
        try:
            return work()
        except Refused as refused:
            return refused.codes
        finally:
            decided.set()
            connection.close()

    def follow():
        decided.wait()
        return second()

    with ThreadPoolExecutor(2) as pool:
        other = pool.submit(run, follow)
        one = pool.submit(run, lambda: decide(other))
    return [one.result(), other.result()]


def _somebody_waits_for_us() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)))"
        )
        return cursor.fetchone()[0]


def firing(machine: Machine, event: str, subject, **how) -> Callable[[], str]:
    """A work that answers with the new state."""
    return lambda: machine.fire(event, subject, **how).state


def doing(act: Callable, *given, **how) -> Callable[[], str]:
    """A work that answers "done"."""

    def work():
        act(*given, **how)
        return "done"

    return work
