"""Run as ``python -m bench.lay``, with the settings of production in the environment.

Fills the empty database that DATABASE_URL names, signs the readers in, looks at every page once
and prints, as JSON, how each is asked for and how many queries it costs when asked again.
"""

import json
import sys
from dataclasses import asdict

import django
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import pages
from bench.size import Size


def main(size: dict[str, int]) -> None:
    django.setup()
    from bench import loader

    call_command("migrate", verbosity=0, interactive=False)
    applications = loader.load(Size(**size))
    loader.settle()
    print(json.dumps([_asked(page, applications) for page in pages.PAGES]))


def _asked(page: pages.Page, applications) -> dict:
    client, reader = Client(), _reader(page.reader, applications)
    if reader:
        client.force_login(reader)
    latest = applications.sent[-1].term
    first = applications.adverts.numbers(latest)[0]
    path = page.path.format(advert=first, hosted=first)
    queries = 0 if page.bare else _queries(client, path)
    cookies = client.cookies.output(attrs=[], header="", sep=";").strip() if reader else ""
    return {**asdict(page), "path": path, "cookies": cookies, "queries": queries}


def _queries(client: Client, path: str) -> int:
    """Of the third look: the first sets a cookie, the second may make what is kept."""
    _look(client, path)
    _look(client, path)
    with CaptureQueriesContext(connection) as queries:
        _look(client, path)
    return len(queries)


def _look(client: Client, path: str) -> None:
    answer = client.get(path, secure=True)
    if answer.status_code != 200:
        sys.exit(f"{path} answers {answer.status_code} {answer.get('Location', '')}")


def _reader(kind: str, applications):
    from accounts.models import User
    from bench.loader.people import OFFICE

    people, latest = applications.people, applications.sent[-1]
    numbers = {
        pages.STUDENT: people.user_of(latest.student),
        pages.HOST: people.host_of(1),
        pages.OFFICE: OFFICE,
    }
    return User.objects.get(pk=numbers[kind]) if kind in numbers else None


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
