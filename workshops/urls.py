"""Addresses of this app."""

from django.urls import path

from workshops.views import students

app_name = "workshops"
urlpatterns = [
    path("workshops/", students.workshops, name="workshops"),
    path("workshops/<int:pk>/", students.workshop, name="workshop"),
    path("workshops/<int:pk>/book/", students.book_place, name="book"),
    path("workshops/<int:pk>/give-up/", students.give_up, name="give_up"),
    path("workshops/<int:pk>/calendar.ics", students.workshop_calendar, name="calendar"),
]
