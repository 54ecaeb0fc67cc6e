"""Addresses of this app."""

from django.urls import path

from placements.views import hosts

app_name = "placements"
urlpatterns = [
    path("host/", hosts.desk, name="desk"),
    path("host/organisations/new/", hosts.organisation_new, name="organisation_new"),
    path("host/organisations/<int:pk>/edit/", hosts.organisation_edit, name="organisation_edit"),
    path("host/adverts/new/", hosts.advert_new, name="advert_new"),
    path("host/adverts/<int:pk>/", hosts.advert_host, name="advert_host"),
    path("host/adverts/<int:pk>/edit/", hosts.advert_edit, name="advert_edit"),
    path("host/adverts/<int:pk>/submit/", hosts.advert_submit, name="advert_submit"),
    path("host/adverts/<int:pk>/withdraw/", hosts.advert_withdraw, name="advert_withdraw"),
    path("host/adverts/<int:pk>/copy/", hosts.advert_copy, name="advert_copy"),
]
