"""Starts the demonstration's processes, watches them, and leaves none of them behind."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil
from django.conf import settings

from microinternships import embedded

MARK = "MICROINTERNSHIPS_DEMO_OF"
PORTS = range(8000, 8100)
PATIENCE_AT_START = 90  # seconds for the web server and the worker to be ready
PATIENCE_AT_END = 8  # seconds for a process to finish what it is doing
PATIENCE_WITH_PREDECESSOR = 8  # seconds for an earlier demonstration to end


class CannotRunError(Exception):
    """The demonstration cannot start or go on; the message says why and what to do."""


class OnlyOne:
    """A lock that one demonstration of this clone holds for as long as it runs."""

    def __init__(self, path: Path) -> None:
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a+")

    def take(self) -> None:
        """Take the lock, waiting a little for a demonstration that is just ending."""
        end = time.monotonic() + PATIENCE_WITH_PREDECESSOR
        while True:
            with suppress(BlockingIOError):
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            if time.monotonic() > end:
                raise CannotRunError(
                    f"The demonstration of this clone already runs at {self._path.read_text()}. "
                    "Use that one, or stop it with Ctrl-C first."
                )
            time.sleep(0.2)

    def say_where(self, address: str) -> None:
        self._path.write_text(address)

    def close(self) -> None:
        self._file.close()


def end_leftovers() -> int:
    """End what an earlier demonstration of this clone left behind when it was killed.

    Our processes carry a mark in their environment, so a process number that has since gone to
    another program can never be mistaken for ours.
    """
    ours = []
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.environ().get(MARK) == str(settings.BASE_DIR):
                ours.append(process)
    _end(ours, patience=3)
    return len(ours)


def _end(processes: list[psutil.Process], patience: float) -> None:
    for send in (psutil.Process.terminate, psutil.Process.kill):
        for process in processes:
            with suppress(psutil.Error):
                send(process)
        _, processes = psutil.wait_procs(processes, timeout=patience)


def listening_socket(port: str) -> socket.socket:
    """A socket that listens on the port asked for, or on the first free one from 8000 on.

    It is handed to the web server open, so that nobody can take the port in between.
    """
    for number in [int(port)] if port else PORTS:
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", number))
            listener.listen(128)
        except OSError as error:
            listener.close()
            if port:
                raise CannotRunError(
                    f"Port {number} cannot be used ({error.strerror}). "
                    "Choose another one, for example: make demo PORT=8765"
                ) from error
        else:
            return listener
    raise CannotRunError("No port from 8000 to 8099 is free. Choose one: make demo PORT=8765")


@dataclass
class Child:
    """One process of the demonstration, in its own process group, its words in its own log."""

    name: str
    log: Path
    process: subprocess.Popen[bytes]
    is_ready: Callable[[], bool]

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(f"    {line}" for line in lines[-12:])


class Supervisor:
    """The web server and the worker with its beat, as children of this process."""

    def __init__(self, listener: socket.socket) -> None:
        self._listener = listener
        self._children: list[Child] = []
        self._parent = os.getppid()
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}/"

    def start(self) -> None:
        """Start both processes and return when they are ready for people and jobs."""
        self._start_web_server()
        self._start_worker()
        end = time.monotonic() + PATIENCE_AT_START
        while waiting := [child for child in self._children if not child.is_ready()]:
            self.check()
            if time.monotonic() > end:
                child = waiting[0]
                raise CannotRunError(
                    f"The {child.name} was not ready after {PATIENCE_AT_START} seconds. "
                    f"{child.log} ends with:\n{child.last_words()}"
                )
            time.sleep(0.1)

    def watch(self) -> None:
        """Return when whoever started us has gone; raise as ``check`` does."""
        while self._is_wanted():
            self.check()
            time.sleep(0.5)

    def check(self) -> None:
        """Raise when a child or the database has ended by itself."""
        if failure := embedded.failure():
            raise CannotRunError(failure)
        for child in self._children:
            if child.process.poll() is not None:
                raise CannotRunError(
                    f"The {child.name} ended by itself (status {child.process.returncode}). "
                    f"{child.log} ends with:\n{child.last_words()}"
                )

    def stop(self) -> None:
        """End every child and whatever the children have started."""
        families = []
        for child in self._children:
            with suppress(psutil.Error):
                leader = psutil.Process(child.process.pid)
                families += [leader, *leader.children(recursive=True)]
        for child in self._children:
            with suppress(ProcessLookupError):
                child.process.terminate()
        _, stubborn = psutil.wait_procs(families, timeout=PATIENCE_AT_END)
        _end(stubborn, patience=1)
        self._children.clear()
        self._listener.close()

    def _is_wanted(self) -> bool:
        """Under make, until make is gone: if it is killed nobody else would pass that on."""
        return "MAKELEVEL" not in os.environ or os.getppid() == self._parent

    def _start_web_server(self) -> None:
        descriptor = self._listener.fileno()
        # One process, because the cache in memory (sign-in limits) is not shared between several.
        self._spawn(
            "web server",
            f"gunicorn microinternships.wsgi --bind fd://{descriptor} --workers 1 --threads 8"
            " --graceful-timeout 3 --access-logfile -",
            is_ready=self._answers,
            pass_fds=(descriptor,),
        )

    def _start_worker(self) -> None:
        self._spawn(
            "worker",
            "celery --app microinternships worker --beat --loglevel INFO --pool solo"
            " --without-gossip --without-mingle --without-heartbeat --schedule var/beat-schedule",
            is_ready=lambda: " ready." in (settings.VAR / "log/worker.log").read_text(),
        )

    def _spawn(
        self,
        name: str,
        command: str,
        *,
        is_ready: Callable[[], bool],
        pass_fds: tuple[int, ...] = (),
    ) -> None:
        log = settings.VAR / "log" / f"{name.replace(' ', '-')}.log"
        log.parent.mkdir(parents=True, exist_ok=True)
        environment = {
            **os.environ,
            MARK: str(settings.BASE_DIR),
            "SITE_URL": self.address.rstrip("/"),
            "PYTHONUNBUFFERED": "1",
        }
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", *command.split()],
                cwd=settings.BASE_DIR,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=pass_fds,
            )
        self._children.append(Child(name, log, process, is_ready))

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(self.address, timeout=2).close()
        except urllib.error.HTTPError as answer:
            answer.close()
        except OSError:
            return False
        return True


def raise_on_signals() -> None:
    """Turn every polite request to end into KeyboardInterrupt."""

    def interrupt(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


def ignore_signals() -> None:
    """Let nothing interrupt the tidying up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
