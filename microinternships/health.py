"""``/health/``: whether the site can do its work, for whoever watches it. No sign-in is needed.

It says which part fails and not how: an error's own words may name hosts and people, so they go
to the log. Each look costs three small queries, one ping and one small file.
"""

import logging
import secrets
from collections.abc import Callable
from datetime import timedelta
from functools import cache

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from alerts.models import Alert
from microinternships import clock
from microinternships.celery import app as celery

logger = logging.getLogger(__name__)

FURTHEST_CLOCKS = timedelta(seconds=5)
"""Every deadline is judged by this machine's clock; the database's is the other one at hand."""

LONGEST_WAIT = timedelta(minutes=15)
"""The sender is asked every minute, so an alert that waits longer found nobody to send it."""

BROKER_PATIENCE = 2  # seconds


class Unwell(Exception):
    """A part answers, but not as it should; the text may be shown to anybody."""


@never_cache
@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """200 when every part is well, 503 when one is not; the body says of each which it is."""
    found = {name: _look(name, check) for name, check in CHECKS.items()}
    well = set(found.values()) == {"ok"}
    return JsonResponse({"well": well, "checks": found}, status=200 if well else 503)


def _look(name: str, check: Callable[[], None]) -> str:
    try:
        check()
    except Unwell as said:
        logger.warning("Health: %s: %s.", name, said)
        return str(said)
    except Exception as fault:
        logger.warning("Health: %s fails (%s: %s).", name, type(fault).__name__, fault)
        return "fails"
    return "ok"


def database_answers() -> None:
    """Raises Unwell when its clock and ours are more than ``FURTHEST_CLOCKS`` apart."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (its_now,) = cursor.fetchone()
    apart = abs(its_now - clock.real_now())
    if apart > FURTHEST_CLOCKS:
        raise Unwell(f"its clock and ours are {round(apart.total_seconds())} seconds apart")


def migrations_are_applied() -> None:
    missing = _known_migrations() - MigrationRecorder(connection).applied_migrations().keys()
    if missing:
        raise Unwell(f"{len(missing)} not applied")


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """What this version of the code was written for; it cannot change while it runs."""
    return frozenset(MigrationLoader(None).graph.nodes)


def broker_is_reachable() -> None:
    with celery.connection_for_write() as broker:
        if broker.transport_cls.startswith("redis"):
            broker.transport_options = {
                **broker.transport_options,
                "socket_connect_timeout": BROKER_PATIENCE,
                "socket_timeout": BROKER_PATIENCE,
            }
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=2 * BROKER_PATIENCE)


def storage_is_writable() -> None:
    name = default_storage.save(f"health/{secrets.token_hex(8)}", ContentFile(b"Written to see."))
    default_storage.delete(name)


def alerts_are_sent() -> None:
    """Raises Unwell when one has been due for longer than ``LONGEST_WAIT``: no worker, no beat."""
    now = clock.real_now()
    oldest = Alert.objects.due(now).values_list("next_try_at", flat=True).first()
    if oldest is not None and now - oldest > LONGEST_WAIT:
        raise Unwell(f"one has waited for {(now - oldest) // timedelta(minutes=1)} minutes")


CHECKS: dict[str, Callable[[], None]] = {
    "database": database_answers,
    "migrations": migrations_are_applied,
    "broker": broker_is_reachable,
    "storage": storage_is_writable,
    "alerts": alerts_are_sent,
}
