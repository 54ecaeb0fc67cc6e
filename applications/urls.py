"""Addresses of this app."""

app_name = "applications"
urlpatterns: list = []
