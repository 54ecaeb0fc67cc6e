"""The programme as production serves it, over a database of its own, and what its processes use."""

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg
from psycopg.sql import SQL, Identifier

from microinternships import embedded

HERE = Path(__file__).resolve().parent.parent
PATIENCE = 60  # seconds for the server to answer
HEADERS = {"Host": "127.0.0.1", "X-Forwarded-Proto": "https"}


@dataclass(frozen=True, slots=True)
class Server:
    """One running server, its database's processes, and how its pages are asked for."""

    port: int
    web: psutil.Process
    database: psutil.Process
    pages: list[dict]

    def cpu(self) -> float:
        """Seconds of processor time that web and database have used so far."""
        return family_cpu(self.web) + family_cpu(self.database)

    def memory(self) -> int:
        """Bytes: the proportional set size of the master and its workers."""
        family = [self.web, *self.web.children(recursive=True)]
        return sum(process.memory_full_info().pss for process in family)


def family_cpu(leader: psutil.Process) -> float:
    """Seconds of a process, of those it started that live, and of those that have ended."""
    total = 0.0
    for process in (leader, *leader.children(recursive=True)):
        with suppress(psutil.NoSuchProcess):
            used = process.cpu_times()
            total += used.user + used.system + used.children_user + used.children_system
    return total


@dataclass(frozen=True, slots=True)
class Laid:
    """A database with the programme in it: its name and address, its processes, what is asked."""

    name: str
    address: str
    database: psutil.Process
    pages: list[dict]


@contextmanager
def laid(called: str, size: dict[str, int], folder: Path) -> Iterator[Laid]:
    """Lay ``size`` in a new database, and do not leave it behind."""
    name = f"bench_{os.getpid()}_{called}"
    with _database(name) as (address, database):
        found = _run("bench.lay", json.dumps(size), _production(address, folder))
        yield Laid(name, address, database, json.loads(found))


@contextmanager
def serving(laid: Laid, folder: Path, *, keeps: bool = True) -> Iterator[Server]:
    """Serve what was laid; if the server ``keeps`` no page, each is made anew when asked for."""
    environment = {**_production(laid.address, folder), "BENCH_KEEPS": "1" if keeps else ""}
    log = folder / f"{laid.name}{'' if keeps else '_anew'}.log"
    with _gunicorn(environment, log) as (web, port):
        yield Server(port, web, laid.database, laid.pages)


def collect_static_files(folder: Path) -> None:
    environment = _production("postgres://nobody@127.0.0.1:1/none", folder)
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(command, cwd=HERE, env=environment, check=True)


@contextmanager
def _database(name: str) -> Iterator[tuple[str, psutil.Process]]:
    """An empty database on the embedded server, and the process that all of its others belong to.

    The server is that of the benchmark, unless ``EMBEDDED_DATABASE`` names another.
    """
    os.environ.setdefault("EMBEDDED_DATABASE", "bench")
    address = embedded.database_url()
    folder = address.partition("5432/")[2].removesuffix("/postgres")
    server = f"host={folder} user=postgres dbname=postgres"
    with psycopg.connect(server, autocommit=True) as connection:
        _drop_leftovers(connection)
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        postmaster = psutil.Process(connection.info.backend_pid).parent()
    assert postmaster is not None
    try:
        yield f"{address.removesuffix('/postgres')}/{name}", postmaster
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _drop_leftovers(connection: psycopg.Connection) -> None:
    """The databases of runs that were killed; the number in the name is their process's."""
    names = connection.execute("SELECT datname FROM pg_database").fetchall()
    for (name,) in names:
        ours = re.fullmatch(r"bench_(\d+)_\w+", name)
        if ours and not psutil.pid_exists(int(ours[1])):
            connection.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


def _production(address: str, folder: Path) -> dict[str, str]:
    """The environment of the web server; jobs and mail go nowhere, because none is asked for."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "microinternships.settings",
        "DEBUG": "0",
        "DEMO": "0",
        "SECRET_KEY": SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "DATABASE_URL": address,
        "CELERY_BROKER_URL": "memory://",
        "EMAIL_URL": "dummymail://",
        "STATIC_ROOT": str(folder / "static"),
        "MEDIA_ROOT": str(folder / "media"),
        "LOG_LEVEL": "WARNING",
    }


SECRET_KEY = secrets.token_urlsafe(64)  # of this run: sessions are signed with it


def _run(module: str, argument: str, environment: dict[str, str]) -> str:
    command = [sys.executable, "-m", module, argument]
    done = subprocess.run(
        command, cwd=HERE, env=environment, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.returncode)
    return done.stdout


@contextmanager
def _gunicorn(environment: dict[str, str], log: Path) -> Iterator[tuple[psutil.Process, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listener, log.open("w") as said:
        port, descriptor = listener.getsockname()[1], listener.fileno()
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "bench.wsgi", "--bind", f"fd://{descriptor}"],
            cwd=HERE,
            env=environment,
            stdout=said,
            stderr=said,
            pass_fds=(descriptor,),
        )
        try:
            _wait_for(process, port, log)
            yield psutil.Process(process.pid), port
        finally:
            process.terminate()
            process.wait()


def _wait_for(process: subprocess.Popen, port: int, log: Path) -> None:
    """Until it listens: a connection before that only waits in the socket's queue."""
    give_up = time.monotonic() + PATIENCE
    while "Booting worker" not in log.read_text():
        if process.poll() is not None or time.monotonic() > give_up:
            raise SystemExit(f"The server did not start:\n{log.read_text()}")
        time.sleep(0.1)
