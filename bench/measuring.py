"""One page for a few seconds, in processor time; and whether somebody else used the machine."""

import os
import time
from dataclasses import dataclass

import psutil

from bench.driving import Drive, Driven
from bench.server import HEADERS, Server

DISTURBED = 0.05  # of the machine's processor time, used by others
TRIES = 6  # for a sample that others disturb


@dataclass(frozen=True, slots=True)
class Sample:
    """``cpu`` in milliseconds for each request; ``others`` as a share of the machine."""

    driven: Driven
    cpu: float
    others: float

    @property
    def quiet(self) -> bool:
        return self.others <= DISTURBED


def sample(server: Server, page: dict, drive: Drive, seconds: float, most: int = TRIES) -> Sample:
    """Measured again while others are busy, at most ``most`` times; then the least disturbed."""
    tries: list[Sample] = []
    while not tries or (not tries[-1].quiet and len(tries) < most):
        tries.append(_once(server, page, drive, seconds))
    return min(tries, key=lambda one: one.others)


def _once(server: Server, page: dict, drive: Drive, seconds: float) -> Sample:
    headers = dict(HEADERS)
    if page["cookies"]:
        headers["Cookie"] = page["cookies"]
    machine, ours, used, began = _busy(), _own(), server.cpu(), time.monotonic()
    driven = drive(f"http://127.0.0.1:{server.port}{page['path']}", headers, seconds)
    served = server.cpu() - used
    others = (_busy() - machine) - (_own() - ours) - served
    capacity = (time.monotonic() - began) * psutil.cpu_count()
    return Sample(driven, served * 1000 / driven.requests, max(others, 0) / capacity)


def _busy() -> float:
    """Seconds in which any process of the machine ran, or the machine was lent to another."""
    times = psutil.cpu_times()
    return times.user + times.nice + times.system + getattr(times, "steal", 0)


def _own() -> float:
    """Seconds of this process and of the drivers it has started."""
    return sum(os.times()[:4])
