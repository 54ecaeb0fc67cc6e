"""What time does by itself: deadlines decide, and the readers of past days are forgotten."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Model

from applications import interest, promotion
from applications.models import Application, Offer
from applications.workflow import application_machine, offer_machine
from microinternships import clock, deadlines
from microinternships.engine import Machine


@deadlines.register
def apply_defaults(now: datetime) -> int:
    """End what ran out at least two minutes before ``now``, and pass freed places on; returns how
    many rows changed.

    Running again changes nothing.
    """
    with clock.standing_at(now):
        ended = sum(deadlines.fire(*one) for one in _run_out(now - deadlines.GRACE))
        return ended + promotion.catch_up(now)


def _run_out(before: datetime) -> Iterator[tuple[Machine, str, Model]]:
    undecided = Application.objects.undecided().filter(round__choose_by__lte=before)
    reserves = Application.objects.filter(
        state=Application.State.RESERVE, advert__cycle__reserve_ends_at__lte=before
    )
    for offer in Offer.objects.overdue(before).select_related("application").order_by("pk"):
        yield offer_machine, "lapse", offer
    for application in undecided.order_by("pk"):
        yield application_machine, "not_select_by_default", application
    for application in reserves.order_by("pk"):
        yield application_machine, "reserve_ends", application


@deadlines.register
def forget_who_looked(now: datetime) -> int:
    return interest.forget_visitors(now)
