"""Addresses of this app."""

from django.urls import path

from enquiries.views import questions

app_name = "enquiries"
urlpatterns = [
    path("adverts/<int:pk>/ask/", questions.ask_about, name="ask"),
    path("host/adverts/<int:pk>/questions/", questions.of_advert, name="of_advert"),
    path("host/questions/<int:pk>/", questions.answer, name="answer"),
]
