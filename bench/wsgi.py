"""The site, and beside it under the same server a bare Django with two views to compare with.

The bare one has the middleware and the context processors of Django's own ``startproject`` and
nothing of ours, so that what our pages cost is never hidden in what they are compared with.
"""

import os

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from microinternships.wsgi import application as site

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


if not os.environ["BENCH_KEEPS"]:
    nothing = {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    settings.CACHES |= {"pages": nothing, "own_pages": nothing}


class Bare(WSGIHandler):
    def get_response(self, request):
        request.urlconf = "bench.bare"
        return super().get_response(request)


settings.MIDDLEWARE, ours = MIDDLEWARE, settings.MIDDLEWARE
bare = Bare()
settings.MIDDLEWARE = ours


def application(environ, start_response):
    answer = bare if environ["PATH_INFO"].startswith("/bare/") else site
    return answer(environ, start_response)
