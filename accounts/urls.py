"""Addresses of this app."""

from django.urls import path

from accounts import views

app_name = "accounts"
urlpatterns = [path("details/", views.details, name="details")]
