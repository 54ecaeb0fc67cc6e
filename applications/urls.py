"""Addresses of this app, by who uses them."""

from django.urls import path

from applications.views import again, applying, changes, files, mine, offers, statistics
from applications.views import hosts as host_views

app_name = "applications"

students = [
    path("adverts/<int:pk>/apply/", applying.apply, name="apply"),
    path("adverts/<int:pk>/save/", mine.save_advert, name="save"),
    path("adverts/<int:pk>/seen/", statistics.seen, name="seen"),
    path("applications/", mine.my_applications, name="mine"),
    path("applications/<int:pk>/", mine.application, name="application"),
    path("applications/<int:pk>/edit/", applying.edit, name="edit"),
    path("applications/<int:pk>/check/", applying.check, name="check"),
    path("applications/<int:pk>/sent/", applying.sent, name="sent"),
    path("applications/<int:pk>/cv/", files.cv, name="cv"),
    path("applications/<int:pk>/confirm/", again.again, name="again"),
    path("applications/<int:pk>/delete/", mine.delete_draft, name="delete"),
    path("applications/<int:pk>/withdraw/", mine.press, {"event": "withdraw"}, name="withdraw"),
    path("applications/<int:pk>/take-back/", mine.press, {"event": "take_back"}, name="take_back"),
    path(
        "applications/<int:pk>/take-up-again/",
        mine.press,
        {"event": "take_up_again"},
        name="take_up_again",
    ),
    path("offers/<int:pk>/", offers.offer, name="offer"),
    path("offers/<int:pk>/accept/", offers.accept, name="accept"),
    path("offers/<int:pk>/decline/", offers.decline, name="decline"),
]

hosts: list = [
    path("host/adverts/<int:pk>/applicants/", host_views.applicants, name="applicants"),
    path("host/adverts/<int:pk>/statistics/", statistics.advert_statistics, name="statistics"),
    path("host/applicants/<int:pk>/", host_views.applicant, name="applicant"),
    path("host/applicants/<int:pk>/decide/", host_views.decide, name="decide"),
    path("host/applicants/<int:pk>/preview/", host_views.outcome_preview, name="outcome_preview"),
    path("host/applicants/<int:pk>/offer/", host_views.make_offer, name="make_offer"),
    path(
        "host/applicants/<int:pk>/offer-to-reserve/",
        host_views.offer_to_reserve,
        name="offer_to_reserve",
    ),
    path("host/applicants/<int:pk>/change-offer/", changes.change_offer, name="change_offer"),
    path("host/applicants/<int:pk>/withdraw-offer/", host_views.rescind, name="rescind"),
]

urlpatterns = [*students, *hosts]
