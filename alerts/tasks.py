import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from alerts import ledger, sender
from microinternships import clock

logger = logging.getLogger(__name__)


@shared_task
def plan() -> None:
    ledger.plan(clock.now())
    sender.send_due(clock.now())


@shared_task
def send() -> None:
    sender.send_due(clock.now())


def send_soon() -> None:
    """Ask a worker to send now. Without a broker nothing is lost: beat asks again soon."""
    try:
        send.apply_async(retry=False)
    except (OperationalError, OSError) as fault:
        logger.warning("No worker could be asked to send alerts (%s); beat will.", fault)
