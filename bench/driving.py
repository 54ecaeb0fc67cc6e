"""Asking for one page again and again: by wrk, or by hand where a few answers are enough."""

import re
import shutil
import statistics
import subprocess
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass

CONNECTIONS = 8
UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}
INSTALL = "wrk is missing. Install it with: sudo apt-get install wrk"


@dataclass(frozen=True, slots=True)
class Driven:
    """What came of it; the times are in milliseconds."""

    requests: int
    seconds: float
    p50: float
    p99: float


Drive = Callable[[str, dict[str, str], float], Driven]


class NotAllAnswered(Exception):
    """Some requests were answered with an error or not at all."""


def by_wrk(url: str, headers: dict[str, str], seconds: float) -> Driven:
    """Eight connections for a while, each asking again as soon as it was answered."""
    program = shutil.which("wrk")
    if program is None:
        raise SystemExit(INSTALL)
    command = [
        program,
        "-t1",
        f"-c{CONNECTIONS}",
        f"-d{seconds:.0f}s",
        "--timeout",
        "30s",
        "--latency",
    ]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    done = subprocess.run([*command, url], capture_output=True, text=True, check=True)
    return read_wrk(done.stdout)


def read_wrk(said: str) -> Driven:
    """Raises NotAllAnswered when wrk counted an error, or no answer at all."""
    if bad := re.search(r"(Non-2xx or 3xx responses|Socket errors): .*", said):
        raise NotAllAnswered(bad[0])
    requests, seconds, unit = re.search(r"(\d+) requests in ([\d.]+)(us|ms|s|m),", said).groups()
    if not int(requests):
        raise NotAllAnswered("not one answer: this machine is too busy, or --seconds too few")
    share = {
        found[1]: float(found[2]) * UNITS[found[3]]
        for found in re.finditer(r"(50|99)%\s+([\d.]+)(us|ms|s|m)\b", said)
    }
    lasted = float(seconds) * UNITS[unit] / UNITS["s"]
    return Driven(int(requests), lasted, share["50"], share["99"])


def by_hand(url: str, headers: dict[str, str], seconds: float) -> Driven:
    """One after the other, twenty times at most: to see that everything works."""
    taken: list[float] = []
    began = time.monotonic()
    while len(taken) < 20 and (not taken or time.monotonic() - began < seconds):
        asked = time.monotonic()
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as answer:
            answer.read()
        taken.append((time.monotonic() - asked) * 1000)
    lasted = time.monotonic() - began
    return Driven(len(taken), lasted, statistics.median(taken), max(taken))
