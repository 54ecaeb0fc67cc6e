"""What waits for a host. Apps above register their own kinds of work here::

    from placements import worklist

    @worklist.source
    def applicants_to_decide(user, now):
        return [worklist.Task("3 applicants to decide", url, due=choose_by, group="Applicants")]

A source asks a fixed number of queries, however many adverts the host has.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do. ``urgency`` lifts it above others; then the earliest ``due`` comes first.

    ``organisation`` is the key of the one it is done for, for people who act for several.
    """

    label: str
    url: str
    due: datetime | None = None
    urgency: int = 0
    group: str = "To do"
    note: str = ""
    verb: str = "Due"
    past: str = "Was due"
    organisation: int | None = None

    @property
    def order(self) -> tuple:
        return (-self.urgency, self.due is None, self.due.timestamp() if self.due else 0)


Source = Callable[[object, datetime], Iterable[Task]]
_sources: list[Source] = []


def source(tasks: Source) -> Source:
    """Register ``tasks(user, now)``; usable as a decorator."""
    if tasks not in _sources:
        _sources.append(tasks)
    return tasks


def groups(user, now: datetime, *, organisation: int | None = None) -> list[tuple[str, list[Task]]]:
    """Everything that waits for ``user``, in groups, the most urgent group and task first.

    With ``organisation``, without what is done for another one.
    """
    tasks = [task for one in _sources for task in one(user, now)]
    if organisation is not None:
        tasks = [task for task in tasks if task.organisation in (None, organisation)]
    first: dict[str, tuple] = {}
    for task in tasks:
        first[task.group] = min(first.get(task.group, task.order), task.order)
    tasks.sort(key=lambda task: (first[task.group], task.group, task.order))
    return [(name, list(found)) for name, found in groupby(tasks, key=lambda task: task.group)]
