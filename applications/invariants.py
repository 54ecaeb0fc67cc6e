"""What must always be true of applications and offers."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, F, OuterRef, Q
from django.db.models.functions import Coalesce

from applications.models import Application, Offer
from applications.places import with_places_taken
from microinternships import clock
from microinternships.invariants import invariant
from placements.models import Advert, Placement

State = Application.State

# How late the tidying job may be before somebody should look at it.
TIDY_WITHIN = timedelta(minutes=15)


@invariant(1, "Open offers and placements of an advert never outnumber its places.")
def more_promised_than_places() -> list[Advert]:
    return list(with_places_taken(Advert.objects.all()).filter(taken__gt=F("places")))


@invariant(2, "No student has more placed applications in a cycle than the cycle allows.")
def placed_too_often() -> list[Application]:
    placed = Application.objects.filter(state=State.PLACED)
    same = placed.filter(
        student=OuterRef("student"), advert__cycle=OuterRef("advert__cycle")
    ).order_by()
    times = same.values("student").annotate(times=Count("pk")).values("times")
    rows = placed.annotate(times=times)
    return list(rows.filter(times__gt=F("advert__cycle__max_placements")))


@invariant(2, "An application has at most one open offer and one placement.")
def promised_twice() -> list[Application]:
    accepted = Count("offers", filter=Q(offers__state=Offer.State.ACCEPTED))
    counted = Application.objects.annotate(
        made=Count("offers", filter=Q(offers__state=Offer.State.MADE)),
        placements=accepted - Count("offers", filter=_over()),
    )
    return list(counted.filter(Q(made__gt=1) | Q(placements__gt=1)))


def _over() -> Q:
    return Q(offers__state=Offer.State.ACCEPTED, offers__placement__state="cancelled")


@invariant(4, "An application is offered if and only if it has one open offer.")
def offered_without_offer() -> list[Application]:
    offers = Offer.objects.made().filter(application=OuterRef("pk")).order_by()
    made = offers.values("application").annotate(made=Count("pk")).values("made")
    rows = Application.objects.annotate(made=Coalesce(made, 0))
    wrong = Q(state=State.OFFERED) & ~Q(made=1) | ~Q(state=State.OFFERED) & Q(made__gt=0)
    return list(rows.filter(wrong))


@invariant(4, "An application is placed if and only if it has a placement that was not cancelled.")
def placed_without_placement() -> Iterator[Application]:
    kept = Placement.objects.exclude(state=Placement.State.CANCELLED)
    with_one = Application.objects.filter(offers__placement__in=kept)
    yield from Application.objects.filter(state=State.PLACED).exclude(pk__in=with_one)
    yield from Application.objects.filter(pk__in=with_one).exclude(state=State.PLACED)


@invariant(5, "Nothing was sent without an eligibility verdict that passed or was waived.")
def sent_without_verdict() -> list[Application]:
    passed = Application.objects.filter(eligibility__eligible=True)
    return list(Application.objects.sent().exclude(pk__in=passed.values("pk")))


@invariant(6, "Nothing waits for a host more than 15 minutes after the host's deadline.")
def undecided_too_long() -> list[Application]:
    late = clock.now() - TIDY_WITHIN
    undecided = Q(state__in=Application.UNDECIDED, round__choose_by__lt=late)
    reserve = Q(state=State.RESERVE, advert__cycle__reserve_ends_at__lt=late)
    return list(Application.objects.filter(undecided | reserve))


@invariant(6, "No offer is open more than 15 minutes after it had to be answered.")
def unanswered_too_long() -> list[Offer]:
    return list(Offer.objects.made().filter(respond_by__lt=clock.now() - TIDY_WITHIN))
