"""Addresses of this app."""

app_name = "expenses"
urlpatterns: list = []
