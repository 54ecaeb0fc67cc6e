"""Addresses of this app, by who uses them."""

app_name = "applications"

students: list = []

hosts: list = []

urlpatterns = [*students, *hosts]
