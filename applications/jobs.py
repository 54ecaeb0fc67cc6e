"""What a passed deadline decides by itself: undecided applications, reserves and open offers."""

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Model

from applications.models import Application, Offer
from applications.workflow import application_machine, offer_machine
from microinternships import clock, deadlines
from microinternships.engine import DEADLINE, Machine, Refused

logger = logging.getLogger(__name__)

# A request that arrived in time may still be waiting for a lock; it goes first.
GRACE = timedelta(minutes=2)


@deadlines.register
def apply_defaults(now: datetime) -> int:
    """End what ran out at least two minutes before ``now``, each row in its own transaction.

    Returns how many rows changed. What is refused meanwhile (somebody was faster) is logged and
    left; running again changes nothing.
    """
    with clock.standing_at(now):
        return sum(_end(*one) for one in _run_out(now - GRACE))


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


def _end(machine: Machine, event: str, subject: Model) -> bool:
    try:
        machine.fire(event, subject, role=DEADLINE)
    except Refused as refused:
        logger.info("%s of %s %s was refused: %s", event, machine.name, subject.pk, refused)
        return False
    except Exception:
        logger.exception("%s of %s %s failed.", event, machine.name, subject.pk)
        return False
    return True
