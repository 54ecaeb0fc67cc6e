"""Addresses of this app."""

app_name = "placements"
urlpatterns: list = []
