"""The work that applicants leave with a host."""

from collections import Counter
from collections.abc import Iterator

from django.db.models import Count, F
from django.urls import reverse

from applications.models import Application
from applications.places import with_places_taken
from microinternships.templatetags.words import words
from placements import worklist
from placements.models import Advert
from placements.worklist import Desk, Task

GROUP = "Applicants"
State = Application.State


@worklist.source
def applicants(desk: Desk) -> list[Task]:
    """To decide on, to give feedback to, to offer a free place. One query; where somebody waits
    on a reserve list, two."""
    rows = _waiting(desk)
    return [*_to_decide(rows), *_to_give_feedback(rows), *_to_offer_again(rows)]


def _waiting(desk: Desk) -> list[dict]:
    """How many applicants of each advert and round wait, by their state."""
    waiting = Application.objects.for_host(desk.user, desk.now).waiting_for_host(desk.now)
    of_advert = {
        "title": F("advert__title"),
        "organisation": F("advert__organisation"),
        "choose_by": F("round__choose_by"),
    }
    grouped = waiting.order_by("round__choose_by", "advert").values("advert", "state", **of_advert)
    return list(grouped.annotate(count=Count("pk")))


def _to_decide(rows: list[dict]) -> Iterator[Task]:
    """One task per advert and round with undecided applicants, until hosts must have chosen."""
    undecided = [row for row in rows if row["state"] in Application.UNDECIDED]
    for (advert, title, organisation, choose_by), count in _counted(undecided, "choose_by"):
        yield Task(
            f"Decide on {words(count, 'applicant')} for “{title}”",
            reverse("applications:applicants", args=[advert]),
            due=choose_by,
            group=GROUP,
            verb="Choose by",
            past="Had to be chosen by",
            organisation=organisation,
        )


def _to_give_feedback(rows: list[dict]) -> Iterator[Task]:
    """One task per advert on which a deadline ended what the host had not decided."""
    ended = [row for row in rows if row["state"] == State.UNSUCCESSFUL]
    for (advert, title, organisation), count in _counted(ended):
        yield Task(
            f"Give feedback to {words(count, 'applicant')} for “{title}”",
            reverse("applications:applicants", args=[advert]),
            urgency=-1,
            group=GROUP,
            organisation=organisation,
        )


def _counted(rows: list[dict], *more: str) -> list[tuple[tuple, int]]:
    """The sums of ``count``, of each advert and what ``more`` there is to tell rows apart by."""
    names = ("advert", "title", "organisation", *more)
    sums: Counter = Counter()
    for row in rows:
        sums[tuple(row[name] for name in names)] += row["count"]
    return list(sums.items())


def _to_offer_again(rows: list[dict]) -> Iterator[Task]:
    """Adverts with a free place while somebody waits on the reserve list."""
    with_reserves = {row["advert"] for row in rows if row["state"] == State.RESERVE}
    if not with_reserves:
        return
    adverts = with_places_taken(Advert.objects.filter(pk__in=with_reserves))
    free = adverts.filter(taken__lt=F("places")).order_by("cycle__reserve_ends_at", "pk")
    read = ("title", "organisation", "cycle__reserve_ends_at")
    for advert in free.select_related("cycle").only(*read):
        yield Task(
            f"Offer the free place of “{advert.title}” to your next reserve",
            reverse("applications:applicants", args=[advert.pk]),
            due=advert.cycle.reserve_ends_at,
            urgency=1,
            group=GROUP,
            verb="The reserve list ends",
            past="The reserve list ended",
            organisation=advert.organisation_id,
        )
