"""What the Internship Office finds in its letters of the morning: nothing, when nothing waits."""

from datetime import datetime

from django.db.models import Exists, Max, OuterRef, QuerySet

from accounts.models import User
from alerts.kinds import Chaser, register
from alerts.timing import latest_digest
from microinternships import clock
from microinternships.engine import OFFICE
from microinternships.models import Transition
from placements.alerts import people
from placements.models import Advert, Cycle


def _office(cycle: Cycle) -> list[User]:
    return people.office()


def _waiting(cycle: Cycle) -> QuerySet[Advert]:
    return Advert.objects.filter(cycle=cycle, state=Advert.State.SUBMITTED)


def _with_some_waiting(now: datetime) -> QuerySet[Cycle]:
    """Until the archive, after which no approval would let anybody read an advert."""
    waiting = Advert.objects.filter(cycle=OuterRef("pk"), state=Advert.State.SUBMITTED)
    return Cycle.objects.filter(Exists(waiting), archive_at__gt=now)


def _oldest(cycle: Cycle) -> datetime | None:
    """When the advert that has waited longest was submitted."""
    submitted = Transition.objects.filter(
        machine=Advert._meta.label_lower,
        event="submit",
        subject_id__in=_waiting(cycle).values("pk"),
    )
    latest = submitted.order_by().values("subject_id").annotate(at=Max("at"))
    return min((row["at"] for row in latest), default=None)


def _this_morning(cycle: Cycle) -> datetime:
    return latest_digest(clock.now())


def _some_waiting(cycle: Cycle, alert) -> str:
    return "" if _waiting(cycle).exists() else "no advert waits for review"


def _which(cycle: Cycle, recipient) -> dict:
    adverts = _waiting(cycle).select_related("organisation").order_by("pk")
    return {"adverts": list(adverts), "oldest": _oldest(cycle)}


register(
    Chaser(
        "adverts_to_review",
        subject="placements.cycle",
        recipients=_office,
        due=_with_some_waiting,
        deadline=_this_morning,
        steps=("T",),
        since=_oldest,
        still_true=_some_waiting,
        context=_which,
        optional=True,
        label="Each working morning, the adverts that wait for review",
        audience=OFFICE,
    ),
)
