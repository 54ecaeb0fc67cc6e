"""``make demo`` from outside: it starts, says where it is, and leaves nothing behind."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import closing

import psutil
import pytest
from django.conf import settings

from demo import supervisor
from demo.supervisor import CannotRunError, OnlyOne, Supervisor, end_leftovers, listening_socket

NOT_PART_OF_A_CLONE = (
    ".git",
    ".venv",
    "var",
    "staticfiles",
    "test-results",
    "__pycache__",
    ".*_cache",
)


@pytest.fixture
def busy_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_port_that_is_taken_is_refused_with_what_to_do(busy_port):
    with pytest.raises(CannotRunError) as refused:
        listening_socket(str(busy_port))
    assert str(refused.value) == (
        f"Port {busy_port} cannot be used (Address already in use). "
        "Choose another one, for example: make demo PORT=8765"
    )


def test_without_a_choice_the_first_free_port_is_taken(busy_port, monkeypatch):
    monkeypatch.setattr(supervisor, "PORTS", (busy_port, 0))
    with listening_socket("") as listener:
        assert listener.getsockname()[1] not in (0, busy_port)


def test_a_second_demonstration_of_a_clone_is_refused_with_the_address_of_the_first(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(supervisor, "PATIENCE_WITH_PREDECESSOR", 0)
    lock = tmp_path / "demo.lock"
    with closing(OnlyOne(lock)) as first, closing(OnlyOne(lock)) as second:
        first.take()
        first.say_where("http://127.0.0.1:8007/")
        with pytest.raises(CannotRunError) as refused:
            second.take()
    assert str(refused.value) == (
        "The demonstration of this clone already runs at http://127.0.0.1:8007/. "
        "Use that one, or stop it with Ctrl-C first."
    )


def test_what_a_killed_demonstration_left_is_ended_and_nothing_else(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    sleep = [sys.executable, "-c", "import signal; signal.pause()"]
    ours = subprocess.Popen(sleep, env={**os.environ, supervisor.MARK: str(tmp_path)})
    others = subprocess.Popen(sleep, env={**os.environ, supervisor.MARK: str(tmp_path / "other")})
    try:
        assert end_leftovers() == 1
        assert ours.poll() is not None
        assert others.poll() is None
        assert end_leftovers() == 0
    finally:
        others.kill()
        others.wait()


def test_a_child_that_ends_by_itself_is_named_with_its_last_words(tmp_path, settings):
    settings.VAR = tmp_path
    with listening_socket("0") as listener:
        family = Supervisor(listener)
        family._spawn("worker", "no_such_module_anywhere", is_ready=lambda: False)
        family._children[0].process.wait()
        with pytest.raises(CannotRunError) as said:
            family.check()
        family.stop()
    log = tmp_path / "log/worker.log"
    assert str(said.value) == (
        f"The worker ended by itself (status 1). {log} ends with:\n"
        f"    {sys.executable}: No module named no_such_module_anywhere"
    )


@pytest.fixture
def clone(tmp_path):
    """A copy of the project with no data of its own yet."""
    folder = tmp_path / "clone"
    shutil.copytree(settings.BASE_DIR, folder, ignore=shutil.ignore_patterns(*NOT_PART_OF_A_CLONE))
    yield folder
    for left in belonging_to(folder):
        left.kill()
    subprocess.run(["sh", ".ci/clean.sh"], cwd=folder, check=True)


def belonging_to(folder):
    found = []
    for process in psutil.process_iter():
        try:
            if process.cwd() == str(folder) or str(folder) in " ".join(process.cmdline()):
                found.append(process)
        except psutil.Error:
            continue
    return found


def start(folder):
    """Start the demonstration as make does; return it with the address it says it is ready at.

    Under make it ends when whoever started it has gone: so it does when these tests are killed.
    """
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in ("EMBEDDED_DATABASE", "CELERY_BROKER_URL", "DATABASE_URL")
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=folder,
        env={**environment, "DEBUG": "1", "DEMO": "1", "MAKELEVEL": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    said = []
    for line in process.stdout:
        said.append(line)
        if ready := re.match(r"Ready: (http://127\.0\.0\.1:\d+/)\n", line):
            return process, ready[1]
    process.communicate()
    pytest.fail("".join(said))


def fetch(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.status


def wait_for_nobody(folder):
    end = time.monotonic() + 20
    while (left := belonging_to(folder)) and time.monotonic() < end:
        psutil.wait_procs(left, timeout=0.2)
    return left


def test_the_demonstration_starts_survives_a_kill_and_ends_without_a_trace(clone):
    process, address = start(clone)
    assert fetch(address) == 200
    process.kill()
    process.communicate()

    process, address = start(clone)
    assert fetch(address) == 200
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)
    assert said.endswith("Stopping ...\n")
    assert process.returncode == 0
    assert time.monotonic() - began < 15
    assert wait_for_nobody(clone) == []
