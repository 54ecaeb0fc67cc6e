"""The commands of Dockerfile and docker-compose.yml, run for real without Docker.

Only addresses are changed: a free port, a database and a Redis of the test's own, a folder.
"""

import http.client
import json
import os
import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import psutil
import psycopg
import pytest
from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import connection

from microinternships import clock
from microinternships.celery import app as celery
from tests.house.deployment import command, health_check, instructions
from tests.house.test_health import WELL
from tests.processes import address_of_database, answers, free_port, redis, running, wait_for

HOST = "micro-internships.example.org"
JOBS = sorted(entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values())


@pytest.fixture
def database():
    """An empty database of this test alone, as DATABASE_URL."""
    known = connection.settings_dict
    name = f"production_{os.getpid()}"
    server = {
        key: known[key.upper()]
        for key in ("user", "password", "host", "port")
        if known[key.upper()]
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **server) as made:
        made.execute(f"CREATE DATABASE {name}")
        try:
            yield address_of_database(name)
        finally:
            made.execute(f"DROP DATABASE {name} WITH (FORCE)")


class Production:
    """The programme as the two files start it; every process ends with the block."""

    def __init__(self, folder: Path, database: str):
        self.folder, self.port, self._stack = folder, free_port(), ExitStack()
        self.processes: dict[str, subprocess.Popen] = {}
        self.plain = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        self.environment = {
            **self.plain,
            "DEBUG": "0",
            "DEMO": "0",
            "SECRET_KEY": "a-value-that-only-this-test-has-and-nobody-guesses",
            "ALLOWED_HOSTS": HOST,
            "SITE_URL": f"https://{HOST}",
            "DATABASE_URL": database,
            "EMAIL_URL": f"filemail:///{folder / 'mail'}",
            "MEDIA_ROOT": str(folder / "media"),
            "STATIC_ROOT": str(folder / "static"),
            "TRUSTED_PROXIES": "1",
            "HOSTNAME": socket.gethostname(),
        }

    def __enter__(self):
        self.environment["CELERY_BROKER_URL"] = self._stack.enter_context(redis(self.folder))
        return self

    def __exit__(self, *what):
        self._stack.close()

    def run(self, command: list[str] | str, **more: str) -> str:
        """Let a command end well; returns what it printed. A string is one for the shell."""
        done = subprocess.run(
            self._here(["sh", "-c", command] if isinstance(command, str) else command),
            cwd=settings.BASE_DIR,
            env=more or self.environment,
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self, name: str, command: list[str]) -> None:
        options = {"cwd": settings.BASE_DIR, "env": self.environment}
        process = running(self._here(command), self.log(name), **options)
        self.processes[name] = self._stack.enter_context(process)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def says(self) -> str:
        return "\n".join(self.log(name).read_text()[-3000:] for name in self.processes)

    def jobs_done(self) -> list[str]:
        """The jobs that the worker has carried out well, each once."""
        return sorted(
            set(re.findall(r"Task (\S+)\[\S+\] succeeded", self.log("worker").read_text()))
        )

    def family(self) -> list[psutil.Process]:
        leaders = [psutil.Process(process.pid) for process in self.processes.values()]
        return leaders + [one for leader in leaders for one in leader.children(recursive=True)]

    def end(self) -> dict[str, int]:
        """Ask every process to end; returns what each ended with."""
        for process in self.processes.values():
            process.terminate()
        return {name: process.wait(timeout=30) for name, process in self.processes.items()}

    def _here(self, command: list[str]) -> list[str]:
        changes = {"0.0.0.0": "127.0.0.1", "8000": str(self.port), "/tmp": str(self.folder)}
        return [
            re.sub(r"(?<!\w)(0\.0\.0\.0|8000|/tmp)\b", lambda found: changes[found[1]], word)
            for word in command
        ]

    def ask(self, method: str, path: str, body: str = "", **headers: str):
        """One request as the proxy passes it on; returns the answer and its words."""
        site = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        passed = {"Host": HOST, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
        site.request(method, path, body, {**passed, **headers})
        answer = site.getresponse()
        said = answer.read().decode()
        site.close()
        return answer, said

    def get(self, path: str) -> str:
        answer, said = self.ask("GET", path)
        assert answer.status == 200, said
        return said


@pytest.fixture
def production(tmp_path, database):
    with Production(tmp_path, database) as made:
        yield made


def lay_the_schedule_of_a_beat_that_was_away(folder: Path) -> None:
    """As beat keeps it, last run an hour ago: a new beat then asks for every job at once."""
    schedule = PersistentScheduler(app=celery, schedule_filename=str(folder / "beat-schedule"))
    for entry in schedule.schedule.values():
        entry.last_run_at = clock.real_now() - timedelta(hours=1)
    schedule.close()


def join_the_mailing_list(site: Production) -> None:
    """Through the form, as a visitor does: with the cookie and the token of the page."""
    answer, page = site.ask("GET", "/internship-alerts/")
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["csrftoken"]
    assert cookie["secure"]
    [token] = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page))
    form = {"email": "ada@example.org", "topics": "news", "csrfmiddlewaretoken": token}
    answer, page = site.ask(
        "POST",
        "/internship-alerts/",
        urlencode(form),
        **{
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrftoken={cookie.value}",
            "Referer": f"https://{HOST}/internship-alerts/",
        },
    )
    assert answer.status == 302, page


def recipients(mail: Path) -> list[str]:
    return re.findall(r"^To: (.*)$", "".join(one.read_text() for one in mail.glob("*.log")), re.M)


def collect_static_files(site: Production) -> None:
    """With nothing but what the image's own line sets, as when the image is built."""
    [line] = [run for run in instructions("RUN") if "collectstatic" in run]
    known = {name: site.environment[name] for name in ("PATH", "STATIC_ROOT", "DEBUG", "DEMO")}
    site.run(line.split(" && ")[0], **known)


def start(site: Production) -> None:
    """Everything, in the order that the services wait for each other, and ready for visitors."""
    with ThreadPoolExecutor() as beside:
        collected = beside.submit(collect_static_files, site)
        site.run(command("migrate"))
        site.start("worker", command("worker"))
        lay_the_schedule_of_a_beat_that_was_away(site.folder)
        site.start("beat", command("beat"))
        collected.result()
    site.start("web", command("web"))
    wait_for(lambda: answers(site.port), site.says)


def see_that_pages_and_files_are_served(site: Production) -> None:
    page = site.get("/")
    style = re.findall(r'href="(/static/css/\w+\.\w{12}\.css)"', page)[0]
    answer, _said = site.ask("GET", style)
    assert (answer.status, answer.headers["Content-Type"]) == (200, 'text/css; charset="utf-8"')
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    answer, _said = site.ask("GET", "/", **{"X-Forwarded-Proto": "http"})
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/")


def test_the_programme_runs_for_real(production, tmp_path):
    site = production
    start(site)
    see_that_pages_and_files_are_served(site)
    wait_for(lambda: site.jobs_done() == JOBS, site.says)
    # Beat asks again in a minute at the earliest: what asks for this letter is the form.
    join_the_mailing_list(site)
    wait_for(lambda: recipients(tmp_path / "mail") == ["ada@example.org"], site.says)

    assert json.loads(site.run(health_check("web"))) == {"well": True, "checks": WELL}
    site.run(health_check("beat"))
    site.run(health_check("worker"))

    family = site.family()
    assert site.end() == {"web": 0, "worker": 0, "beat": 0}
    assert [one for one in family if one.is_running()] == []
