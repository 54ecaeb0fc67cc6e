"""Every address of the site; the Office's admin is at /office/."""

from django.apps import apps
from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from microinternships import homes
from microinternships.health import health
from placements import sitemaps

urlpatterns = [
    path("", homes.home, name="home"),
    path("health/", health, name="health"),
    path("sitemap.xml", sitemap, {"sitemaps": sitemaps.MAPS}, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("", include("pages.urls")),
    path("", include("alerts.urls")),
    path("", include("placements.urls")),
    path("", include("applications.urls")),
    path("", include("expenses.urls")),
    path("", include("enquiries.urls")),
    path("", include("workshops.urls")),
    path("account/", include("allauth.urls")),
    path("account/", include("accounts.urls")),
    path("office/", admin.site.urls),
]
if apps.is_installed("demo"):
    urlpatterns.append(path("demo/", include("demo.urls")))
