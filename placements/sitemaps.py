"""The addresses that search engines may read: the open adverts, and the pages for everybody."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from microinternships import clock
from placements.models import Advert

PRIVATE = ("/account/", "/office/", "/host/", "/applications/", "/offers/", "/placements/")


class AdvertMap(Sitemap):
    """Adverts that take applications: none between cycles."""

    changefreq = "daily"

    def items(self) -> QuerySet[Advert]:
        return Advert.objects.open(clock.now()).only("pk").order_by("pk")

    def location(self, advert: Advert) -> str:
        return reverse("placements:advert", args=[advert.pk])


class PageMap(Sitemap):
    def items(self) -> tuple[str, ...]:
        return ("home", "placements:browse", "placements:dates", "alerts:news", "pages:hosts")

    def location(self, name: str) -> str:
        return reverse(name)


MAPS = {"adverts": AdvertMap, "pages": PageMap}


def robots(request: HttpRequest) -> HttpResponse:
    """What crawlers are asked to leave alone; nothing there opens without signing in anyway."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE), ""]
    lines += [f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
