"""What waits for a host. Apps above register their own kinds of work here::

    from placements import worklist

    @worklist.source
    def applicants_to_decide(desk):
        return [worklist.Task("3 applicants to decide", url, due=choose_by, group="Applicants")]

A source asks at most a fixed number of queries, however many adverts the host has, and none for
what the desk has read already.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby

from django.db.models import Count, Exists, F, OuterRef, Q

from placements import terms
from placements.models import Advert, Organisation


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


class Desk:
    """The desk of the host ``user`` at ``now``, and what several readers of it ask: read once."""

    def __init__(self, user, now: datetime):
        self.user, self.now = user, now

    @cached_property
    def organisations(self) -> list[Organisation]:
        """Those that the host acts for: each with what the host is there (``is_admin``,
        ``is_recruiter``), whether it ``agreed`` to the terms, how many people are ``asking`` to
        act for it, and whether it ``has_earlier`` adverts than :attr:`adverts`."""
        waiting = Q(join_requests__answered_at=None)
        over = Advert.objects.of_cycles_over(self.now).filter(organisation=OuterRef("pk"))
        mine = Organisation.objects.visible_to(self.user).annotate(
            is_admin=F("members__is_admin"),
            is_recruiter=F("members__is_recruiter"),
            agreed=terms.accepted(),
            asking=Count("join_requests", filter=waiting, distinct=True),
            has_earlier=Exists(over),
        )
        return list(mine.only("name", "state"))

    @cached_property
    def looked_after(self) -> list[int]:
        """The organisations whose adverts and students the host looks after."""
        return [one.pk for one in self.organisations if one.is_recruiter or one.is_admin]

    @cached_property
    def adverts(self) -> list[Advert]:
        """Every advert of the organisations, until nothing can be claimed in its cycle."""
        mine = Advert.objects.of_cycles_not_over(self.now).filter(
            organisation__in=[one.pk for one in self.organisations]
        )
        return list(mine.ready_to_list())

    @property
    def own_adverts(self) -> list[Advert]:
        """Of those, the ones that the host looks after."""
        return [advert for advert in self.adverts if advert.organisation_id in self.looked_after]


Source = Callable[[Desk], Iterable[Task]]
_sources: list[Source] = []


def source(tasks: Source) -> Source:
    """Register ``tasks(desk)``; usable as a decorator."""
    if tasks not in _sources:
        _sources.append(tasks)
    return tasks


def groups(desk: Desk, *, organisation: int | None = None) -> list[tuple[str, list[Task]]]:
    """Everything that waits on ``desk``, in groups, the most urgent group and task first.

    With ``organisation``, without what is done for another one.
    """
    tasks = [task for one in _sources for task in one(desk)]
    if organisation is not None:
        tasks = [task for task in tasks if task.organisation in (None, organisation)]
    first: dict[str, tuple] = {}
    for task in tasks:
        first[task.group] = min(first.get(task.group, task.order), task.order)
    tasks.sort(key=lambda task: (first[task.group], task.group, task.order))
    return [(name, list(found)) for name, found in groupby(tasks, key=lambda task: task.group)]
