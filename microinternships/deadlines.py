"""What happens by default when a deadline has passed. Each app registers its own in ``jobs.py``.

No rule depends on it: guards compare with the clock themselves. It only writes down what the
clock has already decided, so it may run late, twice, or beside itself.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Model

from microinternships.engine import DEADLINE, Machine, Refused

logger = logging.getLogger(__name__)

# A request that arrived in time may still be waiting for a lock; it goes first.
GRACE = timedelta(minutes=2)

Defaults = Callable[[datetime], int]
_registered: list[Defaults] = []


def register(apply_defaults: Defaults) -> Defaults:
    """Register ``apply_defaults(now)``, which returns how many rows it changed."""
    if apply_defaults not in _registered:
        _registered.append(apply_defaults)
    return apply_defaults


def apply_all(now: datetime) -> int:
    """Apply every app's defaults; returns how many rows changed.

    One app's fault is logged and does not keep the others from being tidied.
    """
    changed = 0
    for apply_defaults in _registered:
        try:
            changed += apply_defaults(now)
        except Exception:
            logger.exception("The defaults of %s could not be applied.", apply_defaults.__module__)
    return changed


def fire(machine: Machine, event: str, subject: Model) -> bool:
    """Fire a deadline's event in its own transaction; whether it happened.

    What is refused meanwhile (somebody was faster) and what fails is logged and left for the
    next run, so that one row never keeps the others waiting.
    """
    try:
        machine.fire(event, subject, role=DEADLINE)
    except Refused as refused:
        logger.info("%s of %s %s was refused: %s", event, machine.name, subject.pk, refused)
        return False
    except Exception:
        logger.exception("%s of %s %s failed.", event, machine.name, subject.pk)
        return False
    return True
