"""Addresses of this app."""

from django.urls import path

from placements.views import (
    changes,
    dates,
    editing,
    feedback,
    hosts,
    organisations,
    people,
    placements,
    public,
    searches,
)

app_name = "placements"
urlpatterns = [
    path("host/", hosts.desk, name="desk"),
    path("host/organisations/new/", organisations.organisation_new, name="organisation_new"),
    path(
        "host/organisations/<int:pk>/edit/",
        organisations.organisation_edit,
        name="organisation_edit",
    ),
    path("host/organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("host/organisations/<int:pk>/terms/", organisations.accept_terms, name="terms"),
    path("host/organisations/<int:pk>/join/", organisations.join, name="join"),
    path("host/organisations/<int:pk>/people/", people.people, name="people"),
    path("host/members/<int:pk>/", people.member, name="member"),
    path("host/members/<int:pk>/remove/", people.remove, name="member_remove"),
    path("host/invitations/<int:pk>/again/", people.invitation_again, name="invitation_again"),
    path(
        "host/invitations/<int:pk>/withdraw/",
        people.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("host/requests/<int:pk>/answer/", people.join_answer, name="join_answer"),
    path("invitations/<str:token>/", people.invitation, name="invitation"),
    path("host/adverts/earlier/", hosts.earlier_adverts, name="earlier_adverts"),
    path("host/adverts/new/", hosts.advert_new, name="advert_new"),
    path("host/adverts/<int:pk>/", hosts.advert_host, name="advert_host"),
    path("host/adverts/<int:pk>/edit/", editing.advert_edit, name="advert_edit"),
    path("host/adverts/<int:pk>/change/", changes.change_wording, name="advert_change"),
    path("host/adverts/<int:pk>/ask/", changes.ask_for_change, name="advert_ask"),
    path(
        "host/adverts/<int:pk>/ask/take-back/",
        changes.check,
        {"event": "take_back_change"},
        name="advert_take_back",
    ),
    path("host/adverts/<int:pk>/submit/", hosts.advert_submit, name="advert_submit"),
    path(
        "host/adverts/<int:pk>/withdraw/",
        changes.check,
        {"event": "withdraw"},
        name="advert_withdraw",
    ),
    path("host/adverts/<int:pk>/copy/", hosts.advert_copy, name="advert_copy"),
    path("adverts/", public.browse, name="browse"),
    path("adverts/<int:pk>/", public.advert, name="advert"),
    path("adverts/<int:pk>/deadline.ics", public.advert_deadline, name="advert_deadline"),
    path("searches/", searches.saved, name="searches"),
    path("searches/new/", searches.save, name="search_new"),
    path("searches/<str:token>/", searches.search, name="search"),
    path("searches/<str:token>/stop/", searches.stop, name="search_stop"),
    path("dates/", dates.dates, name="dates"),
    path("dates/timetable.json", dates.dates_json, name="dates_json"),
    path("dates/calendar.ics", dates.all_dates_calendar, name="all_dates_calendar"),
    path("dates/<int:pk>/calendar.ics", dates.dates_calendar, name="dates_calendar"),
    path("placements/<int:pk>/", placements.placement, name="placement"),
    path(
        "placements/<int:pk>/calendar.ics", placements.placement_calendar, name="placement_calendar"
    ),
    path("placements/<int:pk>/feedback/", feedback.feedback, name="feedback"),
    path("placements/<int:pk>/joining/", placements.joining_instructions, name="joining"),
    path("placements/<int:pk>/cancel/", placements.end, {"event": "cancel"}, name="cancel"),
    path("placements/<int:pk>/not-attended/", placements.end, {"event": "no_show"}, name="no_show"),
]
