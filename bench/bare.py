"""Two views that do as little as a list of 25 rows can do: without a query, and with two."""

from datetime import date
from pathlib import Path
from types import SimpleNamespace

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.template.backends.django import DjangoTemplates
from django.urls import path

from placements.models import HostMember

PER_PAGE = 25
ROWS = [
    SimpleNamespace(
        pk=number,
        title=f"Row number {number}",
        by=f"Example Organisation {number}",
        where="Oxford",
        days=number % 4 + 2,
        closes=date(2026, 11, number),
    )
    for number in range(1, PER_PAGE + 1)
]
templates = DjangoTemplates(
    {
        "NAME": "bare",
        "DIRS": [Path(__file__).parent / "templates/bare"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
)


def rows(request: HttpRequest) -> HttpResponse:
    page = templates.get_template("rows.html")
    return HttpResponse(page.render({"rows": ROWS}, request))


def queried(request: HttpRequest) -> HttpResponse:
    """Count, fetch 25 of what is there (320 memberships) with a join, render."""
    members = HostMember.objects.select_related("organisation").order_by("pk")
    page = templates.get_template("members.html")
    found = Paginator(members, PER_PAGE).get_page(1)
    return HttpResponse(page.render({"page": found}, request))


urlpatterns = [path("bare/rows/", rows), path("bare/queried/", queried)]
