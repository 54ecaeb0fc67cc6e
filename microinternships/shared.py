"""Pages that are made once and then handed out for as long as they are true.

What was made is true while nothing that it shows has been written since, which the database says
(:func:`version`), and while no moment has passed at which its words change by the clock: at most
until the next whole minute, because days, hours and minutes that are left end with one, and less
when a stored moment comes earlier (:func:`changes_at`). So an advert that was suspended is gone at
the next request, and one whose deadline has come is closed in that very second.

What is the same for everybody is handed to everybody. What somebody with a session was shown is
handed to that session only, and only while nothing at all has been written that any page is made
of: then they can go from a list to a page and back without its being made again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, wraps
from hashlib import sha256
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.sessions.backends.base import SessionBase
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.db import connection
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.template.response import SimpleTemplateResponse
from django.utils.cache import patch_vary_headers

from microinternships import clock

T = TypeVar("T")
Answer = tuple[bytes, dict[str, str]]
View = Callable[..., HttpResponse]

A_MINUTE = timedelta(minutes=1)
MESSAGES, TOKEN = CookieStorage.cookie_name, settings.CSRF_COOKIE_NAME
NO_SESSION = SessionBase()
PUBLIC, ANYTHING = "public", "anything"
VERSION = (
    "SELECT string_agg(transaction || ':' || times, ' ' ORDER BY transaction)"
    " FROM change WHERE scope = %s"
)
OF_SESSION = (
    f"SELECT ({VERSION}), session_data FROM django_session"
    " WHERE session_key = %s AND expire_date > %s"
)

_moments: list[tuple[type[Model], str, timedelta]] = []


def watch(*tables: str, public: bool = True) -> str:
    """For an app's migration: SQL by which every change to ``tables`` makes another version.

    Of what anybody may read, or, not ``public``, only of what somebody may.
    """
    function = "note_public_change" if public else "note_change"
    return "".join(
        f"CREATE TRIGGER {function[5:]} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}"
        f" FOR EACH STATEMENT EXECUTE FUNCTION {function}();\n"
        for table in tables
    )


def unwatch(*tables: str, public: bool = True) -> str:
    trigger = "public_change" if public else "change"
    return "".join(f"DROP TRIGGER {trigger} ON {table};\n" for table in tables)


def version() -> str:
    """Of what is public: another one after every commit that changed it, never the same again."""
    with connection.cursor() as cursor:
        cursor.execute(VERSION, [PUBLIC])
        return cursor.fetchone()[0] or ""


def version_for(session_key: str) -> str | None:
    """The same, of everything that a page is made of, the session included; None without one."""
    with connection.cursor() as cursor:
        cursor.execute(OF_SESSION, [ANYTHING, session_key, clock.real_now()])
        found = cursor.fetchone()
    return found and "{} {}".format(*found)


def changes_at(model: type[Model], *fields: str, after: timedelta = timedelta(0)) -> None:
    """Register for an app's ``moments.py``: pages change ``after`` what these fields hold."""
    _moments.extend((model, name, after) for name in fields)


@cache
def _first_moment() -> str:
    """The query for the first registered moment between two times.

    It is planned for every page that is made, so that it says no more than it has to.
    """
    quote, every = connection.ops.quote_name, []
    for model, name, after in _moments:
        table, column = quote(model._meta.db_table), quote(model._meta.get_field(name).column)
        later, earlier = (
            f" {sign} interval '{after.total_seconds()}s'" if after else "" for sign in "+-"
        )
        every.append(
            f"SELECT {column}{later} AS moment FROM {table}"
            f" WHERE {column} > %(after)s{earlier} AND {column} <= %(before)s{earlier}"
        )
    return f"SELECT min(moment) FROM ({' UNION ALL '.join(every)}) AS every"


def _true_until(now: datetime) -> datetime:
    """The next whole minute, or an earlier moment at which a page changes. One query."""
    minute = now.replace(second=0, microsecond=0) + A_MINUTE
    with connection.cursor() as cursor:
        cursor.execute(_first_moment(), {"after": now, "before": minute})
        return cursor.fetchone()[0] or minute


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that was made, and when it is true: ``since`` included, ``until`` not."""

    version: str
    since: datetime
    until: datetime
    value: Any


def kept(key: str, make: Callable[[], T]) -> T:
    """What ``make`` returns for everybody, from before if it is still true. One query."""
    return _kept(key, make, version(), caches["pages"])


def _kept(key: str, make: Callable[[], T], present: str, store: BaseCache) -> T:
    """What ``make`` returns, from before if it is still true. None is made anew each time."""
    now, name = clock.now(), sha256(key.encode()).hexdigest()
    found: Kept | None = store.get(name)
    if found and found.version == present and found.since <= now < found.until:
        return found.value
    value = make()
    if value is not None:
        store.set(name, Kept(present, now, _true_until(now), value), A_MINUTE.total_seconds())
    return value


def page(view: View) -> View:
    """A view whose page is made once: for everybody without a session, and for each session.

    It may look at the address, the session, the token against forgery, the clock and the database,
    and at nothing else.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        session = request.COOKIES.get(settings.SESSION_COOKIE_NAME)
        if request.method != "GET" or MESSAGES in request.COOKIES:
            return view(request, *args, **kwargs)
        present = version() if session is None else version_for(session)
        if present is None:
            return view(request, *args, **kwargs)
        made: list[HttpResponse] = []

        def make() -> Answer | None:
            made.append(view(request, *args, **kwargs))
            return _to_keep(request, made[0])

        key, store = address(request), "pages"
        if session is not None:  # to the admin a word without a value, as in ?all=, says something
            own = (request.META.get("QUERY_STRING"), session, request.COOKIES.get(TOKEN))
            key, store = f"{key} {own}", "own_pages"
        found = _kept(key, make, present, caches[store])
        if made or found is None:
            return made[0]
        body, headers = found
        response = HttpResponse(body, headers=headers)
        patch_vary_headers(response, ["Cookie"])
        return response

    return answer


def address(request: HttpRequest) -> str:
    """What is asked for; the order of the query and what is empty in it make no difference."""
    query = urlencode(sorted(parse_qsl(request.META.get("QUERY_STRING", ""))))
    swapped = request.headers.get("HX-Request", "")
    return f"{request.scheme}://{request.get_host()}{request.path}?{query}#{swapped}"


def _to_keep(request: HttpRequest, response: HttpResponse) -> Answer | None:
    """The parts of a response that may be handed out again; None when there is one that may not."""
    if response.status_code != 200 or response.streaming or response.cookies:
        return None
    if isinstance(response, SimpleTemplateResponse):
        response.render()
    if _has_a_new_token(request) or getattr(request, "session", NO_SESSION).modified:
        return None
    return response.content, dict(response.headers)


def _has_a_new_token(request: HttpRequest) -> bool:
    """Whether the page holds a token for forms that goes with a cookie still to be set.

    Django marks each request whose token was asked for; without a session none may be kept.
    """
    if not request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
        return False
    known = settings.SESSION_COOKIE_NAME in request.COOKIES and request.COOKIES.get(TOKEN)
    return known != request.META["CSRF_COOKIE"]
