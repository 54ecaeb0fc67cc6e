"""The Office's home: what needs somebody now, how much of it, and since when (OF-12)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, F, Min, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import User
from alerts.models import Alert
from applications.models import Application
from enquiries.models import Concern
from expenses.models import Claim
from microinternships import clock, workingdays
from microinternships.models import Transition
from placements import timetable
from placements.models import Advert, Cycle, Organisation, Placement


@dataclass(frozen=True, slots=True)
class Queue:
    """Rows of one model that wait for the Office, and the admin list that shows them.

    They wait since their last event, or since the time in the column ``began``. ``seen_by``
    narrows them to what somebody of the Office may know of.
    """

    title: str
    rows: Callable[[datetime], QuerySet]
    filters: dict
    began: str = ""
    seen_by: Callable[[QuerySet, User], QuerySet] = lambda rows, user: rows

    def now(self, moment: datetime, user: User) -> dict:
        rows = self.seen_by(self.rows(moment), user)
        since = F(self.began) if self.began else _since(rows.model)
        found = rows.annotate(since=since).aggregate(n=Count("pk"), oldest=Min("since"))
        opts = rows.model._meta
        address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        return {
            "title": self.title,
            "count": found["n"],
            "oldest": found["oldest"],
            "url": f"{address}?{urlencode(self.filters)}",
        }


def _since(model) -> Subquery:
    """When a row came to the state it is in."""
    history = Transition.objects.filter(machine=model._meta.label_lower, subject_id=OuterRef("pk"))
    return Subquery(history.order_by("-pk").values("at")[:1])


QUEUES = (
    Queue(
        "Organisations to verify",
        lambda now: Organisation.objects.filter(state="submitted"),
        {"state__exact": "submitted"},
    ),
    Queue(
        "Concerns to look into",
        lambda now: Concern.objects.waiting(),
        {"state__in": ",".join(Concern.WAITING)},
        began="reported_at",
        seen_by=lambda concerns, user: concerns.for_office(user),
    ),
    Queue(
        "Adverts to review",
        lambda now: Advert.objects.filter(state="submitted"),
        {"state__exact": "submitted"},
    ),
    Queue(
        "Changes that hosts ask for",
        lambda now: Advert.objects.filter(state="approved", change_request__isnull=False),
        {"state__exact": "approved", "change_request__isnull": "False"},
        began="change_request__asked_at",
    ),
    Queue(
        "Applications without a decision in time",
        lambda now: Application.objects.undecided().filter(round__choose_by__lte=now),
        {"state__exact": "submitted"},
    ),
    Queue(
        "Placements missed",
        lambda now: Placement.objects.filter(state="no_show"),
        {"state__exact": "no_show"},
    ),
    Queue(
        "Claims not decided in time",
        lambda now: Claim.objects.filter(state="submitted", decide_by__lte=now),
        {"state__exact": "submitted"},
    ),
    Queue(
        "Claims not paid in time",
        lambda now: Claim.objects.filter(state="approved", pay_by__lte=now),
        {"state__exact": "approved"},
    ),
    Queue(
        "Payments disputed",
        lambda now: Claim.objects.filter(state="disputed"),
        {"state__exact": "disputed"},
    ),
    Queue(
        "Alerts that could not be sent",
        lambda now: Alert.objects.filter(state="failed"),
        {"state__exact": "failed"},
    ),
)


def dashboard(request, context: dict) -> dict:
    """What the admin's index shows; the theme calls it with the page's context."""
    now = clock.now()
    cycles = Cycle.objects.filter(archive_at__gt=now).prefetch_related("rounds", "weeks")
    context["title"] = "What waits"
    context["queues"] = [queue.now(now, request.user) for queue in QUEUES]
    context["timetable"] = [_strip(cycle, now) for cycle in cycles]
    if clock.today() >= workingdays.look_again_on():
        context["bank_holidays_checked_on"] = settings.BANK_HOLIDAYS_CHECKED_ON
    return context


def _strip(cycle: Cycle, now: datetime) -> dict:
    """Where a cycle stands and its next date, for the timetable strip."""
    coming = [("adverts are due", cycle.adverts_due_at)]
    for one in cycle.ordered_rounds:
        coming += [
            ("applications open", one.opens_at),
            ("applications close", one.closes_at),
            ("hosts choose by", one.choose_by),
            ("outcomes are released", one.release_at),
            ("offers are answered by", one.answer_by),
        ]
    coming += [("the reserve list ends", cycle.reserve_ends_at)]
    coming += [("claims close", cycle.claims_close_at), ("the cycle is archived", cycle.archive_at)]
    ahead = sorted((at, words) for words, at in coming if at and at > now)
    at, words = ahead[0]
    return {"cycle": cycle, "phase": timetable.phase(cycle, now), "words": words, "at": at}
