"""Addresses of this app."""

from django.urls import path

from enquiries.views import concerns, questions

app_name = "enquiries"
urlpatterns = [
    path("adverts/<int:pk>/ask/", questions.ask_about, name="ask"),
    path("host/adverts/<int:pk>/questions/", questions.of_advert, name="of_advert"),
    path("host/questions/<int:pk>/", questions.answer, name="answer"),
    path("adverts/<int:pk>/concern/", concerns.about_advert, name="concern_about_advert"),
    path("placements/<int:pk>/concern/", concerns.about_placement, name="concern_about_placement"),
    path("concerns/", concerns.mine, name="concerns"),
    path("concerns/<int:pk>/", concerns.concern, name="concern"),
]
