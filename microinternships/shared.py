"""What is the same for everybody: made once, then handed out for as long as it is true.

What was made is true while nothing public has been written since, which the database says
(:func:`version`), and while no moment has passed at which a page's words change by the clock: at
most until the next whole minute, because days, hours and minutes that are left end with one, and
less when a stored moment comes earlier. So an advert that was suspended is gone at the next
request, and one whose deadline has come is closed in that very second.

Nothing of a person is ever kept: whoever brings a session, or a message that waits, is answered by
the view itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from microinternships import clock

T = TypeVar("T")
Answer = tuple[bytes, dict[str, str]]
NextMoment = Callable[[datetime], datetime | None]
View = Callable[..., HttpResponse]

A_MINUTE = timedelta(minutes=1)
MESSAGES = CookieStorage.cookie_name
VERSION = (
    "SELECT string_agg(transaction || ':' || times, ' ' ORDER BY transaction) FROM public_change"
)


def watch(*tables: str) -> str:
    """For an app's migration: SQL by which every change to ``tables`` makes another version."""
    return "".join(
        f"CREATE TRIGGER public_change AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION note_public_change();\n"
        for table in tables
    )


def unwatch(*tables: str) -> str:
    return "".join(f"DROP TRIGGER public_change ON {table};\n" for table in tables)


def version() -> str:
    """Another one after every commit that changed something public, and never the same again."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION)
        return cursor.fetchone()[0] or ""


@dataclass(frozen=True, slots=True)
class Kept:
    """Something made for everybody, and when it is true: ``since`` included, ``until`` not."""

    version: str
    since: datetime
    until: datetime
    value: Any


def kept(key: str, make: Callable[[], T], *, next_moment: NextMoment) -> T:
    """What ``make`` returns, from before if it is still true. None is made anew each time.

    ``next_moment`` answers with the first stored moment after a time, or None. One query.
    """
    now, present, store = clock.now(), version(), caches["pages"]
    name = sha256(key.encode()).hexdigest()
    found: Kept | None = store.get(name)
    if found and found.version == present and found.since <= now < found.until:
        return found.value
    value = make()
    if value is not None:
        until = min(_next_minute(now), next_moment(now) or datetime.max.replace(tzinfo=now.tzinfo))
        store.set(name, Kept(present, now, until, value))
    return value


def _next_minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0) + A_MINUTE


def page(*, next_moment: NextMoment) -> Callable[[View], View]:
    """A view whose page is the same for everybody who has not signed in: made once for all."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.method != "GET" or _is_somebody(request):
                return view(request, *args, **kwargs)
            made: list[HttpResponse] = []

            def make() -> Answer | None:
                made.append(view(request, *args, **kwargs))
                return _for_everybody(request, made[0])

            found = kept(address(request), make, next_moment=next_moment)
            if made or found is None:
                return made[0]
            body, headers = found
            response = HttpResponse(body, headers=headers)
            patch_vary_headers(response, ["Cookie"])
            return response

        return answer

    return decorate


def _is_somebody(request: HttpRequest) -> bool:
    """Whether the page may have something to say to this reader alone."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES or MESSAGES in request.COOKIES


def address(request: HttpRequest) -> str:
    """What is asked for; the order of the query and what is empty in it make no difference."""
    query = urlencode(sorted(parse_qsl(request.META.get("QUERY_STRING", ""))))
    swapped = request.headers.get("HX-Request", "")
    return f"{request.scheme}://{request.get_host()}{request.path}?{query}#{swapped}"


def _for_everybody(request: HttpRequest, response: HttpResponse) -> Answer | None:
    """The parts of a response that others may have too; None when there is one they may not."""
    made_out_to_one = response.cookies or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    if response.status_code != 200 or response.streaming or made_out_to_one:
        return None
    return response.content, dict(response.headers)
