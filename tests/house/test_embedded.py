"""The database out of a wheel: started by the first, shared, and stopped after the last."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import environ
import psutil
import psycopg
import pytest

from microinternships import embedded

# Says where the database is, then keeps it until told to go on by a line.
USER = """
import sys; sys.path.insert(0, "microinternships")
import embedded
print(embedded.database_url(), flush=True)
sys.stdin.readline()
"""


class Clone:
    """A folder with the one file that starts a database, as in a clone of the project."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.users = []
        (folder / "microinternships").mkdir(parents=True)
        shutil.copy(embedded.__file__, folder / "microinternships/embedded.py")

    def use(self):
        user = subprocess.Popen(
            [sys.executable, "-c", USER],
            cwd=self.folder,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "EMBEDDED_DATABASE": "tests"},
        )
        self.users.append(user)
        return user

    def servers(self):
        """The server of this clone, by what it was started with."""
        found = []
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                words = process.cmdline()
                if process.name() == "postgres" and str(self.home / "data") in words:
                    found.append(process)
        return found

    @cached_property
    def home(self):
        code = "import sys; sys.path.insert(0, 'microinternships'); import embedded; "
        answer = subprocess.run(
            [sys.executable, "-c", code + "print(embedded._home('tests'))"],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=True,
        )
        return Path(answer.stdout.strip())

    def close(self):
        for user in self.users:
            if user.poll() is None:
                user.communicate("\n")
            user.stdin.close()
            user.stdout.close()
        for server in self.servers():
            server.wait(timeout=20)
        shutil.rmtree(self.home, ignore_errors=True)


@pytest.fixture
def make_clone(tmp_path):
    clones = []

    def make(name="clone"):
        clones.append(Clone(tmp_path / name))
        return clones[-1]

    yield make
    for clone in clones:
        clone.close()


def ask(url, question):
    facts = environ.Env().db_url_config(url)
    with psycopg.connect(
        host=facts["HOST"], port=facts["PORT"], user=facts["USER"], dbname=facts["NAME"]
    ) as connection:
        return connection.execute(question).fetchone()[0]


def address(user):
    return user.stdout.readline().strip()


def leave(user):
    user.communicate("\n")
    assert user.returncode == 0


def test_those_who_come_at_once_share_one_server_that_ends_after_the_last(make_clone):
    clone = make_clone()
    users = [clone.use() for _ in range(4)]
    (url,) = {address(user) for user in users}
    (server,) = clone.servers()
    assert ask(url, "select current_setting('TimeZone')") == "UTC"
    assert int(ask(url, "show max_connections")) == 200
    for user in users[:3]:
        leave(user)
    assert server.is_running()
    leave(users[3])
    assert server.wait(timeout=20) in (0, None)


def test_users_that_were_killed_leave_no_server_behind(make_clone):
    clone = make_clone()
    user = clone.use()
    address(user)
    (server,) = clone.servers()
    user.send_signal(signal.SIGKILL)
    assert server.wait(timeout=20) in (0, None)


def test_a_server_that_was_killed_starts_again_with_its_data(make_clone):
    clone = make_clone()
    first = clone.use()
    keep = "set synchronous_commit = on; create table kept as select 42 as number"
    facts = environ.Env().db_url_config(address(first))
    with psycopg.connect(host=facts["HOST"], user=facts["USER"], dbname=facts["NAME"]) as open_:
        open_.execute(keep)
    (server,) = clone.servers()
    server.kill()
    server.wait(timeout=20)
    second = clone.use()
    assert ask(address(second), "select number from kept") == 42


def test_two_clones_have_a_server_each(make_clone):
    one, other = make_clone("one"), make_clone("other")
    assert address(one.use()) != address(other.use())
    assert [len(one.servers()), len(other.servers())] == [1, 1]


def test_a_path_too_long_or_too_odd_for_a_socket_will_do(make_clone):
    clone = make_clone("a folder with an ümlaut, " + "and a very long name " * 5)
    assert ask(address(clone.use()), "select 6 * 7") == 42
