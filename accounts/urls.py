"""Addresses of this app."""

app_name = "accounts"
urlpatterns: list = []
