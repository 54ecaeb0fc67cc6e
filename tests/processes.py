"""Real processes for tests: started, waited for, ended; a Redis; a database's address."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

import pytest
from django.db import connection

INSTALL_REDIS = "redis-server is missing. Install it with: sudo apt-get install redis-server"
PATIENCE = 90  # seconds; only what is broken takes them


def wait_for(condition: Callable[[], bool], what: Callable[[], str]) -> None:
    """Look ten times a second until ``condition`` holds; fail with ``what`` when it never does."""
    give_up = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > give_up:
            pytest.fail(f"Waited {PATIENCE} seconds in vain.\n{what()}")
        Event().wait(0.1)


@contextmanager
def running(command: list[str], log: Path, **options) -> Iterator[subprocess.Popen]:
    """A process that is asked to end with the block, and made to after half a minute."""
    with log.open("w") as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT, **options)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis of the test's own, as its address; it fails the test where none is installed."""
    program = shutil.which("redis-server")
    if program is None:
        pytest.fail(INSTALL_REDIS, pytrace=False)
    port = free_port()
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder]
    log = folder / "redis.log"
    with running([str(part) for part in command], log):
        wait_for(lambda: answers(port), log.read_text)
        yield f"redis://127.0.0.1:{port}/0"


def address_of_database(name: str = "") -> str:
    """As DATABASE_URL: the database of that name beside the tests' own, or that one."""
    known = connection.settings_dict
    who = known["USER"] + (f":{known['PASSWORD']}" if known["PASSWORD"] else "")
    host, port, name = known["HOST"], known["PORT"] or 5432, name or known["NAME"]
    if host.startswith("/"):
        return f"postgres://{who}@:{port}/{host}/{name}"
    return f"postgres://{who}@{host}:{port}/{name}"
