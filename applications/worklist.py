"""The work that applicants leave with a host."""

from datetime import datetime

from django.db.models import Count, Exists, F, OuterRef
from django.urls import reverse

from applications.models import Application
from applications.places import with_places_taken
from placements import worklist
from placements.models import Advert
from placements.worklist import Task

GROUP = "Applicants"


@worklist.source
def applicants_to_decide(user, now: datetime) -> list[Task]:
    """One task per advert and round with undecided applicants, until hosts must have chosen."""
    waiting = (
        Application.objects.for_host(user, now)
        .undecided()
        .filter(round__choose_by__gt=now)
        .order_by("round__choose_by", "advert")
        .values("advert", "advert__title", "advert__organisation", "round__choose_by")
        .annotate(undecided=Count("pk"))
    )
    return [
        Task(
            _decide(row["undecided"], row["advert__title"]),
            reverse("applications:applicants", args=[row["advert"]]),
            due=row["round__choose_by"],
            group=GROUP,
            verb="Choose by",
            past="Had to be chosen by",
            organisation=row["advert__organisation"],
        )
        for row in waiting
    ]


def _decide(count: int, title: str) -> str:
    return f"Decide on {_applicants(count)} for “{title}”"


def _applicants(count: int) -> str:
    return "1 applicant" if count == 1 else f"{count} applicants"


@worklist.source
def feedback_to_give(user, now: datetime) -> list[Task]:
    """One task per advert on which a deadline ended what the host had not decided."""
    waiting = (
        Application.objects.for_host(user, now)
        .waiting_for_feedback()
        .order_by("advert")
        .values("advert", "advert__title", "advert__organisation")
        .annotate(count=Count("pk"))
    )
    return [
        Task(
            f"Give feedback to {_applicants(row['count'])} for “{row['advert__title']}”",
            reverse("applications:applicants", args=[row["advert"]]),
            urgency=-1,
            group=GROUP,
            organisation=row["advert__organisation"],
        )
        for row in waiting
    ]


@worklist.source
def places_to_offer_again(user, now: datetime) -> list[Task]:
    """Adverts with a free place while somebody waits on the reserve list."""
    reserves = (
        Application.objects.for_host(user, now)
        .filter(advert=OuterRef("pk"), state=Application.State.RESERVE)
        .filter(round__choose_by__lte=now)
    )
    adverts = with_places_taken(Advert.objects.filter(Exists(reserves)))
    free = adverts.filter(taken__lt=F("places"), cycle__reserve_ends_at__gt=now)
    return [
        Task(
            f"Offer the free place of “{advert.title}” to your next reserve",
            reverse("applications:applicants", args=[advert.pk]),
            due=advert.cycle.reserve_ends_at,
            urgency=1,
            group=GROUP,
            verb="The reserve list ends",
            past="The reserve list ended",
            organisation=advert.organisation_id,
        )
        for advert in free.select_related("cycle").order_by("cycle__reserve_ends_at", "pk")
    ]
